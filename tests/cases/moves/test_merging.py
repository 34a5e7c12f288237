"""并案 and 拆分: one answer for all, undone without loss; the whole waits for its parts.  Field notes 7, opening 3."""

import pytest
from django.db import transaction
from support.desk import ANSWER, IN_WEST, RESULT, TEXT, show_roads

from lianzhi.cases import api as cases
from lianzhi.cases.actions import following
from lianzhi.cases.models import Case, FollowUp, Rating
from lianzhi.cases.queries.relations import relations
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState

RESIDENT = Actor("resident:7", "居民")


def close(town, case: cases.CaseView) -> None:
    now = cases.by_id(case.id)
    if now.item.state.code == "received":
        cases.file(case.id, by=town.duty)
    cases.dispatch(case.id, lead="works", by=town.duty)
    task = worklist.tasks(case.item.id)[0].id
    cases.accept(case.id, task, by=town.workers["works"])
    cases.finish(case.id, task, result=RESULT, by=town.workers["works"])
    cases.pass_check(case.id, by=town.checker)
    cases.close(case.id, answer=f"{ANSWER}{case.number}", by=town.duty)


def test_closing_the_main_case_answers_every_merged_one_and_each_reporter_may_rate_and_reopen(town):
    main, other = town.filed(), town.report(reporter=RESIDENT.id)
    cases.merge(other.id, main.number, reason="同一处", by=town.duty)
    assert cases.by_id(other.id).item.state.code == "merged"

    close(town, main)

    after = cases.by_id(other.id)
    assert (after.item.state.code, after.answer) == ("closed", cases.by_id(main.id).answer)
    cases.rate(other.id, grade=1, by=RESIDENT)
    again = cases.reopen(other.id, reason="没修好", by=RESIDENT)
    assert (again.item.state.code, again.main_id) == ("filed", None)
    assert cases.by_id(main.id).item.state.code == "closed"


def test_a_bad_rating_of_a_merged_matter_is_the_units_that_did_the_work_and_not_its_own_to_follow_up(town):
    main, other = town.filed(), town.report(reporter=RESIDENT.id)
    cases.merge(other.id, main.number, reason="同一处", by=town.duty)
    close(town, main)

    cases.rate(other.id, grade=1, by=RESIDENT)
    assert Rating.objects.get(case_id=other.id).unit == "works"
    (fact,) = [m for m in worklist.moves_after(0, 100) if m.verb == "rate"]
    assert (fact.unit, fact.grade) == ("works", 1)
    row = FollowUp.objects.get(case_id=other.id)
    with pytest.raises(NotAllowed):
        following.check_no_part_in(cases.by_id(row.case_id), town.workers["works"])
    following.check_no_part_in(cases.by_id(row.case_id), town.checker)


def test_a_bad_grade_that_leads_to_a_reopening_is_one_grade(town):
    case = town.report(reporter=RESIDENT.id)
    close(town, case)
    cases.rate(case.id, grade=1, by=RESIDENT)
    cases.reopen(case.id, reason="没修好", by=RESIDENT)
    assert [m.grade for m in worklist.moves_after(0, 100) if m.grade] == [1]


def test_undoing_a_merge_restores_the_state_before_with_its_parts(town):
    main, other = town.filed(), town.accepted()
    cases.merge(other.id, main.number, reason="同一处", by=town.duty)
    cases.unmerge(other.id, reason="看错了", by=town.duty)

    after = cases.by_id(other.id)
    assert (after.item.state.code, after.main_id) == ("handling", None)
    assert [t.state for t in after.item.tasks] == ["accepted"]
    assert abs((after.item.due_at - other.item.due_at).total_seconds()) < 60


@pytest.mark.parametrize("wrong", ["itself", "unknown", "ended", "chain", "has_others"])
def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(town, wrong):
    one, two, three = town.filed(), town.filed(), town.filed()
    number, refused = two.number, (BadInput, WrongState)
    match wrong:
        case "itself":
            number = one.number
        case "unknown":
            number = "LZ20200101-0001"
        case "ended":
            close(town, two)
        case "chain":
            cases.merge(two.id, three.number, reason="同", by=town.duty)
        case "has_others":
            cases.merge(three.id, one.number, reason="同", by=town.duty)

    with pytest.raises(refused):
        cases.merge(one.id, number, reason="同一处", by=town.duty)

    assert (cases.by_id(one.id).item.state.code, cases.by_id(one.id).main_id) == ("filed", None)


