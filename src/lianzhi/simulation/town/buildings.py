"""Footprints and floors: rows of homes, towers, shop fronts, works, schools, village houses.

Rows run along the longer side of a block, turned to whichever axis faces south best, as homes do here.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from lianzhi.simulation.town.blocks import Blocks
from lianzhi.simulation.town.ground import Floats, Ground
from lianzhi.simulation.town.land import Land
from lianzhi.simulation.town.streets import WIDTHS, Street


@dataclass(frozen=True)
class Style:
    """Lengths in metres: along and across the row, and the gaps between neighbours."""

    kind: str
    along: tuple[float, float]
    across: float
    gap_along: float
    gap_across: float
    floors: tuple[int, int]
    empty: float = 0.0


_TOWER = Style("home", (28, 34), 19, 22, 40, (17, 27), 0.12)
_SLAB = Style("home", (42, 58), 13, 14, 22, (6, 11), 0.08)
_OLD = Style("home", (34, 44), 11, 9, 16, (4, 6), 0.06)
_STYLES = {
    "trade": Style("trade", (42, 60), 36, 26, 32, (4, 16), 0.2),
    "works": Style("factory", (60, 95), 34, 18, 22, (1, 4), 0.15),
    "school": Style("school", (58, 70), 14, 26, 30, (3, 5), 0.45),
    "hospital": Style("hospital", (55, 70), 20, 30, 32, (6, 12), 0.35),
    "market": Style("market", (60, 70), 40, 30, 40, (1, 2), 0.5),
    "civic": Style("office", (50, 62), 18, 30, 44, (4, 9), 0.5),
}
_HOUSE = Style("house", (11, 14), 10, 8, 9, (3, 4), 0.12)


@dataclass
class Building:
    """One footprint, in metres. ``village`` is -1 in the town."""

    shape: shapely.Polygon
    block: int
    kind: str
    floors: int
    village: int = -1


def make_buildings(
    rng: np.random.Generator, ground: Ground, blocks: Blocks, land: Land, streets: list[Street]
) -> list[Building]:
    shops = _shop_fronts(rng, land, streets)
    near_shops = shapely.STRtree([shop.shape for shop in shops])
    found: list[Building] = list(shops)
    for number, use in enumerate(land.use):
        if use == "homes":
            styles = [_home_style(rng, float(blocks.town[number])), _OLD, _OLD]
        else:
            styles = [_STYLES[use]] if use in _STYLES else []
        for style in styles:  # a small block takes the smaller houses
            shapes = _clear_of(near_shops, _rows(rng, land.usable[number], style))
            found += [Building(s, number, style.kind, _floors(rng, style)) for s in shapes]
            if len(shapes):
                break
    return found + _village_houses(rng, land)


def _clear_of(shops: shapely.STRtree, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    clear = np.ones(len(shapes), dtype=bool)
    if len(shops) and len(shapes):
        clear[shops.query(shapes, predicate="dwithin", distance=7)[0]] = False
    return shapes[clear]


def _home_style(rng: np.random.Generator, towniness: float) -> Style:
    tower = float(np.clip(0.15 + 0.35 * towniness, 0.1, 0.5))
    pick = rng.random()
    return _TOWER if pick < tower else _SLAB if pick < tower + 0.42 else _OLD


def _floors(rng: np.random.Generator, style: Style) -> int:
    return int(rng.integers(style.floors[0], style.floors[1] + 1))


def facing(shape: shapely.Polygon) -> float:
    """The angle, within 45 degrees of east, along which rows in ``shape`` run."""
    corner = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:3]
    side = max(corner[1] - corner[0], corner[2] - corner[1], key=lambda edge: float(np.hypot(*edge)))
    return (math.atan2(side[1], side[0]) + math.pi / 4) % (math.pi / 2) - math.pi / 4


def _rows(
    rng: np.random.Generator, area: shapely.Polygon, style: Style, angle: float | None = None
) -> NDArray[np.object_]:
    """Rectangles in rows that fit into ``area``."""
    if area.is_empty:
        return np.array([], dtype=object)
    angle = facing(area) if angle is None else angle
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    local = shapely.transform(area, lambda xy: xy @ turn.T)
    left, bottom, right, top = local.bounds
    along = rng.uniform(*style.along)
    pitch = style.across + style.gap_across
    count = max(1, int((top - bottom) / pitch))
    y = bottom + ((top - bottom) - (count - 1) * pitch) / 2 + np.arange(count) * pitch
    step = along + style.gap_along
    x = np.arange(left + rng.uniform(0.5, 0.75) * step, right, step)
    gx, gy = (grid.ravel() for grid in np.meshgrid(x, y))
    gx = gx + rng.uniform(-0.12, 0.12, len(gx)) * style.gap_along
    half = np.where(rng.random(len(gx)) < 0.2, 0.7, 1.0) * along / 2
    deep = style.across / 2
    boxes = shapely.box(gx - half, gy - deep, gx + half, gy + deep)
    shapely.prepare(local)
    chosen = boxes[shapely.contains(local, boxes) & (rng.random(len(boxes)) >= style.empty)]
    return shapely.transform(chosen, lambda xy: xy @ turn)


def _shop_fronts(rng: np.random.Generator, land: Land, streets: list[Street]) -> list[Building]:
    """Two-storey rows along the wider streets: most of the town's house numbers."""
    shapes = [
        shape
        for street in streets
        if street.kind in ("arterial", "secondary", "local")
        for shape in _fronts(rng, street, 0.3 if street.kind == "local" else 0.55)
    ]
    if not shapes:
        return []
    boxes = np.array(shapes, dtype=object)
    lined = np.isin(land.use, ("homes", "trade"))
    hosts = np.where(lined, land.usable, shapely.Polygon())
    shop, block = shapely.STRtree(hosts).query(boxes, predicate="covered_by")
    order = np.argsort(shop, kind="stable")
    kept: list[Building] = []
    tree_shapes = boxes[shop[order]]
    clash = shapely.STRtree(tree_shapes).query(tree_shapes, predicate="dwithin", distance=2)
    earlier = {int(a) for a, b in clash.T if b < a}
    for place, (number, shape) in enumerate(zip(block[order], tree_shapes, strict=True)):
        if place not in earlier:
            kept.append(Building(shape, int(number), "shop", int(rng.integers(2, 5))))
    return kept


