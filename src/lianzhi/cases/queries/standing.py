"""What a case's deadline follows, for its page: the condition, what presses, its official codes.  R-124."""

from collections.abc import Callable, Mapping, Sequence
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

    ``urged``, ``chosen``: the entries of the trail by which urgency and condition were set last, with the reasons.
    """

    condition: ConditionView | None
    pressing: tuple[ConditionView, ...]
    heat: int
    official: tuple[OfficialCode, ...]
    offered: tuple[ConditionView, ...] = ()
    urgency: str = "normal"
    urged: audit.EntryView | None = None
    chosen: audit.EntryView | None = None


def standing(case: CaseView) -> Standing:
    """Five queries, fewer when nothing presses and no condition may be chosen."""
    row = _row(case)
    category = case.category.code if case.category else ""
    listed = conditions(category, closed=True) if category else []
    trail = audit.trail(case.subject) if listed or row.urgency != Case.Urgency.NORMAL else []
    return Standing(
        condition=next((c for c in listed if c.code == row.condition), None),
        pressing=tuple(pressing_on(row)),
        heat=row.heat,
        official=tuple(official_codes(category, case.area_code)) if category else (),
        urgency=row.urgency,
        urged=_last(trail, "cases.press", _of_urgency) if row.urgency != Case.Urgency.NORMAL else None,
        chosen=_last(trail, "cases.condition", lambda said: said["after"] == row.condition),
        offered=tuple(c for c in listed if c.active and c.category == category and not c.trigger),
    )


def _last(
    trail: Sequence[audit.EntryView], action: str, fits: Callable[[Mapping[str, Any]], bool]
) -> audit.EntryView | None:
    found = (entry for entry in reversed(trail) if entry.action == action and fits(entry.detail))
    return next(found, None)


def _of_urgency(said: Mapping[str, Any]) -> bool:
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
