"""Cut an area, join areas, move the border between two (R-074). Pure.

Everything lies on the raster in which coordinates are stored (a millionth of a degree, about 10 cm), so that what one
side ends with is what the other begins with, corner by corner: no gap, no overlap, not even by a hair. A corner that a
cut makes on a neighbour's side is given to the neighbour too (``with_corners``).
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import area_km2, read_geometry

STEP = 1e-6
_REACH = 5e-5  # degrees, about 5 m: how far short of the border a drawn line may end
_NEAR = 1.5 * STEP
LEAST_M2 = 1.0
_SLIVER = 0.01  # of the largest piece
_OFF = 1e-3  # of the area: how much outlines may miss of what they should fill
_MOST_CORNERS = 2000


def checked_line(geojson: str) -> BaseGeometry:
    try:
        line = read_geometry(geojson)
    except ValueError:
        line = shapely.Point()
    good = line.geom_type == "LineString" and 2 <= shapely.get_num_coordinates(line) <= _MOST_CORNERS
    if not good or line.length < STEP or not np.isfinite(shapely.get_coordinates(line)).all():
        raise BadInput(
            "territory.line",
            N_("The line cannot be read."),
            way_out=N_("Draw it on the map again, or give a GeoJSON LineString of two corners or more."),
            field="line",
        )
    return line


def cut(shape: BaseGeometry, line: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The two sides of a line that crosses the area from border to border; the western one (by its middle) first."""
    drawn = shapely.union_all([shape.boundary, reaching(line)], grid_size=STEP)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))
    inside = [c for c in cells if shape.intersects(c.point_on_surface()) and square_metres(c) > LEAST_M2]
    if len(inside) != 2:
        wrong = (
            N_("The line does not cross the area from border to border.")
            if len(inside) < 2
            else N_("The line cuts the area into more than two parts.")
        )
        raise BadInput(
            "territory.cut",
            wrong,
            way_out=N_(
                "Begin on the border or outside, cross the area once, and end on the border or outside."
            ),
            field="line",
        )
    first, second = sorted(inside, key=lambda part: (part.centroid.x, part.centroid.y))
    return first, second


def reaching(line: BaseGeometry) -> BaseGeometry:
    """The line, a few metres longer at both ends, so that it surely reaches the border it was drawn to.

    A corner may be passed exactly: where the line ends on one, its longer end still runs through it.
    """
    xy = shapely.get_coordinates(line)
    ends = [_beyond(xy[1], xy[0]), _beyond(xy[-2], xy[-1])]
    return shapely.linestrings(np.vstack([ends[0], xy, ends[1]]))


def _beyond(before: np.ndarray, end: np.ndarray) -> np.ndarray:
    way = end - before
    length = float(np.hypot(*way))
    return cast(np.ndarray, end + way / length * _REACH) if length else end


