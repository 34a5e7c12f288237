"""The deadline matrix at work: conditions, what changes and what a running matter keeps, hot and strong matters."""

import pytest
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.heat import recount
from lianzhi.cases.actions.standing import press
from lianzhi.cases.models import Case, LimitRule
from lianzhi.cases.rules.limits import amount_of
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> desk.Town:
    return desk.build()


def cell(value: float | None, unit: str = "work_day", **of: object) -> cases.Cell:
    amount = amount_of(value, unit, what="handle") if value else None
    return cases.Cell("handle", amount, **of)  # type: ignore[arg-type]


def limits(case: cases.CaseView) -> dict:
    return Item.objects.get(pk=case.item.id).limits


def hot_rule(threshold: int = 2) -> None:
    cases.save_condition(
        "hot", trigger="hot", threshold=threshold, sentence_zh="多人反映", by=desk.ROOT,
        checklist=[{"code": "told", "zh": "已告知", "en": "Told"}],
    )  # fmt: skip
    cases.set_limits([cell(1, condition="hot")], by=desk.ROOT)


def test_a_new_matter_takes_the_row_of_its_category(town) -> None:
    cases.set_limits([cell(5, module="enforcement"), cell(2, category="road")], by=desk.ROOT)

    assert limits(town.report()) == {"handle": {"value": 2, "unit": "work_day"}}


def test_a_change_ends_the_row_and_running_matters_keep_theirs(town) -> None:
    cases.set_limits([cell(2, category="road")], by=desk.ROOT)
    running = town.report()

    changed = cases.set_limits([cell(1, category="road")], by=desk.ROOT)
    cases.correct(running.id, place_text="东门", lon=desk.IN_EAST[0], lat=desk.IN_EAST[1], by=town.duty)

    assert changed == 1
    assert limits(running)["handle"]["value"] == 2
    assert limits(town.report())["handle"]["value"] == 1
    assert [row.until is None for row in LimitRule.objects.order_by("pk")] == [False, True]
    assert {entry.action for entry in audit.trail("limits:matrix")} == {"cases.set_limits"}


def test_saying_the_same_again_changes_nothing(town) -> None:
    cases.set_limits([cell(2, category="road")], by=desk.ROOT)
    entries = len(audit.trail("limits:matrix"))

    assert cases.set_limits([cell(2, category="road")], by=desk.ROOT) == 0
    assert len(audit.trail("limits:matrix")) == entries


def test_the_condition_chosen_when_filing_sets_the_deadline(town) -> None:
    for code, value in (("fence", 1), ("mend", 3)):
        cases.save_condition(code, category="road", sentence_zh=code, by=desk.ROOT)
        cases.set_limits([cell(value, category="road", condition=code)], by=desk.ROOT)
    case = town.report()

    cases.file(case.id, condition="mend", by=town.duty)

    assert limits(case)["handle"]["value"] == 3
    assert Case.objects.get(pk=case.id).condition == "mend"


def test_a_condition_of_another_category_is_refused(town) -> None:
    cases.save_condition("fence", category="noise", sentence_zh="围护", by=desk.ROOT)
    case = town.report()

    with pytest.raises(BadInput) as refused:
        cases.file(case.id, condition="fence", by=town.duty)

    assert refused.value.field == "condition"
    assert cases.by_id(case.id).item.state.code == "received"


def test_from_the_threshold_on_a_matter_is_hot_and_stricter(town) -> None:
    hot_rule(3)
    case = town.filed()
    row = Case.objects.select_for_update().get(pk=case.id)
    press(row, heat=2, by=desk.ROOT)
    calm = limits(case)

    press(row, heat=3, by=desk.ROOT)

    assert calm == {}
    assert limits(case) == {"handle": {"value": 1, "unit": "work_day"}}
    press(row, heat=2, by=desk.ROOT)
    assert limits(case) == {}


