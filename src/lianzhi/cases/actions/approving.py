"""Decide what others ask for: 延期、挂账、作废、再次退回.  Another person than who asked, always."""

from django.db import transaction

from lianzhi.cases.actions.stepping import after, item_of, locked, marks
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound


@transaction.atomic
@audit.late()
def decide(approval_id: int, *, granted: bool, reason: str = "", by: Actor) -> CaseView:
    """Grant (the move is made) or decline (with a reason). Raises NotAllowed, WrongState, BadInput."""
    case, asked = _asked(approval_id)
    move = worklist.step(item_of(case), asked.verb)
    known = marks(case, move)
    worklist.decide(approval_id, granted=granted, reason=reason, by=by, marks=known)
    if not granted:
        return tell(case.pk, "decline")
    return after(case, asked.verb, worklist.Given(answer=str(asked.given.get("answer", ""))))


@transaction.atomic
@audit.late()
def withdraw(approval_id: int, *, by: Actor) -> CaseView:
    case, _asked_for = _asked(approval_id)
    worklist.withdraw(approval_id, by=by)
    return tell(case.pk, "withdraw")


def _asked(approval_id: int) -> tuple[Case, worklist.ApprovalView]:
    asked = worklist.approval(approval_id)
    kind, _, key = asked.subject.partition(":")
    if kind != "case":
        raise NotFound(
            "worklist.no_approval", N_("There is no such request."), way_out=N_("Reload the page.")
        )
    return locked(int(key)), asked
