"""The register of devices within reach. Doors are not in it: only who cares for elders there sees them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.sensing.access import DOORS, SEE
from lianzhi.sensing.models import Device
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState


@dataclass(frozen=True, slots=True)
class Wanted:
    """``look``: ``silent``, ``blind`` (no field of view is known)."""

    words: str = ""
    kind: str = ""
    state: str = ""
    look: str = ""
    area: str = ""


def seen(by: Actor) -> QuerySet[Device]:
    cameras = access.reached(by, SEE, owner="owner") & ~Q(kind=DeviceKind.DOOR)
    return Device.objects.filter(cameras | access.reached(by, DOORS) & Q(kind=DeviceKind.DOOR))


def listed(by: Actor, wanted: Wanted) -> QuerySet[Device]:
    rows = seen(by)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=DeviceState.ENDED)
    if wanted.area:
        rows = rows.filter(access.inside(wanted.area))
    if wanted.words:
        rows = rows.filter(
            Q(code__istartswith=wanted.words)
            | Q(name__contains=wanted.words)
            | Q(gb_id__startswith=wanted.words)
        )
    if wanted.look == "silent":
        rows = rows.exclude(silent_since=None)
    elif wanted.look == "blind":
        rows = rows.filter(range_m=None).exclude(kind__in=[DeviceKind.DOOR, DeviceKind.DRONE])
    return rows.order_by("code")


def one(code: str, by: Actor) -> Device:
    """Raises NotFound, also for another area's."""
    row = Device.objects.filter(code=code).first()
    if row is None or not access.may(by, DOORS if row.kind == DeviceKind.DOOR else SEE, row):
        raise nothing()
    return row


def silent_count(by: Actor) -> int:
    return seen(by).filter(state=DeviceState.ACTIVE).exclude(silent_since=None).count()
