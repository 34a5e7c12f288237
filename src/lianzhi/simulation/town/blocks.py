"""From lines to blocks: the smallest pieces of S-town, cut so that they tile the outline without gap.

Big blocks between the main streets and waters are halved again and again by small streets. Then all lines
are noded once on whole micro-degrees; what lies between them are the blocks. Communities and grids are
made of whole blocks, so every border runs along a street, a stream or the outline.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import polygonize

from lianzhi.simulation.town.ground import Floats, Frame, Ground, longest
from lianzhi.simulation.town.names import Namer
from lianzhi.simulation.town.streets import WIDTHS, Street

_TOO_SMALL = 3000.0  # m2: no street is cut for less


@dataclass(frozen=True)
class Links:
    """Which blocks share a border: ``first``/``second`` block numbers, and the kind of line between them."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    kind: tuple[str, ...]


@dataclass(frozen=True)
class Blocks:
    """``micro``: block shapes in whole micro-degrees; ``shapes``: the same in metres."""

    micro: NDArray[np.object_]
    shapes: NDArray[np.object_]
    town: Floats
    links: Links

    def __len__(self) -> int:
        return len(self.micro)

    @cached_property
    def centres(self) -> Floats:
        return shapely.get_coordinates(shapely.centroid(self.shapes))

    @cached_property
    def areas(self) -> Floats:
        return shapely.area(self.shapes)


def small_streets(rng: np.random.Generator, ground: Ground, main: list[Street], namer: Namer) -> list[Street]:
    """The streets and lanes that divide what lies between main streets and waters."""
    lines = [ground.outline.exterior, *(s.line for s in main), *(w for _, w in ground.waters)]
    found: list[Street] = []
    inside = ground.outline.buffer(1)
    for face in polygonize(shapely.get_parts(shapely.union_all(lines, grid_size=0.01))):
        if inside.contains(face):
            _divide(rng, ground, face, namer, found)
    return found


def _wanted_area(towniness: float) -> float:
    """Square metres at which a block is small enough."""
    if towniness < 0:
        return 150_000.0
    return float(np.interp(towniness, [0.0, 0.25, 0.7, 1.2], [80_000, 48_000, 38_000, 46_000]))


def _divide(
    rng: np.random.Generator, ground: Ground, face: shapely.Polygon, namer: Namer, found: list[Street]
) -> None:
    centre = face.representative_point()
    town = float(ground.towniness(centre.x, centre.y))
    if face.interiors or face.area < _wanted_area(town) * rng.uniform(1.15, 1.9):
        return
    for share in (rng.uniform(0.42, 0.58), 0.35, 0.65):
        cut = _cut(rng, face, share, town)
        pieces = _pieces(face, cut)
        if len(pieces) > 1 and min(piece.area for piece in pieces) > _TOO_SMALL:
            found.append(_street(rng, cut, town, namer))
            for piece in pieces:
                _divide(rng, ground, piece, namer, found)
            return


def _street(rng: np.random.Generator, cut: shapely.LineString, town: float, namer: Namer) -> Street:
    if town < 0:
        if rng.random() < 0.55:
            return Street("track", cut)
        return Street("lane", cut).named(namer.stem().plus("路", "Road"))
    suffix = (("街", "Street"), ("路", "Road"), ("巷", "Lane"), ("弄", "Alley"))
    chosen = suffix[rng.choice(4, p=[0.36, 0.4, 0.16, 0.08])]
    return Street("local", cut).named(namer.stem().plus(*chosen))


def _cut(rng: np.random.Generator, face: shapely.Polygon, share: float, town: float) -> shapely.LineString:
    """A line across the longer side of ``face``; straight in the town, winding in the country."""
    corner = shapely.get_coordinates(face.minimum_rotated_rectangle)[:4]
    if np.hypot(*(corner[1] - corner[0])) < np.hypot(*(corner[2] - corner[1])):
        corner = np.roll(corner, -1, axis=0)
    foot = corner[0] + (corner[1] - corner[0]) * share
    across = corner[3] - corner[0]
    tilt = math.radians(rng.normal(0, 5 if town > 0 else 9))
    turn = np.array([[math.cos(tilt), -math.sin(tilt)], [math.sin(tilt), math.cos(tilt)]])
    direction = turn @ across
    middle = foot + across / 2
    t = np.linspace(-0.6, 0.6, 3 if town > 0 else 9)[:, None]
    side = np.array([-direction[1], direction[0]])
    sway = rng.uniform(-0.05, 0.05) * (1 - (t / 0.6) ** 2)
    if town < 0:
        sway = sway + rng.normal(0, 0.012, t.shape)
    elif rng.random() < 0.6:
        sway = sway * 0
    line = shapely.LineString(middle + direction * t + side * sway)
    return longest(line.intersection(face))


