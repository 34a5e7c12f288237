"""Which rule sets what: order, missing data, orders from a closed list."""

from datetime import date, datetime

import pytest

from lianzhi.cases.rules.automatic import Standing, catalogue, checked, day, nameless, rule, times
from lianzhi.kernel.errors import BadInput

KNOWN = catalogue({"road": "道路破损", "gas": "燃气"}, {"safety": "Safety"}, {"resident": "居民"})
ALL = {"urgency", "category", "units", "reply", "condition"}


def standing(number: int, condition: str, **does) -> Standing:
    return Standing(number, f"r{number}", *checked(condition, does, KNOWN))


GAS = standing(1, "contains(text, '煤气')", urgency="major", units=("gas",))
NIGHT = standing(2, "hour >= 22 OR hour < 6", urgency="urgent", reply="夜间已收到。")
CROWD = standing(3, "near_alike >= 3", urgency="urgent")


@pytest.mark.parametrize(
    ("facts", "did"),
    [
        (
            {"text": "楼道有煤气味", "hour": 23},
            [{"urgency": "major", "units": ["gas"]}, {"reply": "夜间已收到。"}],
        ),
        ({"text": "楼道有煤气味", "hour": 9}, [{"urgency": "major", "units": ["gas"]}]),
        ({"text": "路灯不亮", "hour": 22}, [{"urgency": "urgent", "reply": "夜间已收到。"}]),
        ({"text": "路灯不亮", "hour": 21, "near_alike": 3}, [{"urgency": "urgent"}]),
        ({"text": "路灯不亮", "hour": 21, "near_alike": 2}, []),
        ({"text": "路灯不亮", "hour": 21}, []),
        ({}, []),
    ],
)
def test_the_first_rule_that_sets_a_thing_sets_it(facts, did):
    assert [dict(each.did) for each in rule([GAS, NIGHT, CROWD], facts, ALL)] == did


def test_what_a_person_has_set_no_rule_sets():
    found = rule([GAS, NIGHT], {"text": "煤气", "hour": 23}, ALL - {"urgency"})

    assert [dict(each.did) for each in found] == [{"units": ["gas"]}, {"reply": "夜间已收到。"}]


def test_a_ruling_says_why():
    (found,) = rule([NIGHT], {"hour": 3}, ALL)

    assert [(r.zh, r.held) for r in found.readings] == [("上报钟点 ≥ 22", False), ("上报钟点 < 6", True)]


@pytest.mark.parametrize(
    ("condition", "does", "field"),
    [
        ("contains(text, 'x')", {}, "urgency"),
        ("contains(text, 'x')", {"urgency": "at once"}, "urgency"),
        ("contains(text, 'x')", {"close": True}, "close"),
        ("contains(text, 'x')", {"reply": "长" * 501}, "reply"),
        ("category = 'raod'", {"urgency": "major"}, "when"),
        ("reporter = 'resident:1'", {"urgency": "major"}, "when"),
    ],
)
def test_what_a_rule_may_not_do_is_refused(condition, does, field):
    with pytest.raises(BadInput) as refused:
        checked(condition, does, KNOWN)
    assert refused.value.field == field


def test_units_for_joint_handling_add_up_over_the_rules():
    stall = standing(4, "contains(text, '烧烤')", joint=("market",))
    smoke = standing(5, "contains(text, '油烟')", joint=("ecology",))

    found = rule([GAS, stall, smoke], {"text": "烧烤油烟，还有煤气味", "hour": 9}, ALL | {"joint"})

    assert [dict(each.did).get("joint") for each in found] == [None, ["market"], ["ecology"]]


@pytest.mark.parametrize(
    ("utc", "told"),
    [
        ("2026-10-09T15:59:00+00:00", (date(2026, 10, 9), 23, 5)),
        ("2026-10-09T16:00:00+00:00", (date(2026, 10, 10), 0, 6)),
        ("2026-10-09T23:59:00+00:00", (date(2026, 10, 10), 7, 6)),
        ("2026-10-10T00:00:00+00:00", (date(2026, 10, 10), 8, 6)),
    ],
)
def test_day_hour_and_weekday_are_the_towns_own(utc, told):
    at = datetime.fromisoformat(utc)
    assert (day(at), times(at)["hour"], times(at)["weekday"]) == told


@pytest.mark.parametrize(
    ("reporter", "unknown"),
    [
        ("", True), ("anonymous:k3", True), ("caller:anonymous", True), ("resident:7", False), ("staff:1", False),
        ("client:4", False),
    ],
)  # fmt: skip
def test_who_counts_as_anonymous(reporter, unknown):
    assert nameless(reporter) is unknown
