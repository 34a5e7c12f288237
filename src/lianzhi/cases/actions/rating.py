"""The reporter's word at the end: a grade with reasons, and 重办 after a bad one.  R-278."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.cases.actions.moves import move
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Rating
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.rules.rating import check_rating
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@transaction.atomic
def rate(case_id: int, *, grade: int, reasons: Sequence[str] = (), text: str = "", by: Actor) -> CaseView:
    """One rating for each time the case was closed. Raises BadInput, WrongState, NotAllowed."""
    check_rating(grade, tuple(reasons))
    detail = {"reasons": list(reasons)}
    case = move(case_id, "rate", by=by, given=worklist.Given(grade=grade, reason=text[:500], detail=detail))
    Rating.objects.create(
        case_id=case.id,
        round=case.item.rounds,
        grade=grade,
        reasons=list(reasons),
        text=text[:500],
        at=clock.now(),
    )
    return by_id(case.id)


@transaction.atomic
def reopen(case_id: int, *, reason: str, by: Actor) -> CaseView:
    """重办: back to 立案 for a new round, after a rating of the two lowest grades, twice at most."""
    case = by_id(case_id)
    grade = case.rating.grade if case.rating else None
    return move(case_id, "reopen", by=by, given=worklist.Given(reason=reason, grade=grade))
