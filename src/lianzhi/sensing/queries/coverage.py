"""Which key points are watched, and by whom: one read of each table, geometry in this process.  R-116."""

from dataclasses import dataclass
from typing import Any

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import feature, read_geometry, write_geometry
from lianzhi.sensing import settings
from lianzhi.sensing.access import SEE
from lianzhi.sensing.actions.taking import view_of
from lianzhi.sensing.models import Device, KeyPoint
from lianzhi.sensing.rules.coverage import Covered, Point, Sight, coverage, rate
from lianzhi.sensing.rules.ground import sector
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState, PointKind

MOST = 2000
LOOKS = (DeviceKind.CAMERA, DeviceKind.SKY_EYE)


@dataclass(frozen=True, slots=True)
class Line:
    """A key point as the page lists it. ``lon``, ``lat``: its middle."""

    point: KeyPoint
    found: Covered
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rates``: kind (or "" for all) -> (covered, all). ``drawn``: GeoJSON for the map."""

    lines: list[Line]
    rates: dict[str, tuple[int, int]]
    sights: int
    silent: int
    share: float
    verified: bool
    drawn: dict[str, Any]


def covered(by: Actor) -> Outcome:
    """Within the reader's area; devices that are silent, paused or without a field of view count as seeing nothing."""
    held = settings.now()
    rows = list(KeyPoint.objects.filter(access.reached(by, SEE))[:MOST])
    devices = Device.objects.filter(
        access.reached(by, SEE, owner="owner"), kind__in=LOOKS, state=DeviceState.ACTIVE
    )
    awake = list(devices.filter(silent_since=None)[:MOST])
    shapes = [(row.code, sector(view_of(row))) for row in awake]
    sights = [Sight(code, shape) for code, shape in shapes if shape is not None]
    points = [Point(row.code, row.kind, read_geometry(row.shape)) for row in rows]
    found = coverage(points, sights, held.covered_share)
    lines = [_line(row, point, each) for row, point, each in zip(rows, points, found, strict=True)]
    lines.sort(key=lambda line: (line.found.covered, line.point.kind, line.point.code))
    return Outcome(
        lines, {kind: rate(found, kind) for kind in ("", *PointKind)}, len(sights), devices.exclude(silent_since=None).count(),
        held.covered_share, held.verified, _drawn(points, found, sights),
    )  # fmt: skip


def _line(row: KeyPoint, point: Point, found: Covered) -> Line:
    middle = point.shape.interpolate(0.5, normalized=True) if point.shape.length else point.shape
    return Line(row, found, round(middle.x, 6), round(middle.y, 6))


def _drawn(points: list[Point], found: list[Covered], sights: list[Sight]) -> dict[str, Any]:
    fields = [feature(write_geometry(sight.shape), {"kind": "chosen"}) for sight in sights]
    spots = [
        feature(point.shape, {"kind": "good" if each.covered else "lacking"})
        for point, each in zip(points, found, strict=True)
    ]
    return {"type": "FeatureCollection", "features": [*fields, *spots]}
