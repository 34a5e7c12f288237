"""Shapes for the map island."""

from typing import Any

from shapely.geometry import Point

from lianzhi.kernel.geo import feature
from lianzhi.sensing.actions.taking import view_of
from lianzhi.sensing.models import Detection, Device
from lianzhi.sensing.rules.ground import sector


def around(row: Device) -> dict[str, Any]:
    """The device and what it sees."""
    shape = sector(view_of(row))
    fields = [feature(shape, {"kind": "chosen"})] if shape is not None else []
    spot = feature(Point(row.lon, row.lat), {"kind": "lacking" if row.silent_since else "good"})
    return {"type": "FeatureCollection", "features": [*fields, spot]}


def seen(row: Detection) -> dict[str, Any]:
    """The device, what it sees, and the place of the detection in it."""
    drawn = around(row.device)
    return drawn | {"features": [*drawn["features"], feature(Point(row.lon, row.lat), {"kind": "lacking"})]}
