"""The reporter's word at the end: a grade with reasons, and 重办 after a bad one.  R-278."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.cases.actions import following
from lianzhi.cases.actions.moves import move
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Rating
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.queries.relations import worked_on
from lianzhi.cases.rules.rating import check_rating
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@transaction.atomic
@audit.late()
def rate(case_id: int, *, grade: int, reasons: Sequence[str] = (), text: str = "", by: Actor) -> CaseView:
    """One rating for each time the case was closed. Raises BadInput, WrongState, NotAllowed."""
    check_rating(grade, tuple(reasons))
    unit = _led_by(by_id(case_id))
    detail = {"reasons": list(reasons)} | ({"unit": unit} if unit else {})
    case = move(case_id, "rate", by=by, given=worklist.Given(grade=grade, reason=text[:500], detail=detail))
    rating = Rating.objects.create(
        case_id=case.id, round=case.item.rounds, grade=grade, reasons=list(reasons), text=text[:500],
        at=clock.now(), unit=unit, category=case.category.code if case.category else "",
    )  # fmt: skip
    following.open_for(rating, case)
    return by_id(case.id)


def _led_by(case: CaseView) -> str:
    """The unit that led the work of this round, its own or that of the matter it was merged into; of a split matter the
    unit of its first part. None when it was answered without handing it out."""
    for each in worked_on(case):
        parts = [task for task in each.item.tasks if task.round == each.item.rounds and task.state == "done"]
        if parts:
            return next((task.unit for task in parts if task.lead), parts[0].unit)
    return ""


@transaction.atomic
@audit.late()
def reopen(case_id: int, *, reason: str, by: Actor) -> CaseView:
    """重办: back to 立案 for a new round, after a rating of the two lowest grades, twice at most."""
    case = by_id(case_id)
    grade = case.rating.grade if case.rating else None
    return move(case_id, "reopen", by=by, given=worklist.Given(reason=reason, grade=grade))