def _pieces(face: shapely.Polygon, cut: shapely.LineString) -> list[shapely.Polygon]:
    if cut.is_empty or not cut.is_simple:
        return []
    lines = shapely.union_all([face.exterior, overshoot(cut)], grid_size=0.01)
    return [p for p in polygonize(shapely.get_parts(lines)) if face.contains(p.representative_point())]


def overshoot(line: shapely.LineString, by: float = 1.0) -> shapely.LineString:
    """The line made longer at both ends, so that it surely meets what it ends at."""
    xy = shapely.get_coordinates(line)
    head, tail = xy[0] - xy[1], xy[-1] - xy[-2]
    first, last = xy[0] + head * by / np.hypot(*head), xy[-1] + tail * by / np.hypot(*tail)
    return shapely.LineString(np.vstack([first, xy, last]))


def make_blocks(ground: Ground, frame: Frame, streets: list[Street]) -> Blocks:
    kinds = ["outline", *(kind for kind, _ in ground.waters), *(street.kind for street in streets)]
    lines = [ground.outline.exterior, *(w for _, w in ground.waters), *(overshoot(s.line) for s in streets)]
    noded = shapely.union_all(frame.to_micro(np.array(lines, dtype=object)), grid_size=1.0)
    faces = np.array(list(polygonize(shapely.get_parts(noded))), dtype=object)
    inner = shapely.contains(frame.to_micro(ground.outline.buffer(1)), shapely.point_on_surface(faces))
    micro = _west_to_east(faces[inner])
    shapes = frame.to_metres(micro)
    centres = shapely.get_coordinates(shapely.point_on_surface(shapes))
    links = _links(micro, frame, lines, kinds)
    return Blocks(micro, shapes, ground.towniness(centres[:, 0], centres[:, 1]), links)


def _west_to_east(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    xy = shapely.get_coordinates(shapely.centroid(faces))
    return shapely.normalize(faces[np.lexsort((xy[:, 1], xy[:, 0]))])


def _links(
    micro: NDArray[np.object_], frame: Frame, lines: list[shapely.Geometry], kinds: list[str]
) -> Links:
    """Neighbours by shared segment; a segment takes the kind of the line it lies on."""
    owners: dict[tuple[tuple[float, float], ...], int] = {}
    longest_shared: dict[tuple[int, int], tuple[float, Floats]] = {}
    for number, shape in enumerate(micro):
        for ring in shapely.get_rings(shape):
            xy = shapely.get_coordinates(ring)
            points = list(map(tuple, xy.tolist()))
            for a, b in zip(points, points[1:], strict=False):
                other = owners.pop((a, b) if a < b else (b, a), None)
                if other is None:
                    owners[(a, b) if a < b else (b, a)] = number
                    continue
                length = math.hypot(b[0] - a[0], b[1] - a[1])
                pair = (other, number)
                if length > longest_shared.get(pair, (0.0, None))[0]:
                    longest_shared[pair] = (length, (np.array(a) + np.array(b)) / 2)
    middles = np.array([middle for _, middle in longest_shared.values()]).reshape(-1, 2)
    middles = frame.to_metres(shapely.points(middles))
    nearest = shapely.STRtree(lines).nearest(middles) if len(middles) else np.array([], dtype=int)
    pairs = np.array(list(longest_shared), dtype=np.int64).reshape(-1, 2)
    return Links(pairs[:, 0], pairs[:, 1], tuple(kinds[i] for i in nearest))


def corridors(ground: Ground, streets: list[Street]) -> NDArray[np.object_]:
    """The strips that waters and ``streets`` occupy, in metres; the waters come first."""
    kinds = [kind for kind, _ in ground.waters] + [s.kind for s in streets]
    lines = [water for _, water in ground.waters] + [s.line for s in streets]
    reach = np.array([(WIDTHS | ground.widths)[kind] / 2 for kind in kinds])
    return shapely.buffer(np.array(lines, dtype=object), reach, quad_segs=3)
