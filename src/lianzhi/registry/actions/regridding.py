"""A building lies in another grid: everything that hangs on it follows (R-094, one grid at a time)."""

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import system
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.queries.reach import at_or_under
from lianzhi.territory import api as territory


def regrid(*buildings: str) -> int:
    """Put the grid of the day into all entries of these buildings; how many changed. Each in a transaction of its own."""
    grids = territory.grids_of(buildings)
    return sum(_follow(building, grid) for building, grid in grids.items() if grid)


@transaction.atomic
def _follow(building: str, grid: str) -> int:
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
