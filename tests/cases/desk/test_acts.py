"""One place decides which moves are shown and who may make them."""

import pytest

from lianzhi.cases import api as cases
from lianzhi.cases.queries.acts import Reader, acts, buttons, find, not_open
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import NotAllowed, WrongState


def shown(case: cases.CaseView, who) -> list[str]:
    """The steps of the road, on and back."""
    return [named(act) for act in acts(case, Reader(who)) if not act.side]


def aside(case: cases.CaseView, who) -> list[str]:
    return [named(act) for act in acts(case, Reader(who)) if act.side]


def named(act) -> str:
    return f"{act.verb}:{act.task.unit}" if act.task else act.verb


def test_onward_moves_come_before_moves_back(town):
    assert shown(town.filed(), town.duty) == ["dispatch", "refuse", "void"]


def test_nobody_sees_a_move_that_another_permission_asks(town):
    case = town.filed()
    assert shown(case, town.checker) == shown(case, town.reader) == shown(case, town.workers["works"]) == []


def test_outside_the_own_area_no_move_is_shown(town):
    assert shown(town.filed(), town.east_duty) == []


def test_each_unit_sees_only_its_own_part_of_a_joint_task(town):
    case = town.dispatched("works", "police")
    assert shown(case, town.workers["works"]) == ["accept:works", "return:works"]
    assert shown(case, town.workers["police"]) == ["accept:police", "return:police"]
    assert shown(case, town.workers["west"]) == []


def test_a_part_that_was_accepted_can_be_finished_and_not_accepted_again(town):
    assert shown(town.accepted(), town.workers["works"]) == ["finish:works", "return:works"]


def test_what_a_guard_would_refuse_is_shown_with_its_reason(town):
    case = town.report(at=None, place_text="")
    by_verb = {act.verb: act for act in acts(case, Reader(town.duty))}
    assert by_verb["file"].hurdle.code == "worklist.not_located"
    assert by_verb["refuse"].hurdle is None


def test_the_checker_who_did_the_work_is_told_so(town):
    case = town.accepted()
    task = worklist.tasks(case.item.id)[0]
    from support.desk import ROOT, TOWN

    from lianzhi.foundation.access import api as access

    both = town.workers["works"]
    access.grant(both.id, "checker", area_code=TOWN, by=ROOT)
    case = cases.finish(case.id, task.id, result="done", by=both)
    assert {act.hurdle.code for act in acts(case, Reader(both))} == {"worklist.same_person"}
    assert [act.hurdle for act in acts(case, Reader(town.checker))] == [None, None]


def test_a_closed_case_waits_for_its_reporter_and_only_the_office_may_reopen_it(town):
    closed = cases.close(town.checked().id, answer="done", by=town.duty)
    assert shown(closed, town.duty) == ["reopen"]
    assert shown(closed, town.checker) == []


def test_reopening_follows_a_bad_rating_and_knows_the_grade(town):
    case = town.report(reporter="resident:7")
    from lianzhi.kernel.actor import Actor

    resident = Actor("resident:7", "resident")
    cases.file(case.id, by=town.duty)
    cases.dispatch(case.id, lead="works", by=town.duty)
    task = worklist.tasks(case.item.id)[0].id
    cases.accept(case.id, task, by=town.workers["works"])
    cases.finish(case.id, task, result="done", by=town.workers["works"])
    cases.pass_check(case.id, by=town.checker)
    cases.close(case.id, answer="done", by=town.duty)
    rated = cases.rate(case.id, grade=1, by=resident)
    [reopen] = acts(rated, Reader(town.duty))
    assert (reopen.verb, reopen.hurdle) == ("reopen", None)


def test_buttons_of_many_rows_cost_one_query_a_permission(town, django_assert_num_queries):
    rows = [town.dispatched() for _ in range(3)]
    reader = Reader(town.workers["works"])
    with django_assert_num_queries(3):  # to handle, to dispatch, to take in
        found = [buttons(case, reader) for case in rows]
    assert [[act.verb for act in each] for each in found] == [["accept", "return"]] * 3


def test_a_verb_that_is_lawful_but_not_permitted_is_not_allowed(town):
    case = town.filed()
    assert find(acts(case, Reader(town.checker)), "dispatch") is None
    with pytest.raises(NotAllowed):
        not_open(case, Reader(town.checker), "dispatch")


def test_a_verb_that_is_no_longer_lawful_says_that_the_matter_has_moved_on(town):
    refused = not_open(town.filed(), Reader(town.duty), "file")
    assert isinstance(refused, WrongState)
