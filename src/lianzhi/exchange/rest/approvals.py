"""Approvals over REST: what was asked for and waits, and the decision of another person.  Field notes 3; R-087."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from lianzhi.cases import api as cases
from lianzhi.exchange.rest import cursors
from lianzhi.exchange.rest.doors import Bearer, answered, caller_of, reading, writing
from lianzhi.exchange.rest.fields import Cursor, Id, Number, Strict
from lianzhi.exchange.rest.incoming import DecisionIn
from lianzhi.exchange.rest.schemas import ApprovalsOut, CaseDetailOut
from lianzhi.exchange.rest.shaping import approval_out, detail_out

PAGE, MOST = 50, 200
router = Router()


class Waiting(Strict):
    own: Annotated[bool, Field(description="what this account asked for, instead of what it may decide")] = (
        False
    )
    size: Annotated[int, Field(ge=1, le=MOST)] = PAGE
    cursor: Cursor = ""


@router.get(
    "/approvals",
    auth=Bearer("cases:read", query=Waiting),
    response=reading(ApprovalsOut),
    url_name="approvals",
)
def list_approvals(request: HttpRequest, asked: Query[Waiting]) -> HttpResponse:
    """What others asked for and this account may decide, the most pressing first. Follow ``next`` until it is null."""
    by = caller_of(request).actor
    than = cursors.read(asked.cursor)
    found = cases.requests_after(by, own=asked.own, than=than, size=asked.size + 1)
    shown = found[: asked.size]
    last = shown[-1][0] if len(found) > asked.size else None
    following = cursors.write(last.due_at, last.id) if last and last.due_at else None
    lines = [approval_out(waiting, case, by) for waiting, case in shown]
    return answered(ApprovalsOut.model_construct(approvals=lines, next=following))


@router.post(
    "/cases/{number}/approvals/{approval}/{decision}",
    auth=Bearer("cases:move", "cases.see"),
    response=writing(CaseDetailOut, 200),
    url_name="decide",
)
def decide(
    request: HttpRequest,
    number: Path[Number],
    approval: Path[Id],
    decision: Path[Literal["grant", "decline", "withdraw"]],
    payload: DecisionIn,
) -> HttpResponse:
    """Grant (the move is made in the name of who asked), decline with a reason, or withdraw what one asked for oneself.

    Nobody decides what they asked for. 409: it was decided already, or the matter has moved on.
    """
    by = caller_of(request).actor
    cases.check_request(cases.visible(number, by), approval)
    if decision == "withdraw":
        case = cases.withdraw(approval, by=by)
    else:
        case = cases.decide(approval, granted=decision == "grant", reason=payload.reason, by=by)
    return answered(detail_out(case, by))
