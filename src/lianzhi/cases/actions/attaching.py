"""挂接: a matter that is there becomes a part of one that was split, and may be taken off again.  R-129.

Each keeps its own number, unit, clock, answer and reporter; the whole waits for it as for the parts it was split into.
"""

from django.db import transaction

from lianzhi.cases.actions.joining import seen
from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import by_id
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState

DISPATCH, GATHER, FIELD = "cases.dispatch", "gather", "whole"


@transaction.atomic
@audit.late()
def attach(case_id: int, whole: str, *, reason: str, by: Actor) -> CaseView:
    """``whole`` is the number of a split case that still waits for its parts. Raises BadInput, WrongState, NotAllowed."""
    above = seen(whole, by, field=FIELD)
    row = locked(case_id, above.id)
    case, above = by_id(case_id), by_id(above.id)
    for each in (case, above):
        access.require(by, DISPATCH, each)
    _check(case, above)
    _set(row, above.id)
    later = case.item.promised_at
    if later and (above.item.promised_at is None or above.item.promised_at < later):
        worklist.promise_by(above.item.id, later)
    return _kept("attach", case, above, reason, by)


@transaction.atomic
@audit.late()
def detach(case_id: int, *, reason: str, by: Actor) -> CaseView:
    """It goes on by itself. The last part stays: what is split waits for something."""
    row = locked(case_id)
    case = by_id(case_id)
    if not row.parent_id:
        raise WrongState(
            "cases.no_part", N_("This case is no part of another one."), way_out=N_("Reload the page.")
        )
    above = by_id(row.parent_id)
    for each in (case, above):
        access.require(by, DISPATCH, each)
    if not _waits(above):
        raise _over(above)
    if not Case.objects.filter(parent_id=above.id).exclude(pk=row.pk).exists():
        raise WrongState(
            "cases.last_part",
            N_("This is the only part of %(number)s."),
            way_out=N_("Attach another part first, or void this one."),
            params={"number": above.number},
        )
    _set(row, None)
    return _kept("detach", case, above, reason, by)


def _check(case: CaseView, above: CaseView) -> None:
    if case.id == above.id:
        raise BadInput(
            "cases.whole",
            N_("A case is no part of itself."),
            way_out=N_("Give the number of the other case."),
            field=FIELD,
        )
    if case.item.closed_at:
        raise WrongState(
            "cases.ended_part", N_("This matter has ended."), way_out=N_("Have it reopened first.")
        )
    if not _waits(above):
        raise _over(above)
    if case.parent_id or case.main_id or Case.objects.filter(parent_id=case.id).exists():
        raise WrongState(
            "cases.hangs_already",
            N_("This case is part of another one, merged into one, or has parts of its own."),
            way_out=N_("Take it off there first."),
        )


def _waits(above: CaseView) -> bool:
    return any(move.verb == GATHER for move in above.item.moves)


def _over(above: CaseView) -> WrongState:
    return WrongState(
        "cases.not_split",
        N_("The case %(number)s does not wait for parts."),
        way_out=N_("Split it first; or handle the two by themselves."),
        params={"number": above.number},
    )


def _set(row: Case, whole: int | None) -> None:
    Case.objects.filter(pk=row.pk).update(parent_id=whole)


def _kept(verb: str, case: CaseView, above: CaseView, reason: str, by: Actor) -> CaseView:
    if not reason.strip():
        raise BadInput("cases.reason", N_("Say why."), way_out=N_("A sentence is enough."), field="reason")
    audit.record(by, f"cases.{verb}", case.subject, {"whole": above.number, "reason": reason.strip()[:500]})
    tell(above.id, f"{verb}ed")
    return tell(case.id, f"{verb}ed")