def test_merged_reports_of_one_template_are_one_voice(town) -> None:
    hot_rule(2)
    text = "小区东门外的烧烤摊每天营业到凌晨两点，油烟和喧哗让整栋楼的居民无法休息，请尽快处理。"
    main = Case.objects.get(pk=town.report(text=text, reporter="resident:1").id)
    for n, said in enumerate((text, text + "谢谢")):
        twin = town.report(text=said, reporter=f"resident:{n + 2}")
        Case.objects.filter(pk=twin.id).update(main=main)

    assert recount(main, by=desk.ROOT) == 1
    Case.objects.filter(main=main).update(text="楼下太吵")
    assert recount(main, by=desk.ROOT) == 3


def test_a_hot_matter_closes_only_with_its_checklist(town) -> None:
    hot_rule(2)
    case = town.checked()
    press(Case.objects.get(pk=case.id), heat=2, by=desk.ROOT)

    with pytest.raises(BadInput) as refused:
        cases.close(case.id, answer=desk.ANSWER, by=town.duty)
    assert refused.value.field == "checklist"
    assert cases.by_id(case.id).item.state.code == "verified"

    assert cases.close(case.id, answer=desk.ANSWER, ticked=["told"], by=town.duty).item.state.code == "closed"


REFUSED = [
    ({"category": "moon"}, "category"),
    ({"module": "moon"}, "module"),
    ({"condition": "moon"}, "condition"),
]


@pytest.mark.parametrize(("of", "field"), REFUSED)
def test_a_cell_that_names_what_is_not_there_is_refused(town, of, field) -> None:
    with pytest.raises(BadInput) as refused:
        cases.set_limits([cell(1, category="road"), cell(1, **of)], by=desk.ROOT)

    assert refused.value.field == field
    assert not LimitRule.objects.exists()


def test_only_who_keeps_the_lists_sets_limits(town) -> None:
    with pytest.raises(NotAllowed):
        cases.set_limits([cell(1)], by=town.duty)
    assert not LimitRule.objects.exists()


def test_what_comes_with_the_house_is_loaded_once_and_keeps_what_the_town_changed(town) -> None:
    cases.load_categories(desk.ROOT)
    conditions, cells = cases.load_limits(desk.ROOT)
    cases.set_limits([cell(None, category="illegal-building", condition="penalty")], by=desk.ROOT)

    assert conditions > 5 < cells
    assert cases.load_limits(desk.ROOT) == (0, 0)


# ---- by hand: the urgency and the filing condition ------------------------------------------------------


def strong_rule() -> None:
    cases.save_condition("strong", trigger="strong", sentence_zh="强烈诉求", by=desk.ROOT)
    cases.set_limits([cell(1, condition="strong")], by=desk.ROOT)


@pytest.mark.parametrize(
    ("urgency", "handle"), [("", {}), ("normal", {}), ("urgent", {}), ("major", {"handle": 1})]
)
def test_a_report_comes_with_an_urgency_and_its_deadlines(town, urgency, handle) -> None:
    strong_rule()

    case = town.report(urgency=urgency)

    assert case.urgency == (urgency or "normal")
    assert {clock: amount["value"] for clock, amount in limits(case).items()} == handle
    told = [e for e in audit.trail(case.subject) if e.action == "cases.press"]
    assert [e.detail["after"] for e in told] == (
        [{"urgency": urgency}] if urgency in ("urgent", "major") else []
    )


def test_an_unknown_urgency_is_refused_and_nothing_is_kept(town) -> None:
    with pytest.raises(BadInput) as refused:
        town.report(urgency="at once")

    assert (refused.value.field, Case.objects.count()) == ("urgency", 0)


