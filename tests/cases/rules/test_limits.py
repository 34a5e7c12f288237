"""Which deadline holds: the most specific row, and what presses only makes it stricter.  R-111, R-124."""

from datetime import UTC, datetime, timedelta

import pytest

from lianzhi.cases.rules.heat import voice, voices
from lianzhi.cases.rules.limits import Limit, Matter, amount_of, chosen, limits_for, pressing
from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar
from lianzhi.kernel.errors import BadInput

ON = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)  # Friday 16:30 in the town
HOUR, DAY, URGENT = Unit.WORK_HOUR, Unit.WORK_DAY, Unit.URGENT_HOUR
CALENDAR = WorkCalendar()


def row(value: float, unit: Unit = DAY, *, since: datetime = ON - timedelta(days=9), **of: object) -> Limit:
    return Limit("handle", Amount(value, unit), since, **of)  # type: ignore[arg-type]


ALL, MODULE, OWN = row(9), row(8, module="safety"), row(7, category="gas")
FENCE, ANY_FENCE = row(6, category="gas", condition="fence"), row(5, condition="fence")
MATTER = Matter("gas", "safety", "fence")

TABLE = [
    ([], None),
    ([ALL], ALL),
    ([ALL, MODULE], MODULE),
    ([ALL, MODULE, OWN], OWN),
    ([ALL, MODULE, OWN, ANY_FENCE], ANY_FENCE),
    ([ALL, MODULE, OWN, ANY_FENCE, FENCE], FENCE),
    ([row(1, category="lamp"), row(1, module="party"), row(1, condition="mend")], None),
    ([OWN, row(2, category="gas", since=ON)], row(2, category="gas", since=ON)),
    ([OWN, row(2, category="gas", since=ON + timedelta(seconds=1))], OWN),
    ([ALL, row(2, category="gas", until=ON)], ALL),
    ([ALL, row(2, category="gas", until=ON + timedelta(seconds=1))], row(2, category="gas", until=ON + timedelta(seconds=1))),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wins"), TABLE, ids=range(len(TABLE)))
def test_the_most_specific_row_wins_whatever_the_order(rows, wins) -> None:
    assert chosen(rows, MATTER, "handle", ON) == wins
    assert chosen(rows[::-1], MATTER, "handle", ON) == wins


STRICTER = [
    (row(3), row(1, condition="hot"), 1),  # three days, one when hot
    (row(4, HOUR), row(1, condition="hot"), 4),  # hot never makes four hours a day
    (row(1), row(7, HOUR, condition="hot"), 1),  # the same instant: the ordinary row stays
    (row(1), row(6.9, HOUR, condition="hot"), 6.9),
    (row(2, HOUR), row(8, URGENT, condition="hot"), 8),  # Friday 16:30: urgent hours end that night
]


@pytest.mark.parametrize(("base", "hot", "value"), STRICTER)
def test_what_presses_only_makes_a_limit_stricter(base, hot, value) -> None:
    matter = Matter("gas", "safety", "", ("hot",))

    assert limits_for([base, hot], matter, ON, CALENDAR)["handle"].amount.value == value
    assert limits_for([base, hot], Matter("gas", "safety"), ON, CALENDAR)["handle"] == base


def test_against_the_flows_own_time_a_pressing_row_counts_only_when_stricter() -> None:
    hot, matter = row(1, condition="hot"), Matter(pressing=("hot",))

    assert limits_for([hot], matter, ON, CALENDAR, {"handle": Amount(3, DAY)}) == {"handle": hot}
    assert limits_for([hot], matter, ON, CALENDAR, {"handle": Amount(2, HOUR)}) == {}


@pytest.mark.parametrize(
    ("heat", "urgency", "found"),
    [(4, "normal", ()), (5, "normal", ("hot",)), (1, "major", ("strong",)), (5, "major", ("hot", "strong")), (1, "urgent", ())],
)  # fmt: skip
def test_a_matter_presses_from_the_threshold_on(heat, urgency, found) -> None:
    assert pressing(heat, urgency, {"hot": ("hot", 5), "strong": ("strong", None)}) == found


LONG = "小区东门外的烧烤摊每天营业到凌晨两点，油烟和喧哗让整栋楼的居民无法休息，请尽快处理。"
VOICES = [
    ([("a", "灯坏了"), ("b", "灯坏了")], 2),  # short words are nobody's template
    ([("a", LONG), ("b", LONG)], 1),
    ([("a", LONG), ("b", LONG + "！"), ("c", "楼下很吵")], 2),
    ([("a", "灯坏了"), ("a", "灯还是坏的")], 1),
    ([("", "灯坏了"), ("", "路灯不亮")], 2),
    ([("a", LONG), ("b", LONG), ("b", "门口也有")], 1),
]


@pytest.mark.parametrize(
    ("reporter", "source", "known"),
    [("resident:7", "phone", True), ("resident:7", "api", True), ("caller:anonymous", "phone", False),
     ("caller:anonymous", "open311", False), ("staff:3", "api", False), ("staff:3", "grid", True),
     ("sender:hotline:张", "hotline", True), ("sender:hotline:", "hotline", False), ("system:sensing", "sensing", True)],
)  # fmt: skip
def test_whose_voice_a_report_is_nobody_knows_of_unnamed_callers_and_bureaus(reporter, source, known) -> None:
    assert voice(reporter, source) == (reporter if known else "")


@pytest.mark.parametrize(("reports", "count"), VOICES)
def test_one_reporter_and_one_template_are_one_voice(reports, count) -> None:
    assert voices(reports) == count


@pytest.mark.parametrize(
    ("value", "unit"), [("", "work_day"), ("x", "work_day"), (-1, "work_day"), (1, "moon"), (None, None)]
)
def test_an_amount_that_cannot_be_read_is_refused_by_name(value, unit) -> None:
    with pytest.raises(BadInput) as refused:
        amount_of(value, unit, what="handle")
    assert "handle" in str(refused.value)
