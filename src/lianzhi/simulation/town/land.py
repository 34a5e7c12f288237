"""What each block is used for: homes, works, schools, parks, fields, fish ponds; and where villages lie."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from lianzhi.simulation.town.blocks import Blocks, corridors
from lianzhi.simulation.town.ground import Floats, Ground, Waves
from lianzhi.simulation.town.partition import spread
from lianzhi.simulation.town.streets import Street

_SETBACK = 9.0  # metres between the edge of a street or water and the first wall
_PUBLIC = {"school": 14, "park": 8, "market": 4, "hospital": 1, "civic": 1}  # at scale 1
_VILLAGE_RADIUS, _HAMLET_RADIUS = 185.0, 95.0


@dataclass(frozen=True)
class Cluster:
    """Where houses of one village stand close together."""

    village: int
    shape: shapely.Polygon
    main: bool


@dataclass(frozen=True)
class Land:
    """``usable``: the part of each block free of streets and water; ``use``: what it is for."""

    usable: NDArray[np.object_]
    use: list[str]
    villages: list[int]
    clusters: list[Cluster]


def make_land(
    rng: np.random.Generator, ground: Ground, blocks: Blocks, streets: list[Street], villages: int
) -> Land:
    usable = _usable(ground, blocks, streets)
    use = _town_uses(rng, ground, blocks, usable)
    seats = _village_seats(rng, blocks, usable, use, villages)
    clusters = _clusters(rng, ground, blocks, usable, use, seats)
    _country_uses(rng, usable, use)
    return Land(usable, use, seats, clusters)


def _usable(ground: Ground, blocks: Blocks, streets: list[Street]) -> NDArray[np.object_]:
    strips = shapely.buffer(corridors(ground, streets), _SETBACK, quad_segs=2)
    block, strip = shapely.STRtree(strips).query(blocks.shapes, predicate="intersects")
    free = blocks.shapes.copy()
    for number in np.unique(block):
        taken = shapely.union_all(strips[strip[block == number]])
        free[number] = _largest(shapely.difference(blocks.shapes[number], taken))
    inner = shapely.intersection(free, ground.outline.buffer(-_SETBACK))
    return np.array([_largest(shapely.simplify(shape, 1.5)) for shape in inner], dtype=object)


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area, default=shapely.Polygon())


def _town_uses(
    rng: np.random.Generator, ground: Ground, blocks: Blocks, usable: NDArray[np.object_]
) -> list[str]:
    area, length = shapely.area(usable), shapely.length(usable)
    compact = 4 * math.pi * area / np.maximum(length, 1) ** 2
    use = np.where(blocks.town > 0, "homes", "field").astype(object)
    use[(area < 6000) | (compact < 0.3) & (area < 20_000)] = "green"
    centres = blocks.centres
    town = np.flatnonzero(use == "homes")
    if len(town) >= 12:
        core = np.array([0.3, -0.12]) * ground.half
        near_core = np.hypot(*(centres - core).T)
        for kind, offset in (("civic", 0.0), ("hospital", 0.25)):
            free = np.flatnonzero(use == "homes")
            count = max(1, round(_PUBLIC[kind] * len(town) / 330)) if kind == "hospital" else 1
            use[free[np.argsort(np.abs(near_core[free] - offset * ground.half), kind="stable")[:count]]] = (
                kind
            )
        _works(rng, ground, blocks, use)
        for kind in ("school", "park", "market"):
            free = np.flatnonzero(use == "homes")
            count = min(round(_PUBLIC[kind] * len(town) / 330), len(free) // 4)
            if count:
                use[free[spread(centres[free], area[free], count, rng)]] = kind
        free = np.flatnonzero(use == "homes")
        trade = free[np.argsort(near_core[free] * rng.uniform(0.5, 1.5, len(free)))]
        use[trade[: len(town) // 18]] = "trade"
    return use.tolist()


def _works(rng: np.random.Generator, ground: Ground, blocks: Blocks, use: NDArray[np.object_]) -> None:
    """Two groups of industrial blocks at the edges of the town."""
    town = np.flatnonzero(use == "homes")
    for spot, share in (((0.78, 0.42), 0.08), ((-0.42, -0.82), 0.06)):
        distance = np.hypot(*(blocks.centres[town] - np.array(spot) * ground.half).T)
        use[town[np.argsort(distance * rng.uniform(0.9, 1.1, len(town)))[: int(len(town) * share)]]] = "works"


def _village_seats(
    rng: np.random.Generator, blocks: Blocks, usable: NDArray[np.object_], use: list[str], count: int
) -> list[int]:
    """The block in which each village has its centre."""
    country = np.flatnonzero(np.array(use) == "field")
    if not count:
        return []
    area = shapely.area(usable[country])
    seats = spread(blocks.centres[country], area * (area > 30_000) + 1.0, count, rng)
    return sorted(int(country[seat]) for seat in seats)


def _clusters(
    rng: np.random.Generator,
    ground: Ground,
    blocks: Blocks,
    usable: NDArray[np.object_],
    use: list[str],
    seats: list[int],
) -> list[Cluster]:
    """The built-up heart of each village, and two hamlets apart from it."""
    found: list[Cluster] = []
    fields = np.flatnonzero(np.array(use) == "field")
    centres = blocks.centres
    for village, seat in enumerate(seats):
        heart = _edge_point(rng, usable[seat])
        found.append(Cluster(village, _blob(rng, heart, _VILLAGE_RADIUS), True))
        far = np.hypot(*(centres[fields] - heart).T)
        for other in rng.permutation(fields[(far > 330) & (far < 900)])[:2]:
            spot = _edge_point(rng, usable[other])
            blob = _blob(rng, spot, _HAMLET_RADIUS * rng.uniform(0.8, 1.25))
            if all(not blob.intersects(c.shape.buffer(60)) for c in found) and ground.outline.contains(blob):
                found.append(Cluster(village, blob, False))
    return found


def _edge_point(rng: np.random.Generator, shape: shapely.Polygon) -> Floats:
    """A point between the middle of ``shape`` and its rim: villages lie by the lane, not amid the fields."""
    middle = shapely.point_on_surface(shape)
    rim = shape.exterior.interpolate(rng.random(), normalized=True)
    share = rng.uniform(0.35, 0.65)
    return np.array([middle.x + (rim.x - middle.x) * share, middle.y + (rim.y - middle.y) * share])


def _blob(rng: np.random.Generator, centre: Floats, radius: float) -> shapely.Polygon:
    angle = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    wave = Waves(rng, [1.6, 0.9], each=3)
    reach = radius * (1 + 0.28 * wave(np.cos(angle), np.sin(angle)))
    return shapely.Polygon(
        centre + np.stack([np.cos(angle) * reach * 1.15, np.sin(angle) * reach * 0.9], axis=1)
    )


def _country_uses(rng: np.random.Generator, usable: NDArray[np.object_], use: list[str]) -> None:
    for number, kind in enumerate(use):
        if kind == "field":
            pick = rng.random()
            use[number] = "ponds" if pick < 0.13 else "orchard" if pick < 0.25 else "field"
