"""Routes, flights and zones within reach, and their shapes for the map.  R-118."""

from typing import Any

from django.db.models import QuerySet
from shapely.geometry import LineString, Point

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import feature, read_geometry
from lianzhi.sensing.access import SEE
from lianzhi.sensing.models import Flight, NoFlyZone, Route
from lianzhi.sensing.queries.reach import nothing


def routes(by: Actor) -> QuerySet[Route]:
    return (
        Route.objects.filter(access.reached(by, SEE, owner="device__owner"))
        .select_related("device")
        .order_by("-pk")
    )


def route(key: int, by: Actor) -> Route:
    """Raises NotFound, also for another area's."""
    row = Route.objects.select_related("device").filter(pk=key).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return row


def flight(key: int, by: Actor) -> Flight:
    row = Flight.objects.select_related("device", "route").filter(pk=key).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return row


def flights(row: Route) -> list[Flight]:
    return list(Flight.objects.filter(route=row).order_by("-started_at"))


def drawn(row: Route, log: Flight | None = None) -> dict[str, Any]:
    """The zones it was planned around, its lines and points, and what was flown."""
    zones = NoFlyZone.objects.filter(pk__in=row.zones)
    shapes = [feature(read_geometry(zone.shape), {"kind": "zone"}) for zone in zones]
    legs = row.legs if log is None else [row.legs[log.leg - 1]]
    shapes += [feature(LineString(leg["line"]), {"kind": "route"}) for leg in legs]
    reached = {name for leg in legs for name in leg["covers"]} if log is None else set(log.covered)
    shapes += [
        feature(Point(p["lon"], p["lat"]), {"kind": "good" if p["name"] in reached else "lacking"})
        for p in row.points
    ]
    if log is not None:
        shapes.append(
            feature(
                LineString([fix[:2] for fix in log.track]), {"kind": "lacking" if log.deviations else "good"}
            )
        )
    return {"type": "FeatureCollection", "features": shapes}
