"""The table of schools by year, one school, and which school an address is in. Bounded: one query for each kind of row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.db.models import Q
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, geo, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.services.access import SCHOOLS
from lianzhi.services.actions.schooling import no_school
from lianzhi.services.areas import SchoolMap
from lianzhi.services.contracts import Outlook, SchoolOf, SchoolView, YearView
from lianzhi.services.models import Line, Places, Run, School, SchoolArea, Warning
from lianzhi.services.queries.views import school_view
from lianzhi.services.rules.covering import SMALL, covered, covered_one
from lianzhi.services.rules.enrolment import Standing
from lianzhi.territory import api as territory

READ = "registry.read"
MOST = 200


def reachable(by: Actor, permission: str, field: str = "grid_code") -> Q:
    """Rows whose ``field`` is a grid within reach; a grant that is bound to a unit reaches none, for rows have no units."""
    return access.reached(by, permission, area=field)


def outlooks(by: Actor, stage: str = "") -> list[Outlook]:
    """Every school within reach with its coming years, by stage and name: four queries."""
    rows = School.objects.filter(reachable(by, SCHOOLS), valid_to=None)
    return _told(list(rows.filter(stage=stage) if stage else rows), by)


def outlook(code: str, by: Actor) -> Outlook:
    """Raises NotFound for a school that is none or lies elsewhere."""
    row = School.objects.filter(reachable(by, SCHOOLS), code=code).first()
    if row is None:
        raise no_school()
    return _told([row], by)[0]


def _told(rows: Sequence[School], by: Actor) -> list[Outlook]:
    run = Run.objects.first()
    lines: dict[int, list[Line]] = {}
    if run is not None:
        for line in Line.objects.filter(run=run, school__in=rows).order_by("year"):
            lines.setdefault(line.school_id, []).append(line)
    warned = {
        (row.school_id, row.year): row.since for row in Warning.objects.filter(school__in=rows, until=None)
    }
    said = (run.document, run.verified) if run else ("", False)
    reads = access.scope(by, READ)
    return [
        Outlook(
            school_view(row), run.day if run else None,
            [_year(line, warned.get((row.pk, line.year)), whole=reads.reaches(row.area_code)) for line in lines.get(row.pk, ())],
            *said,
        )
        for row in rows
    ]  # fmt: skip


def _year(line: Line, warned: date | None, *, whole: bool) -> YearView:
    """``whole``: with counts below five, for who may read the very entries anyway."""
    children, served = line.basis["children"], line.basis["served"]
    shown = children if whole else covered(children)
    standings = {}
    for each in Standing:
        count = shown[each]
        expected, places = served[each]
        standings[each.value] = (count, expected, places) if count is not None else (None, None, None)
    hidden = not whole
    return YearView(
        line.year, line.places, covered_one(line.expected) if hidden else line.expected,
        covered_one(line.low) if hidden else line.low, covered_one(line.high) if hidden else line.high, line.shortage,
        line.supply, standings, [(why, _shown(numbers, hidden)) for why, numbers in line.reasons],
        {
            name: None if hidden and name != "places" and covered_one(abs(value)) is None else value
            for name, value in line.changes.items()
        },
        warned,
    )  # fmt: skip


def _shown(numbers: Mapping[str, Any], hidden: bool) -> dict[str, Any]:
    """Few children are told as “<5”."""
    return {
        name: f"<{SMALL}" if hidden and name == "n" and covered_one(value) is None else value
        for name, value in numbers.items()
    }


@dataclass(frozen=True, slots=True)
class PlacesRow:
    year: int
    places: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    area: str
    name: str
    outline: bool
    valid_from: date
    valid_to: date | None
    source: str
    verified: bool


def places_of(code: str) -> list[PlacesRow]:
    rows = Places.objects.filter(school__code=code).order_by("year")
    return [PlacesRow(*row) for row in rows.values_list("year", "places", "source", "verified")]


def areas_of(code: str) -> list[AreaRow]:
    """Parts of a school's area, the newest first; two queries."""
    names = {area.code: area.name_zh for area in territory.areas()}
    rows = SchoolArea.objects.filter(school__code=code).order_by("-valid_from", "area")[:MOST]
    return [
        AreaRow(
            row.area, names.get(row.area, ""), bool(row.outline), row.valid_from, row.valid_to, row.source, row.verified
        )
        for row in rows
    ]  # fmt: skip


def held(code: str) -> tuple[list[str], str]:
    """What a school's area is made of today: the codes of areas, and one outline as GeoJSON (empty: none)."""
    rows = SchoolArea.objects.filter(school__code=code, valid_to=None).values_list("area", "outline")
    shapes = [geo.read_geometry(outline) for _area, outline in rows if outline]
    joined = geo.write_geometry(shapely.union_all(shapes)) if shapes else None
    return [area for area, _outline in rows if area], json.dumps(joined) if joined else ""


def outlines_beside(code: str, stage: str) -> dict[str, Any]:
    """The drawn outlines of the other schools of a stage, for the map one draws on: a FeatureCollection."""
    rows = SchoolArea.objects.filter(school__stage=stage, school__valid_to=None, valid_to=None)
    rows = rows.exclude(outline="").exclude(school__code=code).order_by("pk")[:MOST]
    shapes = [
        geo.feature(json.loads(outline), {"kind": "outcome", "name": name})
        for outline, name in rows.values_list("outline", "school__name")
    ]
    return {"type": "FeatureCollection", "features": shapes}


def schools_of(address: str) -> list[SchoolOf]:
    """The school of an address for each stage, by today's areas. Raises NotFound for an address that is none."""
    building = rooms.building_of(address)
    grid = territory.grids_of([building]).get(building)
    if not grid:
        raise NotFound(
            "services.no_address", N_("There is no such address in the address base."), way_out=N_("Choose one of those offered.")
        )  # fmt: skip
    at = territory.points_of([building]).get(building)
    parts = SchoolMap(timezone.localdate(clock.now())).parts_at(grid, at)
    rows = {
        row.pk: row
        for row in SchoolArea.objects.filter(pk__in=[part.pk for part in parts.values()]).select_related(
            "school"
        )
    }
    order = {stage: number for number, stage in enumerate(("kindergarten", "primary", "middle"))}
    return [
        SchoolOf(school_view(row.school), row.area, row.source, row.verified)
        for stage, part in sorted(parts.items(), key=lambda pair: order[pair[0]])
        if (row := rows[part.pk])
    ]


def nowhere() -> dict[str, int]:
    """How many children's addresses are in no school's area, by stage, in the newest projection."""
    run = Run.objects.first()
    return dict(run.nowhere) if run else {}


def coloured(stage: str, year: int) -> dict[int, str]:
    """School -> colour of one stage and year."""
    run = Run.objects.first()
    rows = Line.objects.filter(run=run, school__stage=stage, year=year) if run else Line.objects.none()
    return dict(rows.values_list("school", "supply"))


def known(code: str) -> SchoolView | None:
    row = School.objects.filter(code=code, valid_to=None).first()
    return school_view(row) if row else None


def warning(pk: int) -> tuple[SchoolView, int, int] | None:
    """(school, year, shortage) of a warning that is open."""
    row = Warning.objects.select_related("school").filter(pk=pk, until=None).first()
    return (school_view(row.school), row.year, row.shortage) if row else None


def short_near(area: str, by: Actor) -> int:
    """Schools inside an area that are short in some year, as far as the reader may know of them."""
    here = School.objects.filter(reachable(by, SCHOOLS), access.inside(area, "grid_code"))
    return here.filter(warnings__until=None, warnings__isnull=False).distinct().count()