def parts_by_outlines(shape: BaseGeometry, outlines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The parts that outlines describe; together they are the area exactly. Raises BadInput when they do not fit."""
    missing = shape.difference(shapely.union_all(list(outlines))).area
    beyond = shapely.union_all(list(outlines)).difference(shape).area
    twice = sum(o.area for o in outlines) - shapely.union_all(list(outlines)).area
    if missing + beyond + twice > _OFF * shape.area:
        raise BadInput(
            "territory.outlines",
            N_("The outlines do not fill the area: %(missing)s m² missing, %(beyond)s m² outside, %(twice)s m² twice."),
            way_out=N_("Together they must be the area exactly. To cut it by a line instead, draw the line."),
            field="outlines",
            params={
                "missing": _round_m2(shape, missing), "beyond": _round_m2(shape, beyond), "twice": _round_m2(shape, twice),
            },
        )  # fmt: skip
    rest, parts = shape, []
    for outline in outlines[:-1]:
        near = shapely.snap(outline, rest, 2 * STEP)
        part = plain(shapely.intersection(rest, near, grid_size=STEP))
        rest = plain(shapely.difference(rest, part, grid_size=STEP))
        parts.append(part)
    parts.append(rest)
    for part in parts:
        check_area(part)
    return parts


def joined(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Areas as one. Raises BadInput when they do not touch along a side."""
    whole = plain(shapely.union_all(list(shapes), grid_size=STEP))
    if whole.geom_type != "Polygon" and any(s.geom_type == "Polygon" for s in shapes):
        raise BadInput(
            "territory.apart",
            N_("These areas do not lie side by side."),
            way_out=N_("Choose areas that share a piece of border."),
            field="areas",
        )
    return whole


def moved(
    first: BaseGeometry, second: BaseGeometry, line: BaseGeometry | None, outline: BaseGeometry | None
) -> tuple[BaseGeometry, BaseGeometry]:
    """The two areas after their border has moved: along ``line``, or so that the first one has ``outline``."""
    whole = joined([first, second])
    if line is not None:
        pieces = cut(whole, line)
        mine = [shapely.intersection(piece, first).area for piece in pieces]
        theirs = [shapely.intersection(piece, second).area for piece in pieces]
        straight = mine[0] * theirs[1] >= mine[1] * theirs[0]
        after = pieces if straight else (pieces[1], pieces[0])
    else:
        near = shapely.snap(outline, whole, 2 * STEP)
        if near.difference(whole).area > _OFF * whole.area:
            raise BadInput(
                "territory.beyond_both",
                N_("The new outline leaves both areas."),
                way_out=N_(
                    "Only the border between the two moves; move the border with others one after the other."
                ),
                field="outlines",
            )
        part = plain(shapely.intersection(whole, near, grid_size=STEP))
        after = (part, plain(shapely.difference(whole, part, grid_size=STEP)))
    for shape in after:
        check_area(shape)
    if square_metres(shapely.symmetric_difference(after[0], first)) < LEAST_M2:
        raise BadInput(
            "territory.same_border",
            N_("The border is where it was."),
            way_out=N_("Move at least one corner of it."),
            field="line",
        )
    return after


def check_area(shape: BaseGeometry) -> None:
    if (
        shape.is_empty
        or shape.geom_type != "Polygon"
        or not shape.is_valid
        or square_metres(shape) < LEAST_M2
    ):
        raise BadInput(
            "territory.pieces",
            N_("That would leave an area in pieces, or nothing of it."),
            way_out=N_("Draw the border so that each area stays in one piece."),
            field="line",
        )


def with_corners(shape: BaseGeometry, corners: np.ndarray) -> BaseGeometry:
    """The shape with those corners that lie on its sides: the same area to a hair, sharing them with its neighbours."""
    near = shapely.dwithin(shapely.boundary(shape), shapely.points(corners), _NEAR)
    if not near.any():
        return shape
    wanted = corners[near]
    polygons = [_with(polygon, wanted) for polygon in shapely.get_parts(shape)]
    made = polygons[0] if shape.geom_type == "Polygon" else shapely.multipolygons(polygons)
    return made if made.is_valid else shape


def _with(polygon: BaseGeometry, corners: np.ndarray) -> BaseGeometry:
    rings = [_ring(shapely.get_coordinates(ring), corners) for ring in shapely.get_rings(polygon)]
    return shapely.polygons(rings[0], [shapely.linearrings(r) for r in rings[1:]] or None)


def _ring(xy: np.ndarray, corners: np.ndarray) -> np.ndarray:
    known = {(x, y) for x, y in np.round(xy, 6).tolist()}
    new = [c for c in np.round(corners, 6).tolist() if tuple(c) not in known]
    found = [xy[0]]
    for start, end in zip(xy[:-1], xy[1:], strict=True):
        side = shapely.linestrings([start, end])
        on = [c for c in new if shapely.dwithin(side, shapely.Point(c), _NEAR)]
        on.sort(key=lambda c: float(shapely.line_locate_point(side, shapely.Point(c))))
        found += [np.array(c) for c in on if not _touches(c, start, end)]
        new = [c for c in new if c not in on or _touches(c, start, end)]
        found.append(end)
    return np.array(found)


def _touches(corner: list[float], start: np.ndarray, end: np.ndarray) -> bool:
    return min(np.hypot(*(corner - start)), np.hypot(*(corner - end))) < STEP / 2


def square_metres(shape: BaseGeometry) -> float:
    return area_km2(shape) * 1e6


def fitted(shape: BaseGeometry, parent: BaseGeometry, siblings: Sequence[BaseGeometry]) -> BaseGeometry:
    """What of a drawn shape lies in its parent and on no sibling; slivers along borders are left away."""
    inside = shapely.intersection(shape, parent, grid_size=STEP)
    if siblings:
        inside = shapely.difference(inside, shapely.union_all(siblings, grid_size=STEP), grid_size=STEP)
    parts = [part for part in shapely.get_parts(inside) if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0.0)
    parts = [part for part in parts if part.area > _SLIVER * largest]
    if len(parts) != 1 or square_metres(parts[0]) < LEAST_M2:
        raise BadInput(
            "territory.nothing_fits",
            N_("Of this outline nothing is left, or several pieces, once it is cut to fit."),
            way_out=N_("Draw it where no other area lies, inside the area that its code begins with."),
            field="geometry",
        )
    return parts[0]


def plain(shape: BaseGeometry) -> BaseGeometry:
    """The areas of a shape: without the points and lines that an overlay leaves."""
    parts = [
        part
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon" and square_metres(part) > 0.05
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _round_m2(shape: BaseGeometry, degrees: float) -> int:
    return round(degrees / shape.area * square_metres(shape)) if shape.area else 0
