"""Reads: the tree on a day, the grid of a point, the place a text means, the nearest address."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.areas import covers
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.geo import is_position
from lianzhi.kernel.text import search_terms
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import AreaView, NearbyPlace, PlaceMatch, TownView
from lianzhi.territory.models import Area, Place
from lianzhi.territory.queries_micro import located
from lianzhi.territory.queries_places import standing
from lianzhi.territory.rules import place_match
from lianzhi.territory.rules.area_tree import ABOVE
from lianzhi.territory.rules.gazetteer import Entry

_AT_THE_DOOR_M, _NEAR_M = 60, 400


def area(code: str, *, on: date | None = None) -> AreaView | None:
    return snapshot.tree(on).by_code.get(code)


def areas(level: str | None = None, under: str | None = None, *, on: date | None = None) -> list[AreaView]:
    """Areas of the town that hold on a day (today), by code. ``under``: only inside that area, itself included.

    What lies above the town (``above``) is only in it when its level is asked for.
    """
    found = snapshot.tree(on).by_code.values()
    return [
        a
        for a in found
        if (a.level == level if level else a.level not in ABOVE) and (under is None or covers(under, a.code))
    ]


def above(*, on: date | None = None) -> list[AreaView]:
    """What lies above the town, the highest first: the city and the district, where they were named."""
    return [a for a in snapshot.tree(on).by_code.values() if a.level in ABOVE]


def subtree(code: str, *, on: date | None = None) -> tuple[str, ...]:
    """The codes of an area and everything under it."""
    return tuple(a.code for a in areas(under=code, on=on))


def children(code: str, *, on: date | None = None) -> list[AreaView]:
    tree = snapshot.tree(on)
    return [tree.by_code[child] for child in tree.children.get(code, ())]


def versions(code: str) -> list[AreaView]:
    """All versions of an area, the oldest first; also those that are over or yet to come."""
    return [snapshot.view_of(row) for row in Area.objects.filter(code=code).order_by("valid_from")]


def outline(code: str, *, on: date | None = None) -> BaseGeometry | None:
    """The outline of an area that holds on a day (today)."""
    tree = snapshot.tree(on)
    return tree.shape(code) if code in tree.by_code else None


def outlines(level: str, tolerance: float, *, on: date | None = None) -> Mapping[str, BaseGeometry]:
    """The outlines of all areas of a level by code, simplified by ``tolerance`` degrees: for pictures, made once."""
    return snapshot.tree(on).shapes(level, tolerance)


def town() -> TownView:
    """The town this platform serves. Raises NotFound before one is loaded."""
    tree = snapshot.tree()
    if tree.bounds is None:
        raise NotFound(
            "territory.no_town",
            N_("No town has been loaded yet."),
            way_out=N_("Ask the administrator to load the area tree."),
        )
    found = tree.of_level("town")[0]
    return TownView(found.code, found.name_zh, found.name_en, tree.bounds, (found.lon, found.lat))


def grid_at(lon: float, lat: float, *, on: date | None = None) -> AreaView | None:
    """The grid that holds a point; None outside the town. A point on a border has exactly one grid."""
    if not is_position(lon, lat):
        return None
    tree = snapshot.tree(on)
    code = tree.grids.code_at(lon, lat)
    return tree.by_code[code] if code else None


def micro_grid_at(lon: float, lat: float) -> AreaView | None:
    """The micro-grid that holds a point today; None where none is laid out (R-121)."""
    tree = snapshot.tree()
    if not is_position(lon, lat) or not tree.of_level("micro_grid"):
        return None
    code = tree.index("micro_grid").code_at(lon, lat)
    return tree.by_code[code] if code else None


def touching(code: str) -> list[AreaView]:
    """Areas of the same level that share a piece of border with this one, or overlap it, by code."""
    tree = snapshot.tree()
    own = tree.by_code.get(code)
    if own is None:
        return []
    shape = tree.shape(code)
    others = [area for area in tree.of_level(own.level) if area.code != code]
    return [area for area in others if shape.intersection(tree.shape(area.code)).length > 0]


def grids_at(points: Sequence[tuple[float, float]], *, on: date | None = None) -> list[str]:
    """The grid code of each (lon, lat), empty outside the town; for many points at once."""
    index = snapshot.tree(on).grids
    codes = (*index.codes, "")
    found = index.positions_at([p[0] for p in points], [p[1] for p in points])
    return [codes[position] for position in found]


def find_place(text: str, *, near: tuple[float, float] | None = None, limit: int = 5) -> list[PlaceMatch]:
    """The places a text may mean, best first. Use one by itself only from ``SAFE_SCORE`` on."""
    if not text.strip():
        return []
    home, places = snapshot.tree().home, snapshot.directory().gazetteer
    found = place_match.match(text, places, near=near, limit=limit, home=home)
    return [_match_of(candidate) for candidate in found]


def place(code: str) -> PlaceMatch | None:
    """A place that stands today by its code, as a sure match."""
    entry = snapshot.directory().by_code.get(code)
    return _match_of(place_match.Candidate(entry, 1.0, N_("Chosen by its code."), "code")) if entry else None


def places_in(area_code: str, *, kind: str = "", text: str = "", limit: int = 100) -> list[PlaceMatch]:
    """Places of an area that stand today by code, at most ``limit``; ``text`` is part of name, address or alias."""
    rows = Place.objects.filter(standing(), located(area_code)).order_by("code")
    if kind:
        rows = rows.filter(kind=kind)
    for term in search_terms(text[:60]):
        rows = rows.filter(search__contains=term)
    found = rows[:limit].values_list("code", "kind", "name", "address", "lon", "lat", "grid_code")
    return [_match_of(place_match.Candidate(Entry(*row), 1.0, "", "list")) for row in found]


def nearest(lon: float, lat: float) -> NearbyPlace | None:
    found = snapshot.directory().nearest(lon, lat) if is_position(lon, lat) else None
    if found is None:
        return None
    entry, metres = found
    return NearbyPlace(
        entry.code, entry.name, entry.address, entry.lon, entry.lat, entry.grid_code, round(metres, 1)
    )


def address_at(lon: float, lat: float) -> str:
    """The address of a point in words, for people: 桂溪路12号, 桂溪路12号附近, or the community's name."""
    found = nearest(lon, lat)
    if found and found.metres <= _AT_THE_DOOR_M:
        return found.name
    if found and found.metres <= _NEAR_M:
        return f"{found.name}附近"
    grid = grid_at(lon, lat)
    community = area(grid.parent) if grid else None
    return community.name_zh if community else ""


