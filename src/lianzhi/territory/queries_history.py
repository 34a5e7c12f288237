"""An area of a past day as it was, and where it is today; the check of the whole tree; what a change would do."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.areas import covers, stem
from lianzhi.kernel.areas import level as level_of
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.geo import OUTSIDE, AreaIndex, area_km2, is_position, read_geometry, write_geometry
from lianzhi.territory import snapshot
from lianzhi.territory.actions import reforms
from lianzhi.territory.actions.grids_of_places import listed
from lianzhi.territory.contracts import AreaView, Outcome, Preview, Shift
from lianzhi.territory.models import Area, Place, PlaceGrid
from lianzhi.territory.queries_places import standing
from lianzhi.territory.rules import tree_check
from lianzhi.territory.rules.succession import successors as by_lineage
from lianzhi.territory.rules.tree_check import Fault, Row, Spot

_NO_BUILDING = ("road",)


def area_on(code: str, day: date) -> AreaView | None:
    """The area as it was on a day; None where the code did not hold then."""
    return snapshot.tree(day).by_code.get(code)


def former_areas() -> tuple[AreaView, ...]:
    """Areas whose code holds no more, each as it last was: what is over still carries their codes."""
    return snapshot.former()


def successors(code: str, *, since: date | None = None, on: date | None = None) -> tuple[AreaView, ...]:
    """The areas that stand on ``on`` (today) for what ``code`` was on ``since``; empty when nothing does."""
    day = on or snapshot.today()
    tree = snapshot.tree(day)
    codes = by_lineage(code, snapshot.lineage(), since=since, until=day)
    return tuple(tree.by_code[each] for each in codes if each in tree.by_code)


def area_today(
    code: str, *, point: tuple[float, float] | None = None, since: date | None = None
) -> AreaView | None:
    """Where what happened in ``code`` is today: by its point where it has one, else by lineage.

    None where only a point could tell, because the code was split. ``successors`` says between which.
    """
    tree = snapshot.tree()
    if point is not None and is_position(*point) and _indexed(code):
        found = tree.index(level_of(code)).code_at(*point)
        if found:
            return tree.by_code[found]
    heirs = successors(code, since=since)
    return heirs[0] if len(heirs) == 1 else None


def regrouped(
    codes: Sequence[str],
    lons: Sequence[float | None],
    lats: Sequence[float | None],
    *,
    level: str = "grid",
    on: date | None = None,
) -> list[str]:
    """For many past matters at once: the area of ``level`` they belong to on ``on`` (today), so that sums of different
    years compare. By the point where there is one, else by lineage; empty where neither can tell.

    A matter that was put at a community is not pushed down into a grid: it has no answer at that level.
    """
    day = on or snapshot.today()
    tree = snapshot.tree(day)
    index = tree.index(level)
    x = np.array([np.nan if lon is None else lon for lon in lons], dtype=np.float64)
    y = np.array([np.nan if lat is None else lat for lat in lats], dtype=np.float64)
    known = (*index.codes, "")
    found = [known[position] for position in index.positions_at(x, y).tolist()]
    heirs: dict[str, str] = {}
    for place, code in enumerate(codes):
        if not found[place]:
            if code not in heirs:
                heirs[code] = _one_heir(code, level, day)
            found[place] = heirs[code]
    return found


def place_grid_on(code: str, day: date) -> str:
    """The grid that a place was listed under on a day; empty for a place that there is not."""
    since = Q(valid_from=None) | Q(valid_from__lte=day)
    rows = PlaceGrid.objects.filter(since, Q(valid_to=None) | Q(valid_to__gt=day), place_code=code)
    kept = rows.values_list("grid_code", flat=True).first()
    return kept or Place.objects.filter(code=code).values_list("grid_code", flat=True).first() or ""


def places_moved_on(day: date) -> list[str]:
    """The places whose grid became another one on a day."""
    return list(
        PlaceGrid.objects.filter(valid_from=day).order_by("place_code").values_list("place_code", flat=True)
    )


def check_tree(day: date | None = None) -> list[Fault]:
    """Everything that is wrong with the tree on a day (today). Read from the database, so also before a commit."""
    on = day or snapshot.today()
    held = Area.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on).order_by("code", "valid_from")
    rows = [
        Row(row.code, row.parent, row.name_zh, read_geometry(row.geometry) if row.geometry else None)
        for row in held
    ]
    since = Q(valid_from=None) | Q(valid_from__lte=on)
    kept = dict(
        PlaceGrid.objects.filter(since, Q(valid_to=None) | Q(valid_to__gt=on)).values_list(
            "place_code", "grid_code"
        )
    )
    places = Place.objects.filter(standing(on)).exclude(kind__in=_NO_BUILDING).order_by("code")
    spots = [
        Spot(code, name, lon, lat, kept.get(code, grid))
        for code, name, lon, lat, grid in places.values_list("code", "name", "lon", "lat", "grid_code")
    ]
    return tree_check.faults(rows, spots)


def preview(plan: reforms.Plan) -> Preview:
    """What a planned change of borders would do, for people to look at before they save."""
    outcomes = tuple(
        Outcome(a.code, a.name_zh, a.name_en, _text(a.shape), round(area_km2(a.shape), 4), a.came_from)
        for a in plan.after
    )
    moves = _moves(plan)
    shifts = tuple(
        Shift(
            gone.code, comes.code, round(area_km2(shape) * 1e6), _text(shape),
            sum(n for (old, new), n in moves.items() if covers(gone.code, old) and covers(comes.code, new)),
        )
        for gone, comes, shape in reforms.shifts(plan)
    )  # fmt: skip
    ended = tuple(row.code for row in plan.ended)
    return Preview(plan.kind, plan.day, outcomes, ended, shifts, sum(moves.values()))


def _moves(plan: reforms.Plan) -> Counter[tuple[str, str]]:
    """How many places would go from which grid to which."""
    tree = snapshot.tree(plan.day)
    shapes = {
        area.code: tree.shape(area.code) for area in tree.of_level("grid") if area.code not in plan.before
    }
    shapes |= {after.code: after.shape for after in plan.after if len(after.code) == _LENGTH["grid"]}
    index = AreaIndex(sorted(shapes), [shapes[code] for code in sorted(shapes)])
    rows = listed(plan.day, [code for code in plan.before if len(code) == _LENGTH["grid"]])
    at = index.positions_at([row.lon for row, _grid in rows], [row.lat for row, _grid in rows]).tolist()
    pairs = [(grid, index.codes[n]) for (_row, grid), n in zip(rows, at, strict=True) if n != OUTSIDE]
    return Counter(pair for pair in pairs if pair[0] != pair[1])


def next_codes() -> dict[str, str]:
    """For the town and each community the next code under it that was never given."""
    used: dict[str, set[str]] = {}
    for code, parent in Area.objects.values_list("code", "parent").order_by().distinct():
        used.setdefault(parent, set()).add(code)
    held = snapshot.tree().by_code
    return {
        parent: _next(parent, codes)
        for parent, codes in used.items()
        if parent in held and held[parent].level in _FILLED
    }


def _next(parent: str, used: set[str]) -> str:
    stem_, last = (
        (parent[:9], 3)
        if parent.endswith("000") and len(parent) == 12
        else (parent, 3 if len(parent) == 12 else 2)
    )
    numbers = {int(code[len(stem_) :]) for code in used if len(code) == len(stem_) + last}
    free = next(n for n in range(1, 10**last + 1) if n not in numbers and n > max(numbers, default=0))
    return f"{stem_}{free:0{last}}" if free < 10**last else ""


def count_on(shape: BaseGeometry, points: Sequence[tuple[float, float]]) -> int:
    """How many of the points lie on this ground."""
    if not points:
        return 0
    return int(shapely.intersects_xy(shape, *np.array(points, dtype=np.float64).T).sum())


def _text(shape: BaseGeometry) -> str:
    return canonical(write_geometry(shape))


def _indexed(code: str) -> bool:
    return level_of(code) in ("community", "grid", "micro_grid")


def _one_heir(code: str, level: str, day: date) -> str:
    heirs = successors(code, on=day)
    above = {heir.code[: _LENGTH[level]] for heir in heirs if len(stem(heir.code)) >= _LENGTH[level]}
    return above.pop() if len(above) == 1 else ""


_FILLED = ("town", "community", "grid")
_LENGTH = {"community": 12, "grid": 15, "micro_grid": 17}
