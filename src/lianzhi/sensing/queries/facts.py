"""How things stand, without a reader: for rehearsals and the simulation."""

from collections.abc import Sequence

from lianzhi.sensing.contracts import DoorState
from lianzhi.sensing.models import Binding, Detection, Device, DoorAlert, Flight, Route, Track
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState
from lianzhi.sensing.rules.routing import Leg, Plan


def tracks_of(detections: Sequence[int]) -> list[tuple[int, bool]]:
    """(sightings, closed) of each track that these belong to."""
    keys = Detection.objects.filter(pk__in=list(detections)).values("track")
    return [
        (n, closed is not None)
        for n, closed in Track.objects.filter(pk__in=keys).values_list("sightings", "closed_at")
    ]


def verdicts_of(detections: Sequence[int]) -> list[str]:
    found = dict(Detection.objects.filter(pk__in=list(detections)).values_list("pk", "verdict"))
    return [found[key] for key in detections]


def open_alerts_of(person: str) -> list[int]:
    return list(DoorAlert.objects.filter(binding__person=person, closed_at=None).values_list("pk", flat=True))


def door_state(person: str) -> DoorState:
    rows = Binding.objects.filter(person=person)
    alerts = list(DoorAlert.objects.filter(binding__in=rows))
    newest = rows.order_by("-pk").first()
    return DoorState(
        rows.filter(until=None).count(), len(alerts), sum(each.closed_at is None for each in alerts),
        sum(each.visit is not None for each in alerts), tuple(each.matter for each in alerts if each.matter),
        newest.factor if newest else 0.0,
    )  # fmt: skip


def routes_of(device: str) -> list[int]:
    return list(Route.objects.filter(device__code=device).order_by("pk").values_list("pk", flat=True))


def route_plan(key: int) -> Plan:
    row = Route.objects.get(pk=key)
    legs = tuple(
        Leg(tuple((x, y) for x, y in leg["line"]), tuple(leg["covers"]), leg["metres"]) for leg in row.legs
    )
    return Plan(legs, tuple((name, why) for name, why in row.left))


def flight_result(key: int) -> tuple[int, int, int]:
    """(points covered, points missed, deviations)"""
    row = Flight.objects.get(pk=key)
    return len(row.covered), len(row.missed), len(row.deviations)


def devices_of(source: str) -> list[str]:
    """Codes of a source's cameras and sky eyes."""
    rows = Device.objects.filter(source=source, kind__in=[DeviceKind.CAMERA, DeviceKind.SKY_EYE])
    return list(rows.values_list("code", flat=True))


def cameras_of(source: str) -> list[tuple[str, float, float]]:
    """(code, longitude, latitude) of a source's cameras in use, by code."""
    rows = Device.objects.filter(source=source, kind=DeviceKind.CAMERA, state=DeviceState.ACTIVE)
    return list(rows.order_by("code").values_list("code", "lon", "lat"))
