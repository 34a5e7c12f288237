"""Where is it? Degrees and metres, GeoJSON in and out, and the index that finds the area of a point (R-074).

Coordinates are longitude, latitude in degrees, rounded to six digits (about 10 cm) wherever they are
stored. Metres are measured on the ellipsoid at the place itself: good to 0.1 % across a district.

``AreaIndex`` keeps a table of small cells over the areas. A cell that no border touches answers at once;
only points in the other cells take the exact test, so the answer is always the exact one. A point on a
border belongs to the first of the areas that share it, in the order given: never to two, never to none.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

DIGITS = 6
OUTSIDE = -1
_BORDER = -2


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of one degree of longitude and of latitude at ``lat``, in metres (WGS 84)."""
    phi = math.radians(lat)
    east = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    north = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
    return east, north


def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Metres between two points of one district."""
    east, north = metres_per_degree((lat + to_lat) / 2)
    return math.hypot((to_lon - lon) * east, (to_lat - lat) * north)


def area_km2(geometry: BaseGeometry) -> float:
    """Area of a geometry given in degrees."""
    if geometry.is_empty:
        return 0.0
    east, north = metres_per_degree((geometry.bounds[1] + geometry.bounds[3]) / 2)
    return float(geometry.area * east * north / 1e6)


def is_position(lon: float, lat: float) -> bool:
    """True for a pair of finite numbers that can be a longitude and a latitude."""
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def read_geometry(text: str | Mapping[str, Any]) -> BaseGeometry:
    """A geometry from GeoJSON. Raises ValueError when it is not one."""
    raw = text if isinstance(text, str) else json.dumps(text)
    try:
        return cast(BaseGeometry, shapely.from_geojson(raw))
    except shapely.errors.GEOSException as error:
        raise ValueError(f"not a GeoJSON geometry: {error}") from error


def write_geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """The GeoJSON mapping of a geometry, coordinates rounded to six digits."""
    return {"type": geometry.geom_type, "coordinates": _coordinates(geometry)}


def feature(geometry: BaseGeometry | Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    shape = write_geometry(geometry) if isinstance(geometry, BaseGeometry) else dict(geometry)
    return {"type": "Feature", "properties": dict(properties), "geometry": shape}


def collection(features: Iterable[Mapping[str, Any]]) -> str:
    """A FeatureCollection as compact text: one value, one text."""
    value = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _coordinates(geometry: BaseGeometry) -> Any:
    if geometry.geom_type == "Point":
        return _pairs(geometry)[0]
    if geometry.geom_type == "LineString":
        return _pairs(geometry)
    if geometry.geom_type == "Polygon":
        rings = [geometry.exterior, *geometry.interiors]
        return [_pairs(ring) for ring in rings]
    return [_coordinates(part) for part in shapely.get_parts(geometry)]


def _pairs(geometry: BaseGeometry) -> list[list[float]]:
    return cast(list[list[float]], np.round(shapely.get_coordinates(geometry), DIGITS).tolist())


class AreaIndex:
    """Which of ``areas`` holds a point. ``codes`` and ``areas`` run in parallel; their order settles ties."""

    def __init__(self, codes: Sequence[str], areas: Sequence[BaseGeometry], cells: int = 512) -> None:
        if len(codes) != len(areas):
            raise ValueError(f"{len(codes)} codes for {len(areas)} areas")
        self.codes = tuple(codes)
        self._areas = np.array(areas, dtype=object)
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)
        self._cells = cells
        bounds: list[float] = shapely.total_bounds(self._areas).tolist() if codes else [0.0] * 4
        self._left, self._bottom, self._right, self._top = bounds
        self._width = (self._right - self._left) / cells or 1.0
        self._height = (self._top - self._bottom) / cells or 1.0
        self._table = self._make_table()

    def code_at(self, lon: float, lat: float) -> str | None:
        """The code of the area that holds the point; None outside all of them."""
        if not (self._left <= lon <= self._right and self._bottom <= lat <= self._top):
            return None
        column = min(int((lon - self._left) / self._width), self._cells - 1)
        row = min(int((lat - self._bottom) / self._height), self._cells - 1)
        found = int(self._table[row, column])
        if found == _BORDER:
            hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
            found = int(hits.min()) if len(hits) else OUTSIDE
        return None if found == OUTSIDE else self.codes[found]

    def positions_at(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
        """For each point the position of its area in ``codes``, or ``OUTSIDE``."""
        x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        found = np.full(x.shape, OUTSIDE, dtype=np.int64)
        inside = (x >= self._left) & (x <= self._right) & (y >= self._bottom) & (y <= self._top)
        column = ((x[inside] - self._left) / self._width).astype(np.int64).clip(0, self._cells - 1)
        row = ((y[inside] - self._bottom) / self._height).astype(np.int64).clip(0, self._cells - 1)
        found[inside] = self._table[row, column]
        unsure = np.flatnonzero(found == _BORDER)
        found[unsure] = self._exact(x[unsure], y[unsure])
        return found

    def _exact(self, x: NDArray[np.floating[Any]], y: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
        points = shapely.points(x, y)
        which, area = self._tree.query(points)
        hit = shapely.intersects_xy(self._areas[area], x[which], y[which])
        first = np.full(len(x), len(self.codes), dtype=np.int64)
        np.minimum.at(first, which[hit], area[hit])
        first[first == len(self.codes)] = OUTSIDE
        return first

    def _make_table(self) -> NDArray[np.int64]:
        """Cells by row and column: the area that covers all of the cell, or that a border runs there."""
        table = np.full((self._cells, self._cells), OUTSIDE, dtype=np.int64)
        if not self.codes:
            return table
        table[self._border_cells()] = _BORDER
        # Between two borders of a row the area cannot change: ask once at the start of each run.
        starts = table != _BORDER
        starts[:, 1:] &= table[:, :-1] == _BORDER
        row, column = np.nonzero(starts)
        x = self._left + (column + 0.5) * self._width
        y = self._bottom + (row + 0.5) * self._height
        runs = (
            np.cumsum(starts, axis=1) + np.cumsum(starts.sum(axis=1))[:, None] - starts.sum(axis=1)[:, None]
        )
        owner = np.concatenate([[OUTSIDE], self._exact(x, y)])
        free = table != _BORDER
        table[free] = owner[runs[free]]
        return table

    def _border_cells(self) -> NDArray[np.bool_]:
        """Cells that a border touches. Sampled first with a margin of one cell, then tested exactly."""
        sides = _sides(self._areas)
        step = min(self._width, self._height) / 2
        near = np.zeros((self._cells + 2, self._cells + 2), dtype=bool)
        samples = shapely.get_coordinates(shapely.segmentize(sides, step))
        column = ((samples[:, 0] - self._left) / self._width).astype(np.int64).clip(0, self._cells - 1) + 1
        row = ((samples[:, 1] - self._bottom) / self._height).astype(np.int64).clip(0, self._cells - 1) + 1
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                near[row + down, column + across] = True
        near = near[1:-1, 1:-1]
        row, column = np.nonzero(near)
        hair = 1e-6  # of a cell: more than the rounding of a cell number can be wrong by
        boxes = shapely.box(
            self._left + (column - hair) * self._width,
            self._bottom + (row - hair) * self._height,
            self._left + (column + 1 + hair) * self._width,
            self._bottom + (row + 1 + hair) * self._height,
        )
        touched = np.zeros(len(boxes), dtype=bool)
        touched[shapely.STRtree(sides).query(boxes, predicate="intersects")[0]] = True
        near[row, column] = touched
        return near


def _sides(areas: NDArray[np.object_]) -> NDArray[np.object_]:
    """Every side of every area as a line of two points; a side that two areas share comes once."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(areas), return_index=True)
    ends = np.hstack([xy[:-1], xy[1:]])[ring[:-1] == ring[1:]]
    swapped = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[swapped] = ends[swapped][:, [2, 3, 0, 1]]
    return cast(NDArray[np.object_], shapely.linestrings(np.unique(ends, axis=0).reshape(-1, 2, 2)))
