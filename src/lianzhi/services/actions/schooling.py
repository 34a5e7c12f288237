"""Enter and change schools, their places by year and their areas (R-077). A change asks for a new projection."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock, geo
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.services.access import SCHOOLS_EDIT
from lianzhi.services.actions.wanting import want
from lianzhi.services.contracts import SchoolView
from lianzhi.services.models import Places, School, SchoolArea
from lianzhi.services.queries.views import school_view
from lianzhi.services.rules.enrolment import Stage
from lianzhi.territory import api as territory

PROJECTION = "projection"
LARGEST, LONGEST_OUTLINE = 20_000, 60_000


@dataclass(frozen=True, slots=True)
class NewArea:
    """The codes of areas, or an outline as GeoJSON text, from a day on; what held before ends on that day."""

    areas: Sequence[str] = ()
    outline: str = ""
    since: date | None = None


@transaction.atomic
def save_school(
    place: str, stage: str, name: str = "", *, source: str, verified: bool = False, by: Actor
) -> SchoolView:
    """The school of that stage at a place, new or renamed. Raises BadInput (no such place or stage), NotAllowed."""
    found = territory.place(place.strip()) if place.strip() else None
    if found is None:
        raise BadInput(
            "services.no_place", N_("There is no place with this code in the address base."),
            way_out=N_("Search for the school on the map and take its code."), field="place",
        )  # fmt: skip
    if stage not in list(Stage):
        raise BadInput(
            "services.stage",
            N_("There is no such stage."),
            way_out=N_("Choose one of the list."),
            field="stage",
        )
    access.require(by, SCHOOLS_EDIT, _At(found.grid_code))
    values = {
        "place": found.code, "stage": stage, "name": clean(name, 80, field="name") or found.name, "grid_code": found.grid_code,
        "source": clean(source, 40, field="source"), "verified": verified, "valid_to": None,
    }  # fmt: skip
    row, _made = School.objects.update_or_create(code=f"{found.code}-{stage}", defaults=values)
    audit.record(by, "services.school", f"school:{row.code}", {"name": row.name, "source": row.source})
    want(PROJECTION)
    return school_view(row)


@transaction.atomic
def set_places(code: str, year: int, places: int, *, source: str, verified: bool = False, by: Actor) -> None:
    """How many the school takes in that autumn. Raises BadInput, NotFound, NotAllowed."""
    row = locked(code, by)
    if not 2000 <= year <= 2100:
        raise BadInput(
            "services.year", N_("The year must lie between 2000 and 2100."), way_out=N_("Correct the year."), field="year"
        )  # fmt: skip
    if not 0 <= places <= LARGEST:
        raise BadInput(
            "services.places", N_("The number of places cannot be right."), way_out=N_("Correct the number."), field="places"
        )  # fmt: skip
    values = {"places": places, "source": clean(source, 40, field="source"), "verified": verified}
    before = Places.objects.filter(school=row, year=year).values_list("places", flat=True).first()
    Places.objects.update_or_create(school=row, year=year, defaults=values)
    audit.record(by, "services.places", f"school:{code}", {"year": year, "before": before, "after": places})
    want(PROJECTION)


@transaction.atomic
def set_area(code: str, new: NewArea, *, source: str, verified: bool = False, by: Actor) -> None:
    """The school's area from a day on. Raises BadInput (an area that is none, no outline), NotFound, NotAllowed."""
    row = locked(code, by)
    since = new.since or timezone.localdate(clock.now())
    codes = sorted({code_.strip() for code_ in new.areas if code_.strip()})
    for code_ in codes:
        if territory.area(code_) is None:
            raise BadInput(
                "services.no_area", N_("There is no area with the code %(code)s."),
                way_out=N_("Choose communities or grids of the list."), field="areas", params={"code": code_},
            )  # fmt: skip
    outline = _outline(new.outline)
    if not codes and not outline:
        raise BadInput(
            "services.area_empty", N_("The area is empty."),
            way_out=N_("Choose at least one community or grid, or give an outline."), field="areas",
        )  # fmt: skip
    SchoolArea.objects.filter(school=row, valid_from__gte=since).delete()
    SchoolArea.objects.filter(school=row, valid_to=None).update(valid_to=since)
    kept = {
        "school": row,
        "valid_from": since,
        "source": clean(source, 40, field="source"),
        "verified": verified,
    }
    SchoolArea.objects.bulk_create(
        [
            *(SchoolArea(area=code_, **kept) for code_ in codes),
            *([SchoolArea(outline=outline, **kept)] if outline else []),
        ]
    )
    audit.record(
        by, "services.area", f"school:{code}", {"since": str(since), "areas": codes, "outline": bool(outline)}
    )
    want(PROJECTION)


@transaction.atomic
def end_school(code: str, *, on: date, by: Actor) -> None:
    """The school takes nobody in any more from that day on. Raises BadInput (a day to come), WrongState (it has ended)."""
    row = locked(code, by)
    if row.valid_to is not None:
        raise WrongState(
            "services.ended", N_("This school has ended already."), way_out=N_("Enter it anew if it takes children in again.")
        )  # fmt: skip
    if on > timezone.localdate(clock.now()):
        raise BadInput(
            "services.end_day", N_("This day is still to come."),
            way_out=N_("End the school on that day; for the years ahead enter that it has no places."), field="on",
        )  # fmt: skip
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    SchoolArea.objects.filter(school=row, valid_from__gte=on).delete()
    SchoolArea.objects.filter(school=row, valid_to=None).update(valid_to=on)
    audit.record(by, "services.end_school", f"school:{code}", {"on": str(on)})
    want(PROJECTION)


def locked(code: str, by: Actor) -> School:
    row = School.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise no_school()
    access.require(by, SCHOOLS_EDIT, row)
    return row


def no_school() -> NotFound:
    return NotFound(
        "services.no_school", N_("There is no such school, or it lies in another area."), way_out=N_("Choose one of the list.")
    )  # fmt: skip


def _outline(text: str) -> str:
    if not text.strip():
        return ""
    try:
        if len(text) > LONGEST_OUTLINE:
            raise ValueError("too long")
        shape = geo.read_geometry(json.loads(text))
        if shape.is_empty or not shape.is_valid or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise ValueError("no area")
        return json.dumps(geo.write_geometry(shape))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadInput(
            "services.outline", N_("The outline cannot be read."),
            way_out=N_("Give a GeoJSON polygon in degrees of longitude and latitude."), field="outline",
        ) from error  # fmt: skip


class _At:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area: str) -> None:
        self.area_code = area