def test_supporting_a_case_makes_a_case_of_ones_own_merged_at_once_and_twice_is_once(town):
    show_roads()
    main = town.filed()
    new = cases.NewReport(
        source="resident", external_id="s-1", text=TEXT, category="road", lon=IN_WEST[0], lat=IN_WEST[1]
    )

    mine = cases.support(main.number, new, by=RESIDENT)
    again = cases.support(main.number, new, by=RESIDENT)

    assert mine.id == again.id != main.id
    assert (mine.item.state.code, mine.main_id) == ("merged", main.id)
    assert cases.by_id(main.id).heat == 2


@pytest.mark.parametrize(("reporter", "heat"), [("caller:anonymous", 3), ("resident:7", 1)])
def test_each_unnamed_caller_is_a_voice_and_one_person_is_one(town, reporter, heat):
    """R-124: three calls without a name are three people; three of one number are one."""
    main, *others = (town.filed(source="phone", reporter=reporter, text=f"路灯坏了{n}") for n in range(3))
    for other in others:
        cases.merge(other.id, main.number, reason="同一处", by=town.duty)

    assert cases.by_id(main.id).heat == heat


NORTH = 0.000_898_3  # degrees of latitude in 100 m


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        ({"lat": IN_WEST[1] + 4 * NORTH}, RESIDENT),
        ({"category": "noise"}, RESIDENT),
        ({"lon": None, "lat": None, "place_text": "不知道在哪里"}, RESIDENT),
        ({}, Actor("anonymous:1", "匿名")),
    ],
    ids=["too far", "another kind", "no place", "nobody"],
)
def test_what_could_not_have_been_offered_cannot_be_supported_by_its_number(town, changed, by):
    show_roads()
    main = town.filed()
    before = cases.by_id(main.id)
    values = {"category": "road", "lon": IN_WEST[0], "lat": IN_WEST[1]} | changed
    with pytest.raises(NotFound), transaction.atomic():
        cases.support(
            main.number, cases.NewReport(source="resident", external_id="s", text=TEXT, **values), by=by
        )
    assert cases.by_id(main.id) == before and Case.objects.count() == 1


def test_staff_may_choose_any_matter_they_may_see_and_where_they_stood_counts_as_a_place(town):
    show_roads()
    main = town.filed()
    nowhere = {"category": "road", "place_text": "不知道在哪里"}
    for n, (by, stood, joined) in enumerate(
        [
            (town.duty, None, True),
            (town.workers["police"], IN_WEST, True),
            (town.workers["police"], (IN_WEST[0], IN_WEST[1] + 4 * NORTH), False),
            (town.workers["police"], None, False),
        ]
    ):
        new = cases.NewReport(source="grid", external_id=f"g{n}", text=TEXT, **nowhere)
        if joined:
            assert cases.support(main.number, new, by=by, stood=stood).main_id == main.id
            continue
        with pytest.raises(NotFound), transaction.atomic():
            cases.support(main.number, new, by=by, stood=stood)


def test_a_matter_that_says_something_about_persons_cannot_be_supported(town):
    main = town.filed(category="noise")  # a kind that nobody has judged is private
    new = cases.NewReport(
        source="resident", external_id="s", text=TEXT, category="noise", lon=IN_WEST[0], lat=IN_WEST[1]
    )
    with pytest.raises(NotFound):
        cases.support(main.number, new, by=RESIDENT)


def test_a_split_waits_for_its_parts_and_offers_their_answers(town):
    whole = town.filed()
    cases.split(whole.id, ["修好人行道的地砖", "清走路边的垃圾"], reason="两个单位的事", by=town.duty)
    children = relations(cases.by_id(whole.id)).children
    assert [(c.item.state.code, c.parent_id) for c in children] == [("filed", whole.id)] * 2

    close(town, children[0])
    assert cases.by_id(whole.id).item.state.code == "split"
    close(town, children[1])

    now = cases.by_id(whole.id)
    assert now.item.state.code == "verified"
    assert children[0].number in relations(now).answers
    assert cases.close(whole.id, answer=ANSWER, by=town.duty).item.state.code == "closed"


def test_a_part_is_not_split_again_and_one_part_is_no_split(town):
    whole = town.filed()
    with pytest.raises(BadInput):
        cases.split(whole.id, ["修好人行道的地砖"], reason="x", by=town.duty)
    assert cases.by_id(whole.id).item.state.code == "filed"
    cases.split(whole.id, ["修好人行道的地砖", "清走路边的垃圾"], reason="x", by=town.duty)
    child = relations(cases.by_id(whole.id)).children[0]

    with pytest.raises(WrongState):
        cases.move(child.id, "split", by=town.duty, given=Given(parts=("a", "b"), reason="x"))

    assert cases.by_id(child.id).item.state.code == "filed"
