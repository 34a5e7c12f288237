"""Every place keeps exactly one grid, and which grid it had on any day (R-074, issue 4)."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import OUTSIDE, distance_m
from lianzhi.territory import snapshot
from lianzhi.territory.actions.taking_hold import announce, not_told
from lianzhi.territory.contracts import AreaView
from lianzhi.territory.models import Area, Place, PlaceGrid
from lianzhi.territory.snapshot import Tree
from lianzhi.territory.stamps import lock, touch

_BATCH = 2000
SETTLED = "territory.places_settled"


def regrid(day: date, old: Collection[str], ended: dict[str, tuple[str, ...]]) -> int:
    """Places of the grids ``old`` get the grid that holds their point from ``day`` on. How many changed.

    ``ended``: for a grid that is over, the grids it went on in; a place outside all grids takes the nearest of them.
    Called inside the transaction that wrote the areas: the tree is read from the database, not from the snapshot.
    """
    tree = Tree(day)
    rows = list(listed(day, old))
    at = tree.grids.positions_at([row.lon for row, _grid in rows], [row.lat for row, _grid in rows]).tolist()
    moves: list[tuple[Place, str, str]] = []
    for (row, grid), position in zip(rows, at, strict=True):
        new = (
            tree.grids.codes[position]
            if position != OUTSIDE
            else _nearest(tree, row, ended.get(grid, (grid,)))
        )
        if new != grid:
            moves.append((row, grid, new))
    _write(moves, day)
    return len(moves)


@transaction.atomic
def settle_places(*, by: Actor) -> int:
    """Every place gets the grid that it lies in, from today on; how many changed. Raises NotAllowed."""
    access.require(by, "territory.edit", None)
    lock("areas", "places")
    listed_under = set(Place.objects.order_by().values_list("grid_code", flat=True).distinct())
    today = snapshot.today()
    count = regrid(today, listed_under, {})
    if count:
        audit.record(by, "territory.settle_places", "places", {"changed": count})
        events.emit(SETTLED, {"day": today.isoformat()})
    return count


def placed_anew(places: Sequence[tuple[Place, str]]) -> None:
    """Somebody said where these places are, by hand or in a table; each with the grid it had until today.

    Called in the transaction that said so. What was planned for a later day was said of the old point: it is made anew from
    the new one.
    """
    today = snapshot.today()
    moves = [(row, old, row.grid_code) for row, old in places if old != row.grid_code]
    _write(moves, today)
    for row, old in places:
        if old == row.grid_code:
            corrected(row.code, old)
    later = Area.objects.filter(level="grid", valid_from__gt=today).order_by("valid_from")
    for day in later.values_list("valid_from", flat=True).distinct() if places else ():
        regrid(day, {row.grid_code for row, _old in places}, {})
    if moves:
        events.emit(SETTLED, {"day": today.isoformat()})


@transaction.atomic
def turn_over() -> int:
    """Let changes whose day has come take hold. Run by the clock; how many places changed."""
    today = snapshot.today()
    due = list(_due(today))
    if not due and not not_told(today):
        return 0
    lock("areas", "places")
    rows = {row.code: row for row in Place.objects.filter(code__in=[place for place, _grid in due])}
    moved = []
    for code, grid in due:
        if code in rows and rows[code].grid_code != grid:
            rows[code].grid_code = grid
            moved.append(rows[code])
    Place.objects.bulk_update(moved, ["grid_code"], batch_size=_BATCH)
    if moved:
        touch("places")
    announce(today)
    return len(moved)


def corrected(code: str, grid: str) -> None:
    """The place itself was put right: what was kept for today and later is said of the wrong point."""
    today = snapshot.today()
    rows = PlaceGrid.objects.filter(place_code=code)
    rows.filter(valid_from__gt=today).delete()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=today)).update(grid_code=grid, valid_to=None)


def listed(day: date, old: Collection[str]) -> list[tuple[Place, str]]:
    """Places with the grid they are listed under on ``day``, where that is one of ``old``."""
    kept = dict(_holding(day).values_list("place_code", "grid_code"))
    known = {row.code: row for row in Place.objects.filter(Q(grid_code__in=old) | Q(code__in=list(kept)))}
    found = [(row, kept.get(code, row.grid_code)) for code, row in known.items()]
    return [(row, grid) for row, grid in found if grid in old]


def _holding(day: date) -> QuerySet[PlaceGrid]:
    since = Q(valid_from=None) | Q(valid_from__lte=day)
    return PlaceGrid.objects.filter(since, Q(valid_to=None) | Q(valid_to__gt=day))


def _due(today: date) -> list[tuple[str, str]]:
    """What holds today by rows that began in the last month: older ones were turned over then."""
    lately = _holding(today).filter(valid_from__gte=today - timedelta(days=31))
    return list(lately.values_list("place_code", "grid_code"))


def _write(moves: list[tuple[Place, str, str]], day: date) -> None:
    codes = [row.code for row, _old, _new in moves]
    held: dict[str, PlaceGrid] = {}
    for start in range(0, len(codes), _BATCH):
        found = _holding(day).filter(place_code__in=codes[start : start + _BATCH])
        held |= {row.place_code: row for row in found}
        PlaceGrid.objects.filter(place_code__in=codes[start : start + _BATCH], valid_from__gt=day).delete()
    new_rows, changed = [], []
    for row, old, new in moves:
        before = held.get(row.code)
        if before is None:
            new_rows.append(PlaceGrid(place_code=row.code, grid_code=old, valid_to=day))
        elif before.valid_from == day:  # changed twice on one day: the last one counts
            before.grid_code, before.valid_to = new, None
            changed.append(before)
            continue
        else:
            before.valid_to = day
            changed.append(before)
        new_rows.append(PlaceGrid(place_code=row.code, grid_code=new, valid_from=day))
    PlaceGrid.objects.bulk_update(changed, ["grid_code", "valid_to"], batch_size=_BATCH)
    PlaceGrid.objects.bulk_create(new_rows, batch_size=_BATCH)
    if day <= snapshot.today():
        for row, _old, new in moves:
            row.grid_code = new
        Place.objects.bulk_update([row for row, _old, _new in moves], ["grid_code"], batch_size=_BATCH)
    if moves:
        touch("places")


def _nearest(tree: Tree, row: Place, codes: tuple[str, ...]) -> str:
    """For a place in no grid: the nearest of ``codes`` that hold, or what it had."""
    candidates: list[AreaView] = [tree.by_code[c] for c in codes if c in tree.by_code]
    if not candidates:
        return row.grid_code
    return min(candidates, key=lambda a: (distance_m(row.lon, row.lat, a.lon, a.lat), a.code)).code
