"""Approvals (审批): a move that one person asks for and another decides.  Field notes 3 (延时、回退、挂账、作废审批).

The item is locked by the caller, so two who decide at once come one after the other.
"""

from datetime import datetime
from typing import Any

from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.contracts import Given
from lianzhi.foundation.worklist.models import Approval, Item
from lianzhi.foundation.worklist.rules.approvals import Approval as State
from lianzhi.foundation.worklist.rules.flow import FlowSpec
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.join import OPEN
from lianzhi.foundation.worklist.steps import Left, plain_amount, write
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState


def put(item: Item, step: MoveSpec, by: Actor, given: Given, at: datetime) -> Approval:
    """What was asked for, with its own time within which it is to be decided."""
    if not step.approved_by or step.decided_within is None:
        raise WrongState(
            "worklist.no_approval", N_("This step needs nobody's approval."), way_out=N_("Make it directly.")
        )
    if item.asked:
        raise WrongState(
            "worklist.asked",
            N_("Something is waiting for a decision on this matter already."),
            way_out=N_("Wait for the decision, or have it taken back."),
        )
    row = Approval.objects.create(
        item=item, verb=step.verb, permission=step.approved_by, given=_plain(given), asked_by=by.id,
        asked_name=by.name, unit=by.unit, asked_at=at,
        due_at=queries.calendar().add(at, step.decided_within.amount),
    )  # fmt: skip
    item.asked = True
    item.save_changes()
    _note(item, "request", row, by, given.reason or given.answer, at)
    return row


def item_of(approval_id: int) -> int:
    found = Approval.objects.filter(pk=approval_id).values_list("item_id", flat=True).first()
    if found is None:
        raise NotFound(
            "worklist.no_approval", N_("There is no such request."), way_out=N_("Reload the page.")
        )
    return found


def pending(approval_id: int) -> Approval:
    """The row as it is now that the item is locked. Raises WrongState when somebody was faster."""
    row = Approval.objects.get(pk=approval_id)
    if row.state != State.PENDING:
        raise WrongState(
            "worklist.decided",
            DECIDED[State(row.state)],
            way_out=N_("Reload the page to see what was decided and why."),
        )
    return row


DECIDED = {
    State.GRANTED: N_("This was granted already."),
    State.DECLINED: N_("This was declined already."),
    State.WITHDRAWN: N_("This was taken back, or the matter has moved on since."),
}


def not_ones_own(row: Approval, by: Actor) -> None:
    if row.asked_by == by.id:
        raise NotAllowed(
            "worklist.own_request",
            N_("You asked for this yourself, so somebody else has to decide it."),
            way_out=N_("Leave it in the list “To approve”; a colleague will decide."),
        )


def grant(row: Approval, item: Item, by: Actor, reason: str, at: datetime) -> dict[str, Any]:
    """Mark it granted; returns what the move's row says of it."""
    _decided(row, item, State.GRANTED, by, reason, at)
    return {"approval": row.pk, "approved_by": by.id, "approved_name": by.name, "approved_note": reason}


def decline(row: Approval, item: Item, by: Actor, reason: str, at: datetime) -> None:
    if not reason.strip():
        raise BadInput(
            "worklist.needs_reason",
            N_("Give a reason."),
            way_out=N_("Say in a sentence why, so that the next person understands."),
            field="reason",
        )
    _decided(row, item, State.DECLINED, by, reason, at)
    _note(item, "decline", row, by, reason, at)


def take_back(row: Approval, item: Item, by: Actor, at: datetime) -> None:
    _decided(row, item, State.WITHDRAWN, by, "", at)
    _note(item, "withdraw", row, by, "", at)


def drop_overtaken(item: Item, spec: FlowSpec, at: datetime) -> None:
    """A request that the matter has overtaken (another state, its part ended) is nobody's work any more."""
    if not item.asked:
        return
    for row in Approval.objects.filter(item=item, state=State.PENDING):
        task = row.given.get("task")
        gone = task and not any(part.pk == task and part.state in OPEN for part in item.parts)
        if gone or spec.move(row.verb, item.state) is None:
            row.state, row.decided_at = State.WITHDRAWN, at
            row.save(update_fields=["state", "decided_at"])
            item.asked = False
    item.save_changes()


def asker(row: Approval) -> Actor:
    return Actor(row.asked_by, row.asked_name, row.unit)


def given_of(row: Approval, marks: frozenset[str]) -> Given:
    kept = row.given
    amount = kept.get("amount")
    return Given(
        reason=kept.get("reason", ""), answer=kept.get("answer", ""), units=tuple(kept.get("units", ())),
        task=kept.get("task"), detail=kept.get("detail", {}), marks=marks,
        amount=Amount(amount["value"], Unit(amount["unit"])) if amount else None,
        until=datetime.fromisoformat(kept["until"]) if kept.get("until") else None,
    )  # fmt: skip


def _plain(given: Given) -> dict[str, Any]:
    kept: dict[str, Any] = {"reason": given.reason, "answer": given.answer, "units": list(given.units)}
    kept |= {"task": given.task, "detail": dict(given.detail)}
    kept |= {"amount": plain_amount(given.amount)} if given.amount else {}
    return kept | ({"until": given.until.isoformat()} if given.until else {})


def _decided(row: Approval, item: Item, state: State, by: Actor, reason: str, at: datetime) -> None:
    row.state, row.decided_by, row.decided_name, row.decided_at, row.reason = (
        state,
        by.id,
        by.name,
        at,
        reason,
    )
    row.save()
    item.asked = False
    item.save_changes()


def _note(item: Item, verb: str, row: Approval, by: Actor, note: str, at: datetime) -> None:
    """The way shows who asked and who said no, between the moves."""
    write(
        item, verb, Left.of(item), by, Given(reason=note, detail={"approval": row.pk, "asked": row.verb}), at
    )
