"""A building lies in another grid: what this room keeps of it follows, so that reach and lists are right (R-094)."""

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.safety.actions.recompute import MACHINE, mark_due
from lianzhi.safety.models import Alert, Cylinder, Inspection, LevelChange, Risk, RiskWarning
from lianzhi.safety.queries.reach import at_or_under
from lianzhi.territory import api as territory


def regrid(*buildings: str) -> int:
    """How many rows changed. Each building in a transaction of its own."""
    return sum(_follow(code, grid) for code, grid in territory.grids_of(buildings).items() if grid)


@transaction.atomic
def _follow(building: str, grid: str) -> int:
    first, last = at_or_under(building)
    moved = sum(
        model.objects.filter(place__gte=first, place__lte=last).exclude(area_code=grid).update(area_code=grid)
        for model in (Cylinder, Alert)
    )
    moved += sum(
        model.objects.filter(code=building).exclude(area_code=grid).update(area_code=grid)
        for model in (Risk, LevelChange, RiskWarning, Inspection)
    )
    if moved:
        audit.record(MACHINE, "safety.regrid", f"place:{building}", {"grid": grid, "rows": moved})
        mark_due(grid)
    return moved
