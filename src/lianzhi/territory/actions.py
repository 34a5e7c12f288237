"""Change the tree and the address base. Each: lock, access, rule, write, audit, event (house section 2)."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.geo import distance_m, read_geometry, write_geometry
from lianzhi.kernel.text import clean
from lianzhi.territory import queries, snapshot
from lianzhi.territory.contracts import AreaPlan, AreaView, NearbyPlace
from lianzhi.territory.loading import row_of
from lianzhi.territory.models import Area, Place
from lianzhi.territory.rules import area_tree
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"


@transaction.atomic
def add_area(
    code: str, *, name_zh: str, geometry: str, by: Actor, name_en: str = "", valid_from: date | None = None
) -> AreaView:
    """A new community, grid or micro-grid. Raises BadInput, WrongState, NotAllowed, NotFound."""
    lock("areas")
    level, day = area_tree.checked_code(code), valid_from or snapshot.today()
    parent = _valid_on(area_tree.parent_of(code), day)
    access.require(by, EDIT, parent)
    _check_free(code, day)
    shape = area_tree.checked_shape(geometry)
    siblings = [
        (row.name_zh, read_geometry(row.geometry)) for row in _still_valid(day).filter(parent=parent.code)
    ]
    area_tree.check_fits(shape, read_geometry(parent.geometry), siblings)
    text = canonical(write_geometry(shape))
    plan = AreaPlan(
        code, level, _name(name_zh, "name_zh"), _name(name_en, "name_en", False), parent.code, text
    )
    row = row_of(plan, day)
    row.save()
    return _changed(by, "territory.add_area", row, {"name": row.name_zh, "valid_from": str(day)})


@transaction.atomic
def rename_area(code: str, *, name_zh: str, by: Actor, name_en: str = "", on: date | None = None) -> AreaView:
    """End the present version and open one with the new name from ``on`` (today); both stay on record."""
    lock("areas")
    day, row = on or snapshot.today(), _latest(code)
    access.require(by, EDIT, row)
    area_tree.check_day(day, row.valid_from, row.valid_to)
    before, name = row.name_zh, _name(name_zh, "name_zh")
    if day > row.valid_from:
        row.valid_to = day
        row.save(update_fields=["valid_to"])
        row = Area.objects.get(pk=row.pk)
        row.pk, row.valid_from, row.valid_to = None, day, None
    row.name_zh, row.name_en = name, _name(name_en, "name_en", False)
    row.save()
    return _changed(by, "territory.rename_area", row, {"from": before, "to": name, "on": str(day)})


@transaction.atomic
def end_area(code: str, *, by: Actor, on: date | None = None) -> AreaView:
    """The area no longer holds from ``on`` (today). Refused while areas under it still hold then."""
    lock("areas")
    day, row = on or snapshot.today(), _latest(code)
    access.require(by, EDIT, row)
    area_tree.check_day(day, row.valid_from, row.valid_to)
    if row.level == "town" or _still_valid(day).filter(parent=code).exists():
        raise WrongState(
            "territory.has_parts",
            N_("%(name)s still has areas under it."),
            way_out=N_("End those first, or give them to another area."),
            params={"name": row.name_zh},
        )
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    return _changed(by, "territory.end_area", row, {"name": row.name_zh, "on": str(day)})


@transaction.atomic
def move_place(code: str, *, lon: float, lat: float, by: Actor) -> NearbyPlace:
    """Put a place where it really is; its grid follows. ``metres`` of the answer: how far it moved."""
    lock("places")
    row = Place.objects.filter(code=code).first()
    if row is None:
        raise NotFound("territory.no_place", N_("There is no such place."), way_out=N_("Look it up by name."))
    access.require(by, EDIT, row)
    grid = queries.grid_at(lon, lat)
    if grid is None:
        raise outside()
    before = {"lon": row.lon, "lat": row.lat, "grid": row.grid_code}
    metres = round(distance_m(row.lon, row.lat, lon, lat), 1)
    row.lon, row.lat, row.grid_code = round(lon, 6), round(lat, 6), grid.code
    row.save(update_fields=["lon", "lat", "grid_code"])
    touch("places")
    after = {"lon": row.lon, "lat": row.lat, "grid": row.grid_code}
    audit.record(by, "territory.move_place", f"place:{code}", {"from": before, "to": after})
    events.emit("territory.place_moved", {"code": code}, area=row.grid_code)
    return NearbyPlace(row.code, row.name, row.address, row.lon, row.lat, row.grid_code, metres)


def outside() -> BadInput:
    return BadInput(
        "territory.outside",
        N_("This place is outside the town."),
        way_out=N_("Move the pin into the town. For other towns call 12345."),
        field="place",
    )


def _still_valid(day: date) -> QuerySet[Area]:
    """Versions that hold on ``day`` or later."""
    return Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day))


def _valid_on(code: str, day: date) -> Area:
    row = _still_valid(day).filter(code=code, valid_from__lte=day).first()
    if row is None:
        raise _unknown(code)
    return row


def _latest(code: str) -> Area:
    row = Area.objects.filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise _unknown(code)
    return row


def _unknown(code: str) -> NotFound:
    return NotFound(
        "territory.no_area",
        N_("There is no area with the code %(code)s on that day."),
        way_out=N_("Choose an area from the tree."),
        params={"code": code},
    )


def _check_free(code: str, day: date) -> None:
    if _still_valid(day).filter(code=code).exists():
        raise WrongState(
            "territory.code_taken",
            N_("The code %(code)s is in use on that day or later."),
            way_out=N_("Use the next free number."),
            params={"code": code},
        )


def _name(text: str, field: str, required: bool = True) -> str:
    return " ".join(clean(text, 80, field=field, required=required).split())


def _changed(by: Actor, action: str, row: Area, detail: dict[str, str]) -> AreaView:
    touch("areas")
    audit.record(by, action, f"area:{row.code}", detail)
    events.emit("territory.area_changed", {"code": row.code, "action": action}, area=row.code)
    return snapshot.view_of(row)