def test_a_corrected_urgency_moves_the_deadline_up_and_down_with_its_reason(town) -> None:
    strong_rule()
    case = town.dispatched()

    major = cases.correct(case.id, urgency="major", reason="Three people hurt", by=town.duty)
    stricter = limits(case)
    calm = cases.correct(case.id, urgency="normal", reason="It was mended", by=town.duty)

    assert (major.urgency, calm.urgency) == ("major", "normal")
    assert (stricter["handle"]["value"], limits(case)) == (1, {})
    assert major.item.due_at < calm.item.due_at == case.item.due_at
    pressed = [e.detail for e in audit.trail(case.subject) if e.action == "cases.press"]
    assert [(e["before"]["urgency"], e["after"]["urgency"], e["reason"]) for e in pressed] == [
        ("normal", "major", "Three people hurt"), ("major", "normal", "It was mended"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"), [({"urgency": "major"}, "reason"), ({"urgency": "x", "reason": "why"}, "urgency")]
)
def test_a_wrong_urgency_is_refused_beside_its_field(town, given, field) -> None:
    case = town.filed()

    with pytest.raises(BadInput) as refused:
        cases.correct(case.id, by=town.duty, **given)

    assert (refused.value.field, cases.by_id(case.id).urgency) == (field, "normal")


def test_who_may_not_correct_sets_no_urgency(town) -> None:
    with pytest.raises(NotAllowed):
        cases.correct(town.filed().id, urgency="major", reason="why", by=town.workers["works"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [({"category": "road"}, "mend"), ({"category": "noise"}, ""), ({"place_text": "北门"}, "mend"), ({"condition": ""}, "")],
)  # fmt: skip
def test_a_correction_keeps_the_condition_as_long_as_the_category_has_it(town, given, kept) -> None:
    cases.save_condition("mend", category="road", sentence_zh="修补", by=desk.ROOT)
    cases.set_limits([cell(2, category="road", condition="mend")], by=desk.ROOT)
    case = town.report()
    cases.file(case.id, condition="mend", by=town.duty)
    at = {"lon": desk.IN_WEST[0], "lat": desk.IN_WEST[1]} if "place_text" in given else {}

    cases.correct(case.id, by=town.duty, reason="另有情况", **given, **at)

    assert Case.objects.get(pk=case.id).condition == kept
    assert limits(case) == ({"handle": {"value": 2, "unit": "work_day"}} if kept else {})


def test_the_condition_is_mended_after_filing_and_the_deadline_follows(town) -> None:
    for code, value in (("fence", 1), ("mend", 3)):
        cases.save_condition(code, category="road", sentence_zh=code, by=desk.ROOT)
        cases.set_limits([cell(value, category="road", condition=code)], by=desk.ROOT)
    case = town.report()
    cases.file(case.id, condition="mend", by=town.duty)

    cases.correct(case.id, condition="fence", reason=" 要先围挡 ", by=town.duty)

    assert limits(case)["handle"]["value"] == 1
    chosen = [e.detail for e in audit.trail(case.subject) if e.action == "cases.condition"]
    assert chosen[-1] == {"before": "mend", "after": "fence", "reason": "要先围挡"}


@pytest.mark.parametrize("reason", ["", "  "])
def test_another_condition_needs_a_reason_and_the_same_one_none(town, reason) -> None:
    for code in ("fence", "mend"):
        cases.save_condition(code, category="road", sentence_zh=code, by=desk.ROOT)
    case = cases.file(town.report().id, condition="mend", by=town.duty)
    for other in ("fence", ""):
        with pytest.raises(BadInput, match="Say why the filing condition changes"):
            cases.correct(case.id, condition=other, reason=reason, by=town.duty)
    cases.correct(case.id, condition="mend", reason=reason, by=town.duty)
    assert Case.objects.get(pk=case.id).condition == "mend"


def test_filing_under_another_condition_than_a_rule_had_set_needs_a_reason(town) -> None:
    for code in ("fence", "mend"):
        cases.save_condition(code, category="road", sentence_zh=code, by=desk.ROOT)
    case = town.report()
    Case.objects.filter(pk=case.id).update(condition="fence")
    with pytest.raises(BadInput, match="Say why the filing condition changes"):
        cases.file(case.id, condition="mend", by=town.duty)
    given = worklist.Given(reason="现场已围挡", detail={"condition": "mend"})
    cases.move(case.id, "file", by=town.duty, given=given)
    entry = [e for e in audit.trail(case.subject) if e.action == "cases.condition"][-1]
    assert (entry.actor_id, entry.detail["reason"]) == (town.duty.id, "现场已围挡")
    assert worklist.moves(case.item.id)[-1].note == "现场已围挡"
