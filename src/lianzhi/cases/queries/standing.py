"""What a case's deadline follows, for its page: the condition, what presses, its official codes.  R-124."""

from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.catalogues import OfficialCode, official_codes
from lianzhi.cases.queries.limits import ConditionView, conditions, offered, pressing_on


@dataclass(frozen=True, slots=True)
class Standing:
    """``pressing``: conditions that hold by themselves; ``heat``: distinct voices."""

    condition: ConditionView | None
    pressing: tuple[ConditionView, ...]
    heat: int
    official: tuple[OfficialCode, ...]


def standing(case: CaseView) -> Standing:
    """Three queries, or two when nothing presses."""
    row = _row(case)
    category = case.category.code if case.category else ""
    listed = conditions(category, closed=True) if row.condition else []
    return Standing(
        condition=next((c for c in listed if c.code == row.condition), None),
        pressing=tuple(pressing_on(row)),
        heat=row.heat,
        official=tuple(official_codes(category, case.area_code)) if category else (),
    )


def asked_for(case: CaseView, verb: str) -> tuple[tuple[ConditionView, ...], tuple[ConditionView, ...]]:
    """What the form of a move asks besides: (conditions to choose from, conditions whose checklist must be ticked)."""
    if verb == "file" and case.category:
        return tuple(offered(case.category.code)), ()
    if verb == "close":
        return (), tuple(view for view in pressing_on(_row(case)) if view.checklist)
    return (), ()


def _row(case: CaseView) -> Case:
    return Case.objects.select_related("category").get(pk=case.id)
