"""差评回访: open, call, reply, settle. A worklist item of its own, with its own deadlines.  R-278."""

from django.db import transaction

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import FollowUp, Rating
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.queries.relations import worked_on
from lianzhi.cases.rules import following as rules
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.grades import BAD

FLOW = "follow_up"
HANDLE, SETTLE = "followups.handle", "followups.settle"
MACHINE = system("ratings")


def open_for(rating: Rating, case: CaseView) -> FollowUp | None:
    """A follow-up for a bad rating, in the transaction that keeps the rating; None for any other."""
    if rating.grade not in BAD:
        return None
    row = FollowUp.objects.create(rating=rating, case_id=case.id, opened_at=clock.now())
    item = worklist.start(FLOW, f"follow_up:{row.pk}", area_code=case.area_code, by=MACHINE)
    row.item_id = item.id
    row.save(update_fields=["item"])
    return row


@transaction.atomic
@audit.late()
def call(follow_up: int, *, reached: bool | None, said: str, by: Actor) -> FollowUp:
    """Record a call, answered or not; the first caller owns the follow-up. Raises NotAllowed, BadInput, WrongState."""
    row = _mine(follow_up, by)
    rules.check_call(reached=reached, said=said)
    _move(row, "call" if reached else "miss", by, worklist.Given(reason=said.strip()[:2000]))
    row.owner, row.owner_name = row.owner or by.id, row.owner_name or by.name
    row.reached, row.called_at = bool(reached) or bool(row.reached), clock.now()
    row.said = f"{row.said}\n{said.strip()[:2000]}".strip()
    return _kept(row, "call")


@transaction.atomic
@audit.late()
def answer(follow_up: int, text: str, *, outcome: str, by: Actor) -> FollowUp:
    """The reply that the reporter reads. Raises NotAllowed, BadInput, WrongState."""
    row = _mine(follow_up, by)
    rules.check_answer(reached=row.reached, calls=_calls(row), outcome=outcome)
    _move(row, "answer", by, worklist.Given(answer=text.strip()[:2000], detail={"outcome": outcome}))
    row.reply, row.outcome, row.replied_by = text.strip()[:2000], outcome, by.id
    row.owner, row.owner_name = row.owner or by.id, row.owner_name or by.name
    return _kept(row, "answer")


@transaction.atomic
@audit.late()
def settle(follow_up: int, *, note: str = "", by: Actor) -> FollowUp:
    """Another person reads it and closes. Raises NotAllowed, WrongState."""
    row = _locked(follow_up)
    rules.check_other(by, replied_by=row.replied_by)
    _move(row, "settle", by, worklist.Given(reason=note.strip()[:2000]))
    row.closed_at = clock.now()
    return _kept(row, "settle")


@transaction.atomic
@audit.late()
def again(follow_up: int, *, reason: str, by: Actor) -> FollowUp:
    """The reply is not good enough: back to who follows up. Raises NotAllowed, BadInput, WrongState."""
    row = _locked(follow_up)
    rules.check_other(by, replied_by=row.replied_by)
    _move(row, "again", by, worklist.Given(reason=reason.strip()[:2000]))
    return _kept(row, "again")


def _mine(follow_up: int, by: Actor) -> FollowUp:
    """Locked, and ``by`` had no part in the work."""
    row = _locked(follow_up)
    check_no_part_in(by_id(row.case_id), by)
    return row


def check_no_part_in(case: CaseView, by: Actor) -> None:
    """Neither in the matter nor in those where its work was done. Raises NotAllowed."""
    places = worked_on(case)
    finished = {
        move.actor_id for each in places for move in worklist.moves(each.item.id) if move.verb == "finish"
    }
    rules.check_not_handler(
        by, finished_by=finished, units={unit for each in places for unit in each.unit_codes}
    )


def _locked(follow_up: int) -> FollowUp:
    row = FollowUp.objects.select_for_update().filter(pk=follow_up).first()
    if row is None:
        raise NotFound("cases.follow_up", N_("There is no such follow-up."), way_out=N_("Reload the list."))
    return row


def _move(row: FollowUp, verb: str, by: Actor, given: worklist.Given) -> None:
    if row.item_id is None:
        raise RuntimeError(f"follow-up {row.pk} has no item")
    worklist.move(row.item_id, verb, by=by, given=given)


def _calls(row: FollowUp) -> int:
    return sum(move.verb in ("call", "miss") for move in worklist.moves(row.item_id or 0))


def _kept(row: FollowUp, verb: str) -> FollowUp:
    row.save()
    case = by_id(row.case_id)
    events.emit(
        f"followup.{verb}",
        {"case_id": case.id, "number": case.number, "follow_up": row.pk},
        area=case.area_code,
        units=case.unit_codes,
    )
    return row
