"""Does the tree hold on a day?  No gap, no overlap, each building in one grid, no cycle, no code twice (issue 4). Pure.

Coordinates are rounded to about 10 cm, so borders that two sides drew apart differ by slivers: up to ``TOLERANCE_M2``
for each pair of neighbours, or for each hole, nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.areas import above, level, parent_of
from lianzhi.kernel.errors import N_
from lianzhi.kernel.geo import OUTSIDE, AreaIndex
from lianzhi.territory.rules.borders import square_metres

TOLERANCE_M2 = 1.0
MOST_PLACES = 500
SAID = {
    "gap": (
        N_("%(m2)s m² of %(parent)s lie in no area under it."),
        N_("Move the border of a neighbour over it, or add an area there."),
    ),
    "overlap": (
        N_("%(first)s and %(second)s overlap by %(m2)s m²."),
        N_("Move the border between the two."),
    ),
    "outside": (
        N_("%(m2)s m² of %(first)s lie outside %(parent)s."),
        N_("Move its border back, or widen the area above it first."),
    ),
    "twice": (
        N_("The code %(code)s has two versions on this day."),
        N_("End the older one on the day the younger one begins: rename the area, or import its row again."),
    ),
    "cycle": (
        N_("%(code)s lies under itself."),
        N_("Import the area again with the parent that its code says."),
    ),
    "orphan": (
        N_("The area above %(first)s, %(parent)s, does not hold on this day."),
        N_("Add that area, or end this one."),
    ),
    "no_outline": (
        N_("The outline of %(first)s is no valid area."),
        N_("Import its outline again, or draw it anew."),
    ),
    "place_outside": (
        N_("%(code)s %(name)s lies in no grid."),
        N_("Move the place into the town, or close the gap it lies in."),
    ),
    "place_grid": (
        N_("%(code)s %(name)s is listed under grid %(listed)s but lies in %(lies)s."),
        N_("Move the place where it belongs, or let the check set its grid."),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One version that holds on the day. ``shape`` is None for what lies above the town."""

    code: str
    parent: str
    name: str
    shape: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the grid that it is listed under."""

    code: str
    name: str
    lon: float
    lat: float
    grid: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and (``SAID``) how to mend it."""

    kind: str
    codes: tuple[str, ...]
    params: Mapping[str, object]
    where: BaseGeometry | None = None

    @property
    def message(self) -> str:
        return SAID[self.kind][0]

    @property
    def way_out(self) -> str:
        return SAID[self.kind][1]


def faults(rows: Sequence[Row], spots: Sequence[Spot] = ()) -> list[Fault]:
    once = {row.code: row for row in rows}
    found = [*_twice(rows), *_cycles(once), *_orphans(once), *_outlines(once)]
    sound = [r for r in once.values() if r.shape is not None and r.shape.is_valid and not r.shape.is_empty]
    under: dict[str, list[Row]] = defaultdict(list)
    for row in sound:
        under[row.parent].append(row)
    for row in sound:
        if children := under.get(row.code):
            found += _children(row, children)
    return found + _places([row for row in sound if len(row.code) == 15], spots)


def _twice(rows: Iterable[Row]) -> list[Fault]:
    return [
        Fault("twice", (code,), {"code": code}) for code, n in Counter(r.code for r in rows).items() if n > 1
    ]


def _cycles(rows: Mapping[str, Row]) -> list[Fault]:
    found = set()
    for start in rows:
        seen: list[str] = []
        code = start
        while code in rows and code not in seen:
            seen.append(code)
            code = rows[code].parent
        if code in seen:
            found.add(frozenset(seen[seen.index(code) :]))
    return [Fault("cycle", tuple(sorted(codes)), {"code": min(codes)}) for codes in sorted(found, key=min)]


def _orphans(rows: Mapping[str, Row]) -> list[Fault]:
    """Below the town the area above must be there and be the one that the code says."""
    found = []
    for row in rows.values():
        if row.shape is None or level(row.code) == "town":
            wrong = bool(row.parent) and row.parent not in (*above(row.code), row.code)
        else:
            wrong = row.parent not in rows or row.parent != parent_of(row.code)
        if wrong and row.parent != row.code:
            found.append(Fault("orphan", (row.code,), {"first": row.name, "parent": row.parent}))
    return found


def _outlines(rows: Mapping[str, Row]) -> list[Fault]:
    return [
        Fault("no_outline", (row.code,), {"first": row.name})
        for row in rows.values()
        if row.shape is not None and (row.shape.is_empty or not row.shape.is_valid)
    ]


def _children(parent: Row, children: Sequence[Row]) -> list[Fault]:
    assert parent.shape is not None
    found = []
    shapes = np.array([child.shape for child in children], dtype=object)
    for child in children:
        beyond = shapely.difference(child.shape, parent.shape)
        found += [
            Fault(
                "outside",
                (child.code, parent.code),
                {"first": child.name, "parent": parent.name, "m2": size},
                part,
            )
            for part, size in _large(beyond)
        ]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for a, b in sorted({(int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b}):
        common = shapely.intersection(shapes[a], shapes[b])
        names = {"first": children[a].name, "second": children[b].name}
        found += [
            Fault("overlap", (children[a].code, children[b].code), names | {"m2": size}, part)
            for part, size in _large(common)
        ]
    if level(parent.code) != "grid":  # micro-grids need not fill their grid
        left = shapely.difference(parent.shape, shapely.union_all(shapes))
        found += [
            Fault("gap", (parent.code,), {"parent": parent.name, "m2": size}, part)
            for part, size in _large(left)
        ]
    return found


def _large(shape: BaseGeometry) -> list[tuple[BaseGeometry, int]]:
    sized = [(part, square_metres(part)) for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [(part, max(1, round(size))) for part, size in sized if size > TOLERANCE_M2]


def _places(grids: Sequence[Row], spots: Sequence[Spot]) -> list[Fault]:
    """Each place must be listed under the one grid that holds its point. At most ``MOST_PLACES`` are named."""
    ordered = sorted(grids, key=lambda row: row.code)
    index = AreaIndex([row.code for row in ordered], [row.shape for row in ordered if row.shape is not None])
    at: NDArray[np.int64] = index.positions_at([s.lon for s in spots], [s.lat for s in spots])
    found = []
    for spot, position in zip(spots, at.tolist(), strict=True):
        if position == OUTSIDE:
            fault = Fault("place_outside", (spot.code,), {"code": spot.code, "name": spot.name})
        elif index.codes[position] != spot.grid and not _touched(index, ordered, spot):
            params = {
                "code": spot.code,
                "name": spot.name,
                "listed": spot.grid,
                "lies": index.codes[position],
            }
            fault = Fault("place_grid", (spot.code,), params)
        else:
            continue
        found.append(Fault(fault.kind, fault.codes, fault.params, shapely.Point(spot.lon, spot.lat)))
        if len(found) == MOST_PLACES:
            break
    return found


def _touched(index: AreaIndex, grids: Sequence[Row], spot: Spot) -> bool:
    """On a border the place may be listed under either side."""
    if spot.grid not in index.codes:
        return False
    shape = grids[index.codes.index(spot.grid)].shape
    return shape is not None and bool(shapely.intersects_xy(shape, spot.lon, spot.lat))