def _fronts(rng: np.random.Generator, street: Street, share: float) -> list[shapely.Polygon]:
    line, away = street.line, WIDTHS[street.kind] / 2 + 9.5 + 5.5
    if line.length < 80:
        return []
    at = np.arange(24.0, line.length - 24, 27.0)
    found = []
    for side in (-1, 1):
        open_ = np.repeat(rng.random(len(at) // 5 + 1) < share, 5)[: len(at)]
        here = shapely.get_coordinates(shapely.line_interpolate_point(line, at[open_] - 4))
        there = shapely.get_coordinates(shapely.line_interpolate_point(line, at[open_] + 4))
        for a, b in zip(here, there, strict=True):
            found.append(_box(a, b, side * away))
    return found


def _box(a: Floats, b: Floats, offset: float, along: float = 23.0, across: float = 11.0) -> shapely.Polygon:
    """A rectangle beside the middle of a-b, ``offset`` metres to the left (negative: to the right)."""
    forward = (b - a) / np.hypot(*(b - a))
    left = np.array([-forward[1], forward[0]])
    middle = (a + b) / 2 + left * offset
    f, s = forward * along / 2, left * across / 2
    return shapely.Polygon([middle - f - s, middle + f - s, middle + f + s, middle - f + s])


def _village_houses(rng: np.random.Generator, land: Land) -> list[Building]:
    houses: list[Building] = []
    hosts = shapely.STRtree(land.usable)
    for cluster in land.clusters:
        angle = rng.uniform(-0.4, 0.4)
        shapes = _rows(rng, cluster.shape, _HOUSE, angle)
        shapes = np.array([_swayed(rng, shape) for shape in shapes], dtype=object)
        if len(shapes):
            house, block = hosts.query(shapes, predicate="covered_by")
            for i in np.argsort(house, kind="stable"):
                houses.append(
                    Building(shapes[house[i]], int(block[i]), "house", _floors(rng, _HOUSE), cluster.village)
                )
    return [h for h in houses if land.use[h.block] in ("field", "ponds", "orchard", "green")]


def _swayed(rng: np.random.Generator, shape: shapely.Polygon) -> shapely.Polygon:
    """The house moved and turned a little: villages were not drawn with a ruler."""
    turn, shift = rng.normal(0, 0.05), rng.normal(0, 1.1, 2)
    middle = shapely.get_coordinates(shape.centroid)[0]
    c, s = math.cos(turn), math.sin(turn)
    return shapely.transform(shape, lambda xy: (xy - middle) @ np.array([[c, s], [-s, c]]) + middle + shift)
