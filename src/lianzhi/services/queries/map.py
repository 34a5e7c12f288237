"""The map of school areas: each grid in the colour of the school of its stage and year, as shapes of one picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.utils import timezone
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.services.access import SCHOOLS
from lianzhi.services.areas import SchoolMap
from lianzhi.services.models import School
from lianzhi.services.queries.schools import coloured, reachable
from lianzhi.territory import api as territory

WIDTH = 1000.0
TOLERANCE = 0.0001


@dataclass(frozen=True, slots=True)
class Shape:
    """A grid or an outline in the picture. ``supply`` is empty where no school, or none within reach, has it."""

    path: str
    name: str
    school: str
    code: str
    supply: str


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    name: str
    code: str
    supply: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    shapes: list[Shape]
    spots: list[Spot]


def picture(stage: str, year: int, by: Actor) -> Picture:
    west, south, east, north = territory.town().bounds
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    scale = WIDTH / ((east - west) * squeeze)
    frame = _Frame(west, north, scale * squeeze, scale)
    rows = School.objects.filter(reachable(by, SCHOOLS), stage=stage, valid_to=None)
    schools = {row.pk: row for row in rows}
    supply, today = coloured(stage, year), timezone.localdate(clock.now())
    points = territory.points_of([row.place for row in schools.values()])
    spots = [
        Spot(*frame.at(*points[row.place]), row.name, row.code, supply.get(pk, ""))
        for pk, row in schools.items()
        if row.place in points
    ]
    height = round((north - south) * scale)
    return Picture(round(WIDTH), height, list(_shapes(stage, schools, supply, today, frame)), spots)


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    across: float
    down: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.across, 1), round((self.north - lat) * self.down, 1)

    def path(self, shape: BaseGeometry) -> str:
        parts = shapely.get_parts(shape)
        rings = [shapely.get_coordinates(part.exterior) for part in parts if part.geom_type == "Polygon"]
        return " ".join(f"M{self._points(ring)}Z" for ring in rings)

    def _points(self, ring: NDArray[np.float64]) -> str:
        placed = (ring - (self.west, self.north)) * (self.across, -self.down)
        return " ".join(f"{x},{y}" for x, y in placed.round(1).tolist())


def _shapes(
    stage: str, schools: dict[int, School], supply: dict[int, str], today: date, frame: _Frame
) -> Iterator[Shape]:
    """Grids first, drawn outlines above them."""
    areas = SchoolMap(today)
    parts = areas.parts.get(stage, [])
    shapes = territory.outlines("grid", TOLERANCE)
    for grid in territory.areas("grid"):
        shape = shapes.get(grid.code)
        part = next((each for each in parts if each.stem and grid.code.startswith(each.stem)), None)
        if shape is not None:
            yield _shape(frame.path(shape), grid.name_zh, part.school if part else 0, schools, supply)
    for part in parts:
        if part.shape is not None:
            yield _shape(frame.path(part.shape.simplify(TOLERANCE)), "", part.school, schools, supply)


def _shape(path: str, name: str, school: int, schools: dict[int, School], supply: dict[int, str]) -> Shape:
    row = schools.get(school)
    return Shape(
        path, name, row.name if row else "", row.code if row else "", supply.get(school, "") if row else ""
    )
