"""What a case's deadline follows, for its page: the condition, what presses, its official codes.  R-124."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.catalogues import OfficialCode, official_codes
from lianzhi.cases.queries.limits import ConditionView, conditions, offered, pressing_on
from lianzhi.foundation.audit import api as audit


@dataclass(frozen=True, slots=True)
class Standing:
    """``pressing``: conditions that hold by themselves; ``heat``: distinct voices; ``offered``: what may be chosen.

    ``urged``: the entry of the trail by which a person set the urgency, with the reason.
    """

    condition: ConditionView | None
    pressing: tuple[ConditionView, ...]
    heat: int
    official: tuple[OfficialCode, ...]
    offered: tuple[ConditionView, ...] = ()
    urgency: str = "normal"
    urged: audit.EntryView | None = None


def standing(case: CaseView) -> Standing:
    """Four queries, or three when nothing presses."""
    row = _row(case)
    category = case.category.code if case.category else ""
    listed = conditions(category, closed=True) if category else []
    return Standing(
        condition=next((c for c in listed if c.code == row.condition), None),
        pressing=tuple(pressing_on(row)),
        heat=row.heat,
        official=tuple(official_codes(category, case.area_code)) if category else (),
        urgency=row.urgency,
        urged=_urged(case) if row.urgency != Case.Urgency.NORMAL else None,
        offered=tuple(c for c in listed if c.active and c.category == category and not c.trigger),
    )


def _urged(case: CaseView) -> audit.EntryView | None:
    pressed = (entry for entry in reversed(audit.trail(case.subject)) if entry.action == "cases.press")
    return next((entry for entry in pressed if _by_hand(entry.detail)), None)


def _by_hand(said: Mapping[str, Any]) -> bool:
    before, after = said.get("before", {}), said["after"]
    return bool(before.get("urgency") != after.get("urgency"))


def asked_for(case: CaseView, verb: str) -> tuple[tuple[ConditionView, ...], tuple[ConditionView, ...]]:
    """What the form of a move asks besides: (conditions to choose from, conditions whose checklist must be ticked)."""
    if verb == "file" and case.category:
        return tuple(offered(case.category.code)), ()
    if verb == "close":
        return (), tuple(view for view in pressing_on(_row(case)) if view.checklist)
    return (), ()


def _row(case: CaseView) -> Case:
    return Case.objects.select_related("category").get(pk=case.id)
