"""The base map of S-town as GeoJSON, so that the platform's map needs no outside tiles (R-002).

Layers: ``water``, ``land``, ``quarters``, ``roads``, ``buildings``, ``pois``. Borders of areas are no
layer here: territory draws them from the area tree itself.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from lianzhi.kernel.geo import collection, feature
from lianzhi.simulation.town.blocks import Blocks, corridors
from lianzhi.simulation.town.buildings import Building, facing
from lianzhi.simulation.town.ground import Frame, Ground, Waves
from lianzhi.simulation.town.land import Land
from lianzhi.simulation.town.places import Estate
from lianzhi.simulation.town.streets import Street
from lianzhi.territory.contracts import PlacePlan

_COUNTRY = ("field", "orchard", "ponds", "green", "park")
_FLOOR_HEIGHT = {"home": 2.9, "house": 3.2, "shop": 3.6, "factory": 6.5}
_ROADS = {"expressway": "highway", "arterial": "main"}
_POINTS = ("school", "hospital", "market", "park", "hall", "works", "trade", "bridge", "office", "community")


class Pen:
    """Draws shapes given in metres as GeoJSON features in degrees."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def draw(self, shapes: Sequence[Any], properties: Sequence[dict[str, Any]]) -> str:
        micro = self.frame.to_micro(np.array(shapes, dtype=object))
        degrees = self.frame.to_degrees(micro)
        return collection(feature(s, p) for s, p in zip(degrees, properties, strict=True) if not s.is_empty)


def make_layers(
    rng: np.random.Generator,
    frame: Frame,
    ground: Ground,
    blocks: Blocks,
    land: Land,
    streets: list[Street],
    buildings: list[Building],
    estates: list[Estate],
    places: tuple[PlacePlan, ...],
) -> tuple[tuple[str, str], ...]:
    pen = Pen(frame)
    return (
        ("water", _water(rng, pen, ground, land, buildings)),
        ("land", _land(pen, ground, blocks, land)),
        ("quarters", _quarters(pen, land, estates)),
        ("roads", pen.draw([s.line for s in streets], [_road(s) for s in streets])),
        ("buildings", pen.draw([b.shape for b in buildings], [_building(b) for b in buildings])),
        ("pois", _pois(places)),
    )


def _road(street: Street) -> dict[str, Any]:
    named = {"name_zh": street.name.zh, "name_en": street.name.en} if street.name else {}
    return {"kind": _ROADS.get(street.kind, street.kind), **named}


def _building(building: Building) -> dict[str, Any]:
    height = building.floors * _FLOOR_HEIGHT.get(building.kind, 3.8)
    return {"kind": building.kind, "height": round(height)}


def _water(rng: np.random.Generator, pen: Pen, ground: Ground, land: Land, buildings: list[Building]) -> str:
    strips = corridors(ground, [])
    shapes = [shapely.simplify(strip.intersection(ground.outline), 1.0) for strip in strips]
    kinds = [{"kind": kind} for kind, _ in ground.waters]
    ponds = _ponds(rng, land, buildings)
    return pen.draw([*shapes, *ponds], [*kinds, *({"kind": "pond"} for _ in ponds)])


def _ponds(rng: np.random.Generator, land: Land, buildings: list[Building]) -> list[shapely.Polygon]:
    """Fish ponds in rows, a lake in each park, and a small pond in many a field."""
    houses = shapely.STRtree([b.shape for b in buildings])
    found: list[shapely.Polygon] = []
    for shape, use in zip(land.usable, land.use, strict=True):
        if use == "ponds":
            found += _fish_ponds(rng, shape)
        elif use == "park" or (use in ("field", "orchard") and rng.random() < 0.45):
            found += _lake(rng, shape, 0.32 if use == "park" else 0.1)
    if not found:
        return []
    busy = np.unique(houses.query(found, predicate="dwithin", distance=8)[0])
    return [pond for i, pond in enumerate(found) if i not in busy]


def _fish_ponds(rng: np.random.Generator, area: shapely.Polygon) -> list[shapely.Polygon]:
    angle = np.degrees(facing(area))
    level = shapely.affinity.rotate(area, -angle, origin=(0, 0))
    left, bottom, right, top = level.bounds
    found = []
    for x in np.arange(left, right, 104):
        for y in np.arange(bottom, top, 58):
            pond = shapely.box(x, y, x + rng.uniform(82, 96), y + rng.uniform(44, 51)).intersection(
                level.buffer(-6)
            )
            if pond.geom_type == "Polygon" and pond.area > 1800 and rng.random() < 0.85:
                found.append(shapely.affinity.rotate(pond, angle, origin=(0, 0)))
    return found


def _lake(rng: np.random.Generator, area: shapely.Polygon, share: float) -> list[shapely.Polygon]:
    inner = shapely.buffer(area, -22)
    if inner.is_empty or area.area < 9000:
        return []
    spot = np.array(shapely.get_coordinates(shapely.point_on_surface(inner))[0])
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    wave = Waves(rng, [2.4, 1.5], each=3)(np.cos(turn), np.sin(turn))
    radius = np.sqrt(min(area.area * share, 14_000) / np.pi) * (1 + 0.3 * wave)
    stretch = rng.uniform(0.7, 1.4)
    ring = spot + np.stack([np.cos(turn) * radius * stretch, np.sin(turn) * radius / stretch], axis=1)
    lake = shapely.Polygon(ring).buffer(6).buffer(-6).simplify(2).intersection(inner)
    return [part for part in shapely.get_parts(lake) if part.geom_type == "Polygon" and part.area > 900]


def _land(pen: Pen, ground: Ground, blocks: Blocks, land: Land) -> str:
    """The ground cover: one shape per kind in the country, village hearts, green strips and parks."""
    shapes: list[shapely.Geometry] = []
    kinds: list[dict[str, Any]] = []
    for kind in _COUNTRY:
        member = [i for i, use in enumerate(land.use) if use == kind]
        for shape in shapely.get_parts(shapely.coverage_union_all(blocks.shapes[member])) if member else []:
            shapes.append(shape)
            kinds.append({"kind": kind})
    for cluster in land.clusters:
        shapes.append(cluster.shape.intersection(ground.outline))
        kinds.append({"kind": "village"})
    return pen.draw(shapes, kinds)


def _quarters(pen: Pen, land: Land, estates: list[Estate]) -> str:
    named = [e for e in estates if e.kind != "park"]
    shapes = [land.usable[e.block] for e in named]
    return pen.draw(shapes, [{"kind": e.kind, "name_zh": e.name.zh, "name_en": e.name.en} for e in named])


def _pois(places: tuple[PlacePlan, ...]) -> str:
    return collection(
        feature(
            {"type": "Point", "coordinates": [place.lon, place.lat]},
            {"kind": place.kind, "code": place.code, "name_zh": place.name, "name_en": place.aliases[0]},
        )
        for place in places
        if place.kind in _POINTS
    )
