"""拆分: one matter becomes several, each with its own unit, clock and answer; the whole is answered last.  R-129."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lianzhi.cases.actions.report import report
from lianzhi.cases.actions.stepping import SPLITTING, item_of, locked, step
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import by_id
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState

FEWEST, MOST = 2, 10
SOURCE = "split"


@transaction.atomic
@audit.late()
def split(
    case_id: int, parts: Sequence[str], *, plans: Sequence[Mapping[str, Any]] = (), reason: str, by: Actor
) -> CaseView:
    """Each part is a text; it takes over the place and waits for dispatch. Raises BadInput, WrongState.

    ``plans`` says more of the part in the same position: its ``category`` (else that of the whole) and the ``photos``
    of the whole (ids) that it gets as its own. Which part got what stays in the history of the whole.
    """
    case = locked(case_id)
    texts = _texts(parts)
    if case.parent_id:
        raise WrongState(
            "cases.part_of",
            N_("This case is itself a part of another one."),
            way_out=N_("Dispatch it to several units together instead."),
        )
    step(case, "split", by=by, given=worklist.Given(parts=texts, reason=reason, detail=_said(plans)))
    whole = by_id(case_id)
    said = [*plans, *({} for _text in texts)]
    children = [_part(whole, text, n, said[n - 1], by) for n, text in enumerate(texts, 1)]
    promised = [child.item.promised_at for child in children if child.item.promised_at]
    if promised:
        worklist.promise_by(item_of(case), max(promised))
    return by_id(case_id)


def _said(plans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"plans": [dict(plan) for plan in plans]} if any(plans) else {}


def _part(whole: CaseView, text: str, number: int, plan: Mapping[str, Any], by: Actor) -> CaseView:
    own = whole.category.code if whole.category else ""
    new = NewReport(
        source=SOURCE, external_id=f"{whole.number}/{whole.item.rounds}/{number}", text=text, title=text[:60],
        intake=whole.intake, category=plan.get("category") or own, place_text=whole.place_text,
        lon=whole.lon, lat=whole.lat, reporter=by.id, urgency=whole.urgency,
    )  # fmt: skip
    child = report(new, by=by)
    files.share(plan.get("photos", ()), whole.subject, child.subject, by=by)
    Case.objects.filter(pk=child.id).update(parent_id=whole.id)
    row = locked(child.id)
    if any(move.verb == "file" for move in child.item.moves):
        return step(row, "file", by=SPLITTING)
    return by_id(child.id)


def _texts(parts: Sequence[str]) -> tuple[str, ...]:
    texts = tuple(text.strip() for text in parts if text.strip())
    if not FEWEST <= len(texts) <= MOST or len(set(texts)) < len(texts):
        raise BadInput(
            "cases.parts",
            N_("Write %(fewest)s to %(most)s different parts."),
            way_out=N_("One line for each part; each becomes a case of its own."),
            field="parts",
            params={"fewest": FEWEST, "most": MOST},
        )
    return texts
