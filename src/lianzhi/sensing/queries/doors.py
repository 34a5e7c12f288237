"""Homes with a door sensor, for who cares there. Names are the register's; every look is written down for the person (R-105)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.sensing import settings
from lianzhi.sensing.access import DOORS
from lianzhi.sensing.actions.doors import norm_of
from lianzhi.sensing.models import Binding, DoorAlert, FactorStep, Reading
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules.doors import limit_hours, silent_hours
from lianzhi.territory import api as territory

FIELD, REASON, MOST = "door_sensor", "door sensor", 50


@dataclass(frozen=True, slots=True)
class Home:
    """``limit`` and ``silent`` in hours; ``alert``: the open one."""

    id: int
    device: str
    person: str
    name: str
    phone: str
    place: str
    address: str
    area_code: str
    since: datetime
    until: datetime | None
    last_move: datetime | None
    silent: float
    norm: float
    limit: float
    factor: float
    sensor_silent: bool
    alert: DoorAlert | None


@dataclass(frozen=True, slots=True)
class Whole:
    home: Home
    norms: list[tuple[int, float, int, bool]]
    alerts: list[DoorAlert]
    steps: list[FactorStep]
    readings: list[Reading]
    learnt_at: datetime | None


def listed(by: Actor, *, look: str = "", area: str = "") -> QuerySet[Binding]:
    """``look``: ``alert`` (an open alert), ``gone`` (taken away). Who was still the longest first."""
    rows = Binding.objects.filter(access.reached(by, DOORS)).select_related("device")
    rows = rows.filter(until__isnull=look != "gone")
    if look == "alert":
        rows = rows.filter(pk__in=DoorAlert.objects.filter(closed_at=None).values("binding"))
    return (rows.filter(access.inside(area)) if area else rows).order_by("last_move", "pk")


def views(rows: Sequence[Binding], by: Actor) -> list[Home]:
    """A constant number of queries for all rows; each person is looked at."""
    codes = [row.person for row in rows]
    registry.looked(codes, FIELD, reason=REASON, by=by)
    lines = registry.lines_of(codes)
    names = territory.names_of({rooms.building_of(row.place) for row in rows}) if rows else {}
    alerts = {a.binding_id: a for a in DoorAlert.objects.filter(binding__in=rows, closed_at=None)}
    return [_home(row, lines.get(row.person), names, alerts.get(row.pk)) for row in rows]


def _home(row: Binding, line: Any, names: Mapping[str, str], alert: DoorAlert | None) -> Home:
    last = row.last_move or row.since
    norm = norm_of(row, last)
    building = rooms.building_of(row.place)
    return Home(
        row.pk, row.device.code, row.person, line.name if line else "", line.phone if line else "", row.place,
        names.get(building, building), row.area_code, row.since, row.until, row.last_move,
        round(silent_hours(last, clock.now()), 1), norm, round(limit_hours(norm, row.factor, settings.now().door), 1), row.factor,
        row.device.silent_since is not None, alert,
    )  # fmt: skip


def whole(key: int, by: Actor) -> Whole:
    """Raises NotFound, also for a home elsewhere."""
    row = Binding.objects.select_related("device").filter(pk=key).first()
    if row is None or not access.may(by, DOORS, row):
        raise nothing()
    norms = [(int(part), *said) for part, said in sorted(row.norm.items(), key=lambda pair: int(pair[0]))]
    week = Q(binding=row, at__gte=clock.now() - timedelta(days=7))
    return Whole(
        views([row], by)[0], norms, list(DoorAlert.objects.filter(binding=row)[:MOST]),
        list(FactorStep.objects.filter(binding=row)[:MOST]), list(Reading.objects.filter(week).order_by("-at")[:MOST]),
        row.learnt_at,
    )  # fmt: skip


def open_alerts(by: Actor, area: str) -> int:
    return DoorAlert.objects.filter(access.reached(by, DOORS), access.inside(area), closed_at=None).count()