def addresses_at(points: Sequence[tuple[float, float]]) -> list[str]:
    """``address_at`` for many points at once."""
    if not points:
        return []
    x, y = np.array(points, dtype=np.float64).T
    good = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)
    said = np.full(len(x), "", dtype=object)
    places, far = snapshot.directory(), np.full(len(x), np.inf)
    if places.doors and good.any():
        found, far[good] = places.nearest_many(x[good], y[good])
        names = np.array([entry.name for entry in places.doors], dtype=object)
        said[good] = names[found]
    near = (far > _AT_THE_DOOR_M) & (far <= _NEAR_M)
    said[near] += "附近"
    remote = far > _NEAR_M
    said[remote] = _communities(x[remote], y[remote])
    return cast(list[str], said.tolist())


def doors_at(points: Sequence[tuple[float, float]]) -> list[str]:
    """The code of the door at which each point lies; empty for a point that is at none."""
    places = snapshot.directory()
    if not points or not places.doors:
        return [""] * len(points)
    x, y = np.array(points, dtype=np.float64).T
    found, far = places.nearest_many(x, y)
    codes = np.array([entry.code for entry in places.doors], dtype=object)[found]
    codes[far > _AT_THE_DOOR_M] = ""
    return cast(list[str], codes.tolist())


def _communities(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[str]:
    tree = snapshot.tree()
    by_grid = [tree.by_code.get(tree.by_code[code].parent) for code in tree.grids.codes]
    names = [*(community.name_zh if community else "" for community in by_grid), ""]
    return [names[position] for position in tree.grids.positions_at(x, y)]


def _match_of(candidate: place_match.Candidate) -> PlaceMatch:
    entry: Entry = candidate.entry
    return PlaceMatch(
        entry.code, entry.kind, entry.name, entry.address, entry.lon, entry.lat, entry.grid_code,
        candidate.score, candidate.reason, dict(candidate.params),
    )  # fmt: skip
