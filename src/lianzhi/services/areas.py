"""Which school is an address in? Areas as prefixes of grid codes and as outlines; the narrower goes before the wider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import shapely
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel import geo, rooms
from lianzhi.kernel.areas import stem
from lianzhi.services.models import SchoolArea
from lianzhi.territory import api as territory


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a school's area as it is compared. ``pk``: of its row."""

    pk: int
    school: int
    stem: str
    shape: BaseGeometry | None


class SchoolMap:
    """The areas of all schools that hold on a day, by stage."""

    def __init__(self, on: date) -> None:
        rows = SchoolArea.objects.filter(valid_from__lte=on, school__valid_to=None).filter(
            Q(valid_to=None) | Q(valid_to__gt=on)
        )
        self.parts: dict[str, list[Part]] = {}
        for pk, school, stage, area, outline in rows.order_by("pk").values_list(
            "pk", "school", "school__stage", "area", "outline"
        ):
            shape = geo.read_geometry(outline) if outline else None
            if shape is not None:
                shapely.prepare(shape)
            self.parts.setdefault(stage, []).append(Part(pk, school, stem(area) if area else "", shape))
        for parts in self.parts.values():
            parts.sort(key=lambda part: (part.shape is None, -len(part.stem), part.pk))
        self.outlined = any(part.shape is not None for parts in self.parts.values() for part in parts)

    def parts_at(self, grid: str, point: tuple[float, float] | None) -> dict[str, Part]:
        """Stage -> the part that holds an address: an outline before a grid, a grid before a community."""
        found = {}
        for stage, parts in self.parts.items():
            for part in parts:
                if part.shape is None and part.stem and grid.startswith(part.stem):
                    found[stage] = part
                    break
                if part.shape is not None and point and shapely.intersects_xy(part.shape, *point):
                    found[stage] = part
                    break
        return found

    def of_buildings(self, grids: Mapping[str, str]) -> dict[str, dict[str, int]]:
        """Building -> stage -> school, for building -> grid. Points are read only where an outline asks for them."""
        points = territory.points_of(grids) if self.outlined else {}
        known: dict[str, dict[str, int]] = {}
        found = {}
        for building, grid in grids.items():
            if not self.outlined and grid in known:
                found[building] = known[grid]
                continue
            schools = {
                stage: part.school for stage, part in self.parts_at(grid, points.get(building)).items()
            }
            found[building] = known[grid] = schools
        return found


def buildings_of(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Building -> grid, of (room, grid)."""
    return {rooms.building_of(place): grid for place, grid in places}
