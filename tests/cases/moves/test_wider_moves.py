"""延期、挂账、作废、督办、上报、抄告、转办、吹哨: what each does, who may, and what is refused.  R-129, R-165, R-171, R-277."""

from datetime import timedelta

import pytest

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState

DAY, HOURS = Amount(1, Unit.WORK_DAY), Amount(4, Unit.WORK_HOUR)


def item(case: cases.CaseView) -> worklist.ItemView:
    return worklist.item(case.item.id)


def asked(case: cases.CaseView) -> worklist.ApprovalView:
    return worklist.approvals(case.item.id)[0]


def part(case: cases.CaseView, unit: str) -> int:
    return next(
        t.id for t in worklist.tasks(case.item.id) if t.unit == unit and t.state in worklist.OPEN_TASKS
    )


def test_more_time_is_asked_for_and_moves_deadline_and_promise_when_another_person_grants_it(town):
    case = town.accepted()
    cases.move(case.id, "extend", by=town.workers["works"], given=Given(amount=DAY, reason="等配件"))
    assert item(case).due_at == case.item.due_at

    cases.decide(asked(case).id, granted=True, by=town.duty)

    calendar, after = worklist.calendar(), item(case)
    assert after.due_at == calendar.add(case.item.due_at, DAY)
    assert after.promised_at == calendar.add(case.item.promised_at, DAY)
    assert after.state.code == "handling"


def test_nobody_decides_what_they_asked_for(town):
    case = town.filed()
    cases.move(case.id, "void", by=town.duty, given=Given(answer="重复反映，已另案办理。"))

    with pytest.raises(NotAllowed) as refused:
        cases.decide(asked(case).id, granted=True, by=town.duty)

    assert refused.value.code == "worklist.own_request"
    assert (asked(case).state, item(case).state.code) == ("pending", "filed")


def test_declining_needs_a_reason_and_leaves_everything_as_it_was(town):
    case = town.accepted()
    cases.move(case.id, "extend", by=town.workers["works"], given=Given(amount=DAY, reason="等配件"))

    with pytest.raises(BadInput):
        cases.decide(asked(case).id, granted=False, by=town.duty)
    cases.decide(asked(case).id, granted=False, reason="人手够了", by=town.duty)

    assert asked(case).state == "declined"
    assert item(case).due_at == case.item.due_at
    with pytest.raises(WrongState):
        cases.decide(asked(case).id, granted=True, by=town.duty)


def test_who_asked_may_take_it_back_and_nobody_else(town):
    case = town.accepted()
    cases.move(case.id, "extend", by=town.workers["works"], given=Given(amount=DAY, reason="等配件"))

    with pytest.raises(NotAllowed):
        cases.withdraw(asked(case).id, by=town.duty)
    cases.withdraw(asked(case).id, by=town.workers["works"])

    assert asked(case).state == "withdrawn"


def test_a_request_that_the_matter_has_overtaken_is_nobodys_work(town):
    case = town.accepted()
    cases.move(case.id, "extend", by=town.workers["works"], given=Given(amount=DAY, reason="等配件"))

    cases.finish(case.id, part(case, "works"), result="修好了", by=town.workers["works"])

    assert asked(case).state == "withdrawn"


def test_a_suspension_stops_the_clock_and_the_rule_ends_it_on_its_day(town):
    case = town.accepted()
    until = clock.now() + timedelta(days=10)
    cases.move(case.id, "suspend", by=town.workers["works"], given=Given(until=until, reason="等审批"))
    cases.decide(asked(case).id, granted=True, by=town.duty)
    paused = item(case)
    assert (paused.state.code, paused.due_at, paused.until) == ("suspended", None, until)
    assert cases.run_rules() == 0

    with clock.at(until + timedelta(minutes=1)):
        assert cases.run_rules() == 1
        assert cases.run_rules() == 0

    assert item(case).state.code == "handling"
    assert item(case).due_at > case.item.due_at
    assert item(case).promised_at > case.item.promised_at


def test_nothing_is_suspended_without_an_end(town):
    case = town.accepted()

    with pytest.raises(BadInput) as refused:
        cases.move(case.id, "suspend", by=town.workers["works"], given=Given(reason="等审批"))

    assert refused.value.field == "until"
    assert worklist.approvals(case.item.id) == []


