"""A device enters the register or changes; it is heard; it falls silent and its unit learns of it.  R-114, R-116, R-117."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.datum import DATUMS, to_wgs84
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import is_position
from lianzhi.kernel.text import clean
from lianzhi.sensing import settings
from lianzhi.sensing.access import EDIT
from lianzhi.sensing.contracts import DeviceView, NewDevice
from lianzhi.sensing.models import Device
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.queries.views import device_view
from lianzhi.sensing.rules import gb28181
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState
from lianzhi.territory import api as territory

WATCH = system("watch")
BOUNDS = {"bearing": (0, 360), "opening": (0, 360), "range_m": (0, 20_000), "height_m": (0, 1000)}


@transaction.atomic
def save_device(new: NewDevice, *, by: Actor) -> DeviceView:
    """Add one or change it. Raises BadInput with the field, NotAllowed (there or where it stood before)."""
    said = checked(new)
    row = Device.objects.select_for_update().filter(code=new.code).first() or Device(
        code=new.code, added_at=clock.now()
    )
    if row.pk:
        access.require(by, EDIT, row)
        if row.kind != said["kind"]:
            raise _bad(
                "kind", N_("A device does not change its kind."), N_("End this one and add a new one.")
            )
    before = {name: getattr(row, name) for name in said} if row.pk else {}
    for name, value in said.items():
        setattr(row, name, value)
    access.require(by, EDIT, row)
    changed = {name: value for name, value in said.items() if before.get(name) != value}
    if changed:
        row.save()
        audit.record(by, "sensing.save_device", f"device:{row.code}", changed)
    return device_view(row)


def checked(new: NewDevice) -> dict[str, object]:
    """The fields of the row. Raises BadInput with the field."""
    code = new.code.strip()
    if not code or len(code) > 40 or not all(c.isalnum() or c in "-_." for c in code) or not code.isascii():
        raise _bad(
            "code", N_("A device needs a code of letters, digits, - and _."), N_("Copy the label's code.")
        )
    if new.kind not in list(DeviceKind):
        raise _bad(
            "kind", N_("There is no such kind of device."), N_("Write camera, sky eye, drone or door sensor.")
        )
    if new.state not in list(DeviceState):
        raise _bad("state", N_("There is no such state."), N_("Write active, paused or ended."))
    name = clean(new.name, 80, field="name").strip()
    if not name:
        raise _bad("name", N_("A device needs a name."), N_("Name the place it stands at."))
    if access.unit(new.owner) is None:
        raise _bad(
            "owner", N_("There is no such unit."), N_("Write the code of the unit that keeps it in order.")
        )
    for field, (least, most) in BOUNDS.items():
        value = getattr(new, field)
        if value is not None and not least <= value <= most:
            raise _bad(
                field,
                N_("This number cannot be."),
                N_("Degrees are 0 to 360; metres are those of the device."),
            )
    lon, lat = _position(new)
    grid = territory.grid_at(lon, lat)
    if grid is None:
        raise _bad(
            "lon", N_("This place is outside the town."), N_("Compare the coordinates and their datum.")
        )
    return {
        "kind": new.kind, "name": name, "gb_id": gb28181.checked(new.gb_id), "lon": lon, "lat": lat, "height_m": new.height_m,
        "bearing": new.bearing, "opening": new.opening, "range_m": new.range_m, "owner": new.owner,
        "source": clean(new.source, 40, field="source").strip() or "other", "area_code": grid.code, "state": new.state,
    }  # fmt: skip


def _position(new: NewDevice) -> tuple[float, float]:
    if new.datum not in DATUMS:
        raise _bad("datum", N_("There is no such datum."), N_("Write WGS84, CGCS2000, GCJ-02 or BD-09."))
    if not is_position(new.lon, new.lat):
        raise _bad("lon", N_("This is no position."), N_("Write longitude and latitude in degrees."))
    lons, lats = to_wgs84(new.datum, [new.lon], [new.lat])
    return round(float(lons[0]), 6), round(float(lats[0]), 6)


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.device", message, way_out=way_out, field=field)


def device_of(code: str, *, lock: bool = False) -> Device:
    """Raises NotFound. ``lock``: inside the caller's transaction."""
    rows = Device.objects.select_for_update() if lock else Device.objects.all()
    row = rows.filter(code=code).first()
    if row is None:
        raise nothing()
    return row


def heard(device: Device, at: datetime) -> None:
    """It gave a sign of life; inside the caller's transaction. An older sign than the last one changes nothing."""
    newer = Q(last_heard=None) | Q(last_heard__lt=at)
    Device.objects.filter(newer, pk=device.pk).update(last_heard=at, silent_since=None)


def watch() -> int:
    """Devices that were not heard of for too long: marked once, and told. Returns how many fell silent now."""
    held, now = settings.now(), clock.now()
    return sum(_silent(kind, now, timedelta(minutes=most)) for kind, most in held.silent_after.items())


@transaction.atomic
def _silent(kind: str, now: datetime, most: timedelta) -> int:
    rows = Device.objects.select_for_update().filter(kind=kind, state=DeviceState.ACTIVE, silent_since=None)
    late = rows.filter(Q(last_heard__lt=now - most) | Q(last_heard=None, added_at__lt=now - most))
    found = list(late.order_by("pk")[:500])
    Device.objects.filter(pk__in=[row.pk for row in found]).update(silent_since=F("last_heard"))
    Device.objects.filter(pk__in=[row.pk for row in found], last_heard=None).update(
        silent_since=F("added_at")
    )
    by_owner: dict[str, list[Device]] = {}
    for row in found:
        by_owner.setdefault(row.owner, []).append(row)
    for owner, mine in by_owner.items():
        codes = [row.code for row in mine]
        audit.record(WATCH, "sensing.silent", f"unit:{owner}", {"kind": kind, "devices": codes})
        detail = {"owner": owner, "kind": kind, "devices": codes, "at": now.isoformat()}
        events.emit("sensing.silent", detail, area=mine[0].area_code, units=[owner])
    return len(found)
