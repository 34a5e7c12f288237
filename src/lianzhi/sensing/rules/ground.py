"""Where on the ground is what a device sees, and what can it see at all?  R-116, R-117.  Pure.

A camera of known place, height and direction sees a sector of a circle; what lies behind houses is not known here, so a
field of view says what can be seen at best. Bearings are degrees clockwise from north, tilts degrees below the horizon.
"""

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.geo import metres_per_degree
from lianzhi.sensing.rules.kinds import PlacedBy

STEP = 6.0
ERROR_SHARE, LEAST_ERROR_M = 0.03, 10.0
"""A bearing and a tilt are read to about a degree and a half: three hundredths of the distance. An assumption."""


@dataclass(frozen=True, slots=True)
class View:
    """A device as geometry asks about it. ``bearing`` None: it looks nowhere (or all around, with ``opening`` 360)."""

    lon: float
    lat: float
    height_m: float = 0.0
    bearing: float | None = None
    opening: float | None = None
    range_m: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the sender says of the place. ``box``: left, top, width, height as shares of the picture."""

    lon: float | None = None
    lat: float | None = None
    bearing: float | None = None
    distance_m: float | None = None
    tilt: float | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    lon: float
    lat: float
    by: PlacedBy
    accuracy_m: float


def step_to(lon: float, lat: float, bearing: float, metres: float) -> tuple[float, float]:
    east, north = metres_per_degree(lat)
    turn = math.radians(bearing)
    return lon + metres * math.sin(turn) / east, lat + metres * math.cos(turn) / north


def distance_by_tilt(height_m: float, tilt: float) -> float | None:
    """Metres along flat ground. None at or above the horizon, or for a device at the ground."""
    if height_m <= 0 or not 0 < tilt <= 90:
        return None
    return height_m / math.tan(math.radians(tilt)) if tilt < 90 else 0.0


def bearing_of(view: View, said: Said) -> float | None:
    """The sender's, else that of the middle of the box, where direction and opening are known."""
    if said.bearing is not None:
        return said.bearing % 360
    if said.box is None or view.bearing is None or not view.opening:
        return None
    left, _top, width, _height = said.box
    return (view.bearing + (left + width / 2 - 0.5) * view.opening) % 360


def placed(view: View, said: Said) -> Placed:
    """The best that can be said: the sender's position, else by bearing and distance or tilt, else the device's own."""
    if said.lon is not None and said.lat is not None:
        return Placed(said.lon, said.lat, PlacedBy.GIVEN, LEAST_ERROR_M)
    bearing = bearing_of(view, said)
    distance = said.distance_m
    if distance is None and said.tilt is not None:
        distance = distance_by_tilt(view.height_m, said.tilt)
    if bearing is None or distance is None:
        return Placed(view.lon, view.lat, PlacedBy.DEVICE, view.range_m or 50.0)
    lon, lat = step_to(view.lon, view.lat, bearing, distance)
    return Placed(round(lon, 6), round(lat, 6), PlacedBy.BEARING, max(LEAST_ERROR_M, distance * ERROR_SHARE))


def in_sight(view: View, lon: float, lat: float) -> bool:
    shape = sector(view)
    return shape is not None and bool(shape.covers(shapely.Point(lon, lat)))


def sector(view: View) -> BaseGeometry | None:
    """The field of view in degrees of longitude and latitude; None where it is not known."""
    if not view.range_m:
        return None
    opening = 360.0 if view.opening is None and view.bearing is None else view.opening or 0.0
    if opening <= 0 or (view.bearing is None and opening < 360):
        return None
    middle = view.bearing or 0.0
    steps = max(2, math.ceil(opening / STEP))
    turns = [middle - opening / 2 + opening * i / steps for i in range(steps + 1)]
    rim = [step_to(view.lon, view.lat, turn, view.range_m) for turn in turns]
    corners = rim if opening >= 360 else [(view.lon, view.lat), *rim]
    return shapely.make_valid(shapely.Polygon(corners))
