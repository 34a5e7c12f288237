"""A door's reading comes in; the norm is learnt; who was still for too long is looked in on; the visit is the answer.  R-127."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.sensing import settings
from lianzhi.sensing.access import SEND
from lianzhi.sensing.actions.devices import device_of, heard
from lianzhi.sensing.contracts import NewReading
from lianzhi.sensing.models import Binding, DoorAlert, FactorStep, Reading
from lianzhi.sensing.rules.doors import Norm, learnt, limit_hours, next_factor, part_of, silent_hours
from lianzhi.sensing.rules.kinds import DeviceKind, Outcome

BY = system("sensing")
AHEAD = timedelta(minutes=5)
SLICE = 500


@transaction.atomic
def take_reading(new: NewReading, *, by: Actor) -> bool:
    """True when it was new. A sensor that hangs at nobody's door is only heard: nothing is kept of it. Without ``open`` any
    device, a camera too, only gives a sign of life.

    Raises NotFound, NotAllowed, BadInput with the field.
    """
    device = device_of(new.device)
    access.require(by, SEND, device)
    now = clock.now()
    if new.open is not None and device.kind != DeviceKind.DOOR:
        raise BadInput(
            "sensing.reading",
            N_("This is no door sensor."),
            way_out=N_("Copy the code of its label."),
            field="device",
        )
    if not now - timedelta(days=settings.now().kept["readings"]) <= new.at <= now + AHEAD:
        raise BadInput(
            "sensing.reading", N_("This time cannot be."), way_out=N_("Set the sensor's clock."), field="at"
        )
    heard(device, min(new.at, now))
    row = Binding.objects.select_for_update().filter(device=device, until=None, since__lte=new.at).first()
    if new.open is None or row is None:
        return row is not None
    _reading, fresh = Reading.objects.get_or_create(binding=row, at=new.at, open=new.open)
    if fresh and (row.last_move is None or new.at > row.last_move):
        row.last_move = new.at
        row.save(update_fields=["last_move"])
        moved = DoorAlert.objects.filter(binding=row, closed_at=None, moved_at=None, last_move__lt=new.at)
        moved.update(moved_at=new.at)
    return fresh


def learn() -> int:
    """The norm of every home anew, from its last weeks; once a night."""
    keys = list(Binding.objects.filter(until=None).values_list("pk", flat=True))
    for key in keys:
        learn_one(key)
    return len(keys)


@transaction.atomic
def learn_one(key: int) -> dict[int, Norm]:
    held, now = settings.now().door, clock.now()
    row = Binding.objects.select_for_update().get(pk=key)
    since = now - timedelta(days=held.days)
    moves = list(Reading.objects.filter(binding=row, at__gte=since).values_list("at", flat=True))
    found = learnt(moves, held, SHANGHAI)
    row.norm = {str(part): [norm.hours, norm.gaps, norm.whole] for part, norm in found.items()}
    row.learnt_at = now
    row.save(update_fields=["norm", "learnt_at"])
    return found


def norm_of(row: Binding, at: datetime) -> float:
    """Hours that a stillness which began at ``at`` may last before the factor."""
    held = settings.now().door
    said = row.norm.get(str(part_of(at, held.parts, SHANGHAI)))
    return float(said[0]) if said else held.start


def watch_doors() -> int:
    """Homes that were still for too long; one alert each while it is open. Returns how many were raised now."""
    now, raised = clock.now(), 0
    least = timedelta(hours=settings.now().door.between["least"])
    rows = Binding.objects.filter(until=None, last_move__lte=now - least).order_by("pk")
    for key in list(rows.values_list("pk", flat=True)):
        raised += _look(key, now)
    return raised


@transaction.atomic
def _look(key: int, now: datetime) -> bool:
    row = Binding.objects.select_for_update(of=("self",)).select_related("device").get(pk=key)
    if row.until or row.last_move is None or DoorAlert.objects.filter(binding=row, closed_at=None).exists():
        return False
    last = _since(row)
    norm, silent = norm_of(row, row.last_move), silent_hours(last, now)
    if silent < limit_hours(norm, row.factor, settings.now().door):
        return False
    alert = DoorAlert.objects.create(
        binding=row, area_code=row.area_code, last_move=row.last_move, raised_at=now, silent_hours=round(silent, 1),
        norm_hours=norm, factor=row.factor, sensor_silent=row.device.silent_since is not None,
    )  # fmt: skip
    detail = {"binding": key, "silent": alert.silent_hours, "norm": norm, "factor": row.factor}
    audit.record(BY, "sensing.alert", f"door_alert:{alert.pk}", detail)
    events.emit("sensing.door_alert", {"alert": alert.pk}, area=row.area_code)
    return True


def _since(row: Binding) -> datetime:
    """From when on stillness counts: the last movement, or the last visit that came of an alert since."""
    last = DoorAlert.objects.filter(binding=row).exclude(closed_at=None).order_by("-closed_at").first()
    moved: datetime = row.last_move or row.since
    return max(moved, last.closed_at) if last and last.closed_at else moved


@transaction.atomic
def visit_called(alert: int, *, visit: int | None = None, matter: str = "", by: Actor) -> None:
    """Which visit the alert called, or the matter where the person is on no list of visits."""
    DoorAlert.objects.filter(pk=alert).update(visit=visit, matter=matter)
    audit.record(by, "sensing.visit_called", f"door_alert:{alert}", {"visit": visit, "matter": matter})


def visit_made(visit: int, outcome: str, *, by: Actor) -> int:
    """What the visit found ends the alerts that called it. Who was not met is still to be seen."""
    return _ended(DoorAlert.objects.filter(visit=visit), outcome, by)


def matter_ended(number: str, *, by: Actor) -> int:
    """The matter of somebody on no list of visits was closed: he was seen; whether he needed help stands in the matter."""
    return _ended(DoorAlert.objects.filter(matter=number), Outcome.HELP, by)


@transaction.atomic
def _ended(rows: QuerySet[DoorAlert], outcome: str, by: Actor) -> int:
    if outcome not in (Outcome.WELL, Outcome.HELP):
        return 0
    found = list(rows.select_for_update().filter(closed_at=None))
    for alert in found:
        alert.closed_at, alert.outcome = clock.now(), outcome
        alert.save(update_fields=["closed_at", "outcome"])
        audit.record(by, "sensing.alert_ended", f"door_alert:{alert.pk}", {"outcome": outcome})
        _adjust(alert, Outcome(outcome), by)
    return len(found)


def _adjust(alert: DoorAlert, outcome: Outcome, by: Actor) -> None:
    row = Binding.objects.select_for_update().get(pk=alert.binding_id)
    after = next_factor(row.factor, outcome, settings.now().door)
    if after == row.factor:
        return
    FactorStep.objects.create(
        binding=row, alert=alert, at=clock.now(), before=row.factor, after=after, outcome=outcome
    )
    detail = {"before": row.factor, "after": after, "alert": alert.pk}
    row.factor = after
    row.save(update_fields=["factor"])
    audit.record(by, "sensing.factor", f"binding:{row.pk}", detail)
