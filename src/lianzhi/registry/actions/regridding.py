"""A building lies in another grid: everything that hangs on it follows (R-094, one grid at a time)."""

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import system
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.queries.reach import at_or_under
from lianzhi.territory import api as territory


@transaction.atomic
def regrid(building: str) -> int:
    """Put the grid of the day into all entries of a building; how many changed."""
    grid = territory.grids_of([building]).get(building)
    if not grid:
        return 0
    first, last = at_or_under(building)
    moved = sum(
        model.objects.filter(place__gte=first, place__lte=last).exclude(grid_code=grid).update(grid_code=grid)
        for model in ENTRIES.values()
    )
    if moved:
        audit.record(
            system("registry"), "registry.regrid", f"place:{building}", {"grid": grid, "entries": moved}
        )
    return moved
