"""A building lies in another grid: everything that hangs on it follows (R-094, one grid at a time)."""

from collections.abc import Iterable
from datetime import date, timedelta

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


def follow_areas(codes: Iterable[str], *, day: date) -> int:
    """After these areas changed on ``day``: what names one of them and hangs on no building, a field for example, follows.

    Where an area was split nobody can say in which part a field lies: it goes to the area around the parts, as matters
    without a point do.
    """
    heirs = {code: _heir(code, day) for code in sorted(set(codes))}
    return sum(_rename(code, to) for code, to in heirs.items() if to != code)


def _heir(code: str, day: date) -> str:
    heirs = [area.code for area in territory.successors(code, since=day - timedelta(days=1))]
    if not heirs or code in heirs:
        return code
    if len(heirs) == 1:
        return heirs[0]
    above = {heir[:12] for heir in heirs}
    return above.pop() if len(above) == 1 else territory.town().code


@transaction.atomic
def _rename(code: str, to: str) -> int:
    moved = sum(
        model.objects.filter(grid_code=code, place="").update(grid_code=to) for model in ENTRIES.values()
    )
    if moved:
        audit.record(system("registry"), "registry.regrid", f"area:{code}", {"grid": to, "entries": moved})
    return moved
