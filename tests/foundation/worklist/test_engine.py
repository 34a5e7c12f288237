"""The loop: no step skipped, no closing without an answer, no checking of one's own work."""

import pytest

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState


def walk(house, subject: str = "case:1") -> int:
    item, tasks = house.dispatched(subject, ("unit-0",))
    house.move(item, "finish", house.workers["unit-0"], task=tasks["unit-0"], result="lamp replaced")
    house.move(item, "pass", house.checker)
    house.move(item, "close", house.duty, answer="The lamp was replaced on Monday.")
    return item


def test_a_matter_walks_the_whole_road_and_leaves_a_move_and_an_audit_entry_each(house) -> None:
    item = walk(house)

    verbs = [m.verb for m in worklist.moves(item)]
    assert verbs == ["start", "file", "dispatch", "accept", "finish", "pass", "close"]
    assert [e.action for e in audit.trail("case:1")] == [f"worklist.{v}" for v in verbs]
    assert worklist.item(item).closed_at is not None


def test_closing_without_an_answer_is_refused_and_changes_nothing(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0",))
    house.move(item, "finish", house.workers["unit-0"], task=tasks["unit-0"], result="done")
    house.move(item, "pass", house.checker)

    with pytest.raises(BadInput) as refused:
        house.move(item, "close", house.duty, answer="   ")

    assert refused.value.field == "answer"
    assert worklist.item(item).state.code == "verified"
    assert [m.verb for m in worklist.moves(item)][-1] == "pass"


@pytest.mark.parametrize("verb", ["dispatch", "pass", "close", "rate", "finish"])
def test_a_step_cannot_be_skipped(house, verb: str) -> None:
    item = house.open("case:1")

    with pytest.raises(WrongState):
        house.move(item, verb, house.duty, answer="x", units=("unit-0",), grade=5, task=1, result="x")

    assert worklist.item(item).state.code == "received"


def test_a_unit_cannot_finish_another_units_part(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0", "unit-1"))

    with pytest.raises(NotAllowed):
        house.move(item, "finish", house.workers["unit-1"], task=tasks["unit-0"], result="x")

    assert {t.state for t in worklist.tasks(item)} == {"accepted"}


def test_who_handled_a_matter_may_not_check_it(house) -> None:
    from lianzhi.foundation.access import api as access

    item, tasks = house.dispatched("case:1", ("unit-0",))
    worker = house.workers["unit-0"]
    house.move(item, "finish", worker, task=tasks["unit-0"], result="done")
    access.grant(worker.id, "checker", area_code="330199100000", by=house_root())

    with pytest.raises(Exception, match="somebody else has to check"):
        house.move(item, "pass", worker)

    assert worklist.item(item).state.code == "checking"


def house_root():
    from lianzhi.kernel.actor import system

    return system("test")


def test_a_joint_task_goes_on_only_when_the_last_unit_is_done(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0", "unit-1", "unit-2"))

    after = [
        house.move(item, "finish", house.workers[unit], task=tasks[unit], result="done").state.code
        for unit in ("unit-1", "unit-0", "unit-2")
    ]

    assert after == ["handling", "handling", "checking"]


def test_a_supporting_unit_that_returns_its_part_does_not_hold_the_others_up(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0", "unit-1"))
    house.move(item, "finish", house.workers["unit-0"], task=tasks["unit-0"], result="done")

    state = house.move(item, "return", house.workers["unit-1"], task=tasks["unit-1"], reason="not ours")

    assert state.state.code == "checking"


def test_the_leads_return_takes_the_whole_matter_back(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0", "unit-1"))

    state = house.move(item, "return", house.workers["unit-0"], task=tasks["unit-0"], reason="not ours")

    assert state.state.code == "filed"
    assert sorted(t.state for t in worklist.tasks(item)) == ["cancelled", "returned"]
    assert state.units == ()


def test_failed_work_goes_back_to_who_did_it_and_can_be_finished_again(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0",))
    house.move(item, "finish", house.workers["unit-0"], task=tasks["unit-0"], result="done")

    house.move(item, "fail", house.checker, reason="the lamp is still out")

    again = next(t for t in worklist.tasks(item) if t.state == "accepted")
    assert again.unit == "unit-0"
    assert (
        house.move(item, "finish", house.workers["unit-0"], task=again.id, result="x").state.code
        == "checking"
    )


def test_sending_back_needs_a_reason(house) -> None:
    item, tasks = house.dispatched("case:1", ("unit-0",))

    with pytest.raises(BadInput) as refused:
        house.move(item, "return", house.workers["unit-0"], task=tasks["unit-0"], reason=" ")

    assert refused.value.field == "reason"
    assert worklist.item(item).state.code == "handling"


def test_dispatch_and_handling_share_one_clock(house) -> None:
    item = house.open("case:1")
    house.move(item, "file", house.duty)
    dispatched = house.move(item, "dispatch", house.duty, units=("unit-0",))

    task = worklist.tasks(item)[0].id
    handling = house.move(item, "accept", house.workers["unit-0"], task=task)

    assert handling.due_at == dispatched.due_at
    assert handling.state_since >= dispatched.state_since


def test_a_published_version_cannot_be_changed_in_silence(house) -> None:
    from support.paths import FLOW

    data = yamls.read(FLOW)
    data["states"]["received"]["within"]["value"] = 99

    with pytest.raises(BadInput, match="reads differently"):
        worklist.publish(data, "flow", by=house_root())


def test_a_version_published_before_flows_learnt_new_words_is_the_same_version(house) -> None:
    from support.house import ROOT
    from support.paths import FLOW

    from lianzhi.foundation.worklist.models import Flow
    from lianzhi.foundation.worklist.rules.flow import FlowSpec

    data = yamls.read(FLOW)
    row = Flow.objects.get(code=data["code"], version=data["version"])
    older = FlowSpec.model_validate(row.spec).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    Flow.objects.filter(pk=row.pk).update(spec=older, digest="0" * 64)

    worklist.publish(data, "flow", by=ROOT)

    data["states"]["received"]["within"]["value"] = 99
    with pytest.raises(BadInput, match="reads differently"):
        worklist.publish(data, "flow", by=ROOT)


def test_states_come_in_the_order_of_the_file_whatever_order_the_database_keeps(house) -> None:
    from support.house import ROOT
    from support.paths import FLOW

    from lianzhi.foundation.worklist import queries
    from lianzhi.foundation.worklist.models import Flow

    data = yamls.read(FLOW)
    row = Flow.objects.get(code=data["code"], version=data["version"])
    stored = {**row.spec, "states": dict(sorted(row.spec["states"].items()))}
    Flow.objects.filter(pk=row.pk).update(spec=stored)
    queries.forget_specs()

    def states() -> list[str]:
        return [state.code for state in worklist.states(data["code"])]

    assert states() == list(data["states"])
    assert worklist.start_state(data["code"]).code == data["start"]

    Flow.objects.filter(pk=row.pk).update(order=[])  # as versions before this one left it
    queries.forget_specs()
    assert states() != list(data["states"])
    worklist.publish(data, "flow", by=ROOT)
    assert states() == list(data["states"])
