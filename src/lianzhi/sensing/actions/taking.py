"""A detection comes in, once: placed, weighed, joined or left to a person.  R-114..R-117; house law 4.

Over the threshold of its class it opens or joins a matter for people to look at: no penalty follows from a machine's word.
"""

from datetime import timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import is_position
from lianzhi.sensing import settings
from lianzhi.sensing.access import SEND
from lianzhi.sensing.actions.devices import device_of, heard
from lianzhi.sensing.actions.tracking import follow
from lianzhi.sensing.contracts import DetectionView, NewDetection
from lianzhi.sensing.models import Detection, Device, Flight
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.queries.views import detection_view
from lianzhi.sensing.rules.ground import Placed, Said, View, placed
from lianzhi.sensing.rules.kinds import DetectionState, DeviceKind, DeviceState
from lianzhi.territory import api as territory

AHEAD, OLDEST = timedelta(minutes=5), timedelta(days=30)
SEES = (DeviceKind.CAMERA, DeviceKind.SKY_EYE, DeviceKind.DRONE)


def take_detection(new: NewDetection, *, by: Actor) -> DetectionView:
    """One detection in. The same (device, external_id) again answers with what was kept; ``new`` is False then.

    Raises NotFound (device), NotAllowed, BadInput with the field: then nothing is kept.
    """
    try:
        with transaction.atomic(), audit.late():
            return _take(new, by)
    except IntegrityError:  # the same message came twice at once; the other one was faster
        known = _known(new)
        if known is None:
            raise
        return detection_view(known, new=False)


def _take(new: NewDetection, by: Actor) -> DetectionView:
    device = device_of(new.device)
    access.require(by, SEND, device)
    if (known := _known(new)) is not None:
        return detection_view(known, new=False)
    kind = settings.class_of(new.klass)
    _check(new, device)
    spot = placed(view_of(device), _said(new))
    grid = territory.grid_at(spot.lon, spot.lat)
    if grid is None:
        raise _bad(
            "lon", N_("What was seen lies outside the town."), N_("Compare bearing, distance and datum.")
        )
    row = _row(new, device, kind, spot, grid.code)
    row.flight = _flight(new, device)
    row.save(force_insert=True)
    images = _attached(new, row, by)
    heard(device, min(new.seen_at, clock.now()))
    detail = {
        "device": device.code, "class": kind.code, "confidence": new.confidence, "seen_at": new.seen_at.isoformat(),
        "place": [row.lon, row.lat], "placed_by": row.placed_by, "images": images, "through": new.through,
    }  # fmt: skip
    audit.record(by, "sensing.take", row.subject, detail)
    if row.state == DetectionState.WAITING:
        events.emit("sensing.waiting", {"detection": row.pk}, area=row.area_code)
    else:
        follow(row, kind, by=by)
    return detection_view(row)


def _attached(new: NewDetection, row: Detection, by: Actor) -> dict[str, str]:
    """Photo -> SHA-256 of what is kept: the first link of the chain of custody."""
    files.attach(list(new.images), row.subject, by=by)
    kept = {photo.id: files.whole(photo.id) or b"" for photo in files.of(row.subject)}
    return {photo: sha256(content).hexdigest() for photo, content in kept.items()}


def _known(new: NewDetection) -> Detection | None:
    rows = Detection.objects.select_related("device", "track")
    return rows.filter(device__code=new.device, external_id=new.external_id).first()


def _check(new: NewDetection, device: Device) -> None:
    now = clock.now()
    if device.kind not in SEES:
        raise _bad("device", N_("This device sees nothing."), N_("Door sensors send readings."))
    if device.state == DeviceState.ENDED:
        raise _bad("device", N_("This device was ended."), N_("Have it entered again under another code."))
    if not 0 <= new.confidence <= 1:
        raise _bad(
            "confidence", N_("A confidence lies between 0 and 1."), N_("Divide per cents by a hundred.")
        )
    if not new.external_id.strip() or len(new.external_id) > 80:
        raise _bad(
            "id", N_("A detection needs a number of its own."), N_("At most 80 characters, new for each one.")
        )
    if not now - OLDEST <= new.seen_at <= now + AHEAD:
        raise _bad(
            "seen_at",
            N_("This time cannot be."),
            N_("Set the device's clock; what is older than 30 days is not taken in."),
        )
    if (new.lon is None) != (new.lat is None) or (
        new.lon is not None and not is_position(new.lon, new.lat or 0)
    ):
        raise _bad("lon", N_("This is no position."), N_("Write longitude and latitude in degrees."))
    if new.box is not None and not all(0 <= side <= 1 for side in new.box):
        raise _bad(
            "box",
            N_("A box is four shares of the picture."),
            N_("Left, top, width and height between 0 and 1."),
        )
    if new.distance_m is not None and not 0 <= new.distance_m <= 20_000:
        raise _bad("distance_m", N_("This number cannot be."), N_("Metres along the ground, at most 20,000."))


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.detection", message, way_out=way_out, field=field)


def view_of(device: Device) -> View:
    return View(device.lon, device.lat, device.height_m, device.bearing, device.opening, device.range_m)


def _said(new: NewDetection) -> Said:
    return Said(new.lon, new.lat, new.bearing, new.distance_m, new.tilt, new.box)


def _row(
    new: NewDetection, device: Device, kind: settings.Recognised, spot: Placed, area: str
) -> Detection:  # fmt: skip
    """A paused device may be mended or moved just now: a person looks at what it sees."""
    sure = new.confidence >= kind.threshold and device.state == DeviceState.ACTIVE
    return Detection(
        device=device, external_id=new.external_id, klass=kind.code, klass_said=new.klass[:40], confidence=new.confidence,
        threshold=kind.threshold, seen_at=new.seen_at, received_at=clock.now(), through=new.through, lon=spot.lon, lat=spot.lat,
        placed_by=spot.by, accuracy_m=round(spot.accuracy_m, 1), area_code=area, box=list(new.box) if new.box else None,
        bearing=new.bearing, state=DetectionState.MATTER if sure else DetectionState.WAITING,
    )  # fmt: skip


def _flight(new: NewDetection, device: Device) -> Flight | None:
    """Named by the sender, else the drone's flight that was in the air then. Raises NotFound for another drone's."""
    flights = Flight.objects.filter(device=device)
    if new.flight is not None:
        found = flights.filter(pk=new.flight).first()
        if found is None:
            raise nothing()
        return found
    if device.kind != DeviceKind.DRONE:
        return None
    return flights.filter(started_at__lte=new.seen_at, ended_at__gte=new.seen_at).first()