def test_a_void_case_is_answered(town):
    case = town.filed()
    cases.move(case.id, "void", by=town.duty, given=Given(answer="不属实，已核实。"))
    cases.decide(asked(case).id, granted=True, by=_second_officer())

    after = cases.by_id(case.id)
    assert (after.item.state.code, after.answer) == ("void", "不属实，已核实。")
    assert after.item.closed_at is not None


def test_urging_grows_stronger_and_can_be_taken_back(town):
    case = town.accepted()
    cases.move(case.id, "urge", by=town.duty, given=Given(urge=2, reason="已经两天没动静"))
    assert item(case).urged == 2

    with pytest.raises(BadInput):
        cases.move(case.id, "urge", by=town.duty, given=Given(urge=1, reason="再催"))
    cases.move(case.id, "unurge", by=town.duty, given=Given(reason="已经动工"))

    assert item(case).urged == 0


def test_a_handler_cannot_urge(town):
    case = town.accepted()

    with pytest.raises(NotAllowed):
        cases.move(case.id, "urge", by=town.workers["works"], given=Given(urge=1, reason="x"))

    assert item(case).urged == 0


def test_sending_back_is_bounded_and_then_needs_another_person_and_several_units(town):
    case, works = town.dispatched(), town.workers["works"]
    for _ in range(2):
        cases.send_back(case.id, part(case, "works"), reason="不归我们", by=works)
        if item(case).bounces < 2:
            cases.dispatch(case.id, lead="works", by=town.duty)
    with pytest.raises(BadInput if False else Exception, match="one unit alone"):
        cases.dispatch(case.id, lead="works", by=town.duty)
    cases.dispatch(case.id, lead="works", supports=("police",), by=town.duty)

    with pytest.raises(Exception, match="times already"):
        cases.send_back(case.id, part(case, "works"), reason="还是不归我们", by=works)
    given = Given(task=part(case, "works"), reason="还是不归我们")
    cases.move(case.id, "return_again", by=works, given=given)
    cases.decide(asked(case).id, granted=True, by=town.duty)

    assert (item(case).state.code, item(case).bounces) == ("filed", 3)


def test_passing_on_counts_as_a_bounce_and_keeps_the_lead(town):
    case = town.accepted()

    cases.move(
        case.id, "transfer", by=town.workers["works"],
        given=Given(task=part(case, "works"), units=("police",), reason="归派出所"),
    )  # fmt: skip

    [now] = [t for t in worklist.tasks(case.item.id) if t.state in worklist.OPEN_TASKS]
    assert (now.unit, now.lead, item(case).bounces) == ("police", True, 1)


def test_passing_up_raises_the_level_and_asks_for_a_new_decision(town):
    case = town.accepted()
    level = item(case).level

    cases.move(case.id, "escalate", by=town.workers["works"], given=Given(reason="超出本单位能力"))

    assert (level, item(case).level, item(case).state.code) == ("town", "district", "filed")
    with pytest.raises(Exception, match="no level above|not possible"):
        cases.move(case.id, "escalate", by=town.workers["works"], given=Given(reason="x"))


def test_a_late_matter_climbs_by_rule_once_for_each_rung(town):
    case = town.report()
    assert item(case).level == "community"

    with clock.at(item(case).due_at + timedelta(minutes=1)):
        assert cases.run_rules() == 0  # the community's own business already
    with clock.at(worklist.calendar().add(item(case).due_at, DAY) + timedelta(minutes=1)):
        assert cases.run_rules() == 1
        assert cases.run_rules() == 0
        assert item(case).level == "town"
    with clock.at(
        worklist.calendar().add(item(case).due_at, Amount(3, Unit.WORK_DAY)) + timedelta(minutes=1)
    ):
        assert cases.run_rules() == 1
        assert cases.run_rules() == 0
    assert item(case).level == "district"


def test_what_always_fails_and_what_cannot_be_noted_starves_nothing_behind_it(town, monkeypatch):
    from lianzhi.cases.actions import by_rule
    from lianzhi.foundation.worklist import waking

    main, called = town.filed(), [town.accepted() for _ in range(4)]
    for case in called:
        given = Given(units=("police",), amount=HOURS, reason="请到场")
        cases.move(case.id, "whistle", by=town.duty, given=given)
    for case in called[:3]:
        cases.merge(case.id, main.number, reason="同一处", by=town.duty)
    stuck = [town.filed() for _ in range(3)]
    late = town.filed()
    tried = []
    locked = by_rule.locked

    def failing(case_id: int):
        tried.append(case_id)
        if case_id in {case.id for case in stuck}:
            raise RuntimeError("always")
        return locked(case_id)

    monkeypatch.setattr(by_rule, "locked", failing)
    monkeypatch.setattr(by_rule, "MOST", 1)
    for read in (waking.woken, waking.missed_calls):
        monkeypatch.setitem(read.__kwdefaults__, "page", 2)
    with clock.at(worklist.calendar().add(item(late).due_at, DAY) + timedelta(minutes=1)):
        while cases.run_rules():
            pass

    assert item(late).level == "town"
    (missed,) = [t for t in item(called[3]).tasks if t.missed_at]
    assert missed.unit == "police"
    assert not {case.id for case in called[:3]} & set(tried)


def test_a_copy_is_read_and_never_holds_the_join_up(town):
    case = town.accepted()
    cases.move(case.id, "copy", by=town.duty, given=Given(units=("police",), reason="请知悉"))
    copy = next(t for t in worklist.tasks(case.item.id) if t.kind == "copy")
    assert cases.visible(case.number, town.workers["police"]).id == case.id

    cases.finish(case.id, part(case, "works"), result="修好了", by=town.workers["works"])
    cases.move(case.id, "read", by=town.workers["police"], given=Given(task=copy.id))

    assert item(case).state.code == "checking"
    assert next(t for t in worklist.tasks(case.item.id) if t.kind == "copy").state == "read"
    assert "police" not in item(case).working


def to_rate(unit: str) -> list[str]:
    """The calls of this unit that wait to be rated, as its list shows them."""
    return list(Case.objects.filter(worklist.calls_to_rate(unit)).values_list("number", flat=True))


def test_called_units_report_in_work_and_are_rated_by_who_called(town):
    case = town.accepted()
    cases.move(
        case.id, "whistle", by=town.duty, given=Given(units=("police",), amount=HOURS, reason="请到场")
    )
    call = part(case, "police")

    cases.move(case.id, "report_in", by=town.workers["police"], given=Given(task=call))
    for unit in ("works", "police"):
        cases.finish(case.id, part(case, unit), result="完成", by=town.workers[unit])
    assert item(case).state.code == "checking"
    assert [to_rate(unit) for unit in ("command", "works")] == [[case.number], []]
    cases.move(case.id, "appraise", by=town.duty, given=Given(task=call, grade=4, reason="来得快"))

    task = next(t for t in worklist.tasks(case.item.id) if t.id == call)
    assert (task.kind, task.grade, task.called_by) == ("whistle", 4, "command")
    assert task.reported_at is not None and to_rate("command") == []
    with pytest.raises(WrongState):
        cases.move(case.id, "appraise", by=town.duty, given=Given(task=call, grade=1))


def test_a_unit_that_does_not_come_is_passed_up_once_with_a_yellow_card(town):
    case = town.accepted()
    cases.move(
        case.id, "whistle", by=town.duty, given=Given(units=("police",), amount=HOURS, reason="请到场")
    )
    late = worklist.calendar().add(clock.now(), HOURS) + timedelta(minutes=1)

    with clock.at(late):
        first, again = cases.run_rules(), cases.run_rules()

    assert (first, again) == (1, 0)
    assert (item(case).level, item(case).urged) == ("district", 2)
    assert [m.verb for m in worklist.moves(case.item.id)].count("no_show") == 1


def _second_officer() -> Actor:
    from support.desk import _person

    return _person("second-duty", "command", "duty")


def test_the_way_read_for_phones_names_what_was_asked_for_as_the_case_page_does(town):
    case = town.accepted()
    cases.move(case.id, "extend", by=town.workers["works"], given=Given(amount=DAY, reason="等配件"))

    assert worklist.ways([case.item.id])[case.item.id] == worklist.moves(case.item.id)[::-1]
