"""A flight that took place is logged by its operator, and compared with its plan.  R-118."""

from django.db import transaction
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.geo import is_position, read_geometry
from lianzhi.sensing import settings
from lianzhi.sensing.access import FLY
from lianzhi.sensing.actions.devices import heard
from lianzhi.sensing.contracts import FlightLog
from lianzhi.sensing.models import Flight, NoFlyZone, Route
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules.flying import flown
from lianzhi.sensing.rules.kinds import RouteState
from lianzhi.sensing.rules.routing import Spot

LONGEST_S, MOST = 6 * 3600, 20_000


@transaction.atomic
def log_flight(route: int, log: FlightLog, *, by: Actor) -> int:
    """Returns the flight; the same start of the same drone again is the same flight.

    Raises NotFound, NotAllowed, WrongState for a route that nobody approved, BadInput with the field.
    """
    row = Route.objects.select_related("device").filter(pk=route).first()
    if row is None or not access.may(by, FLY, row):
        raise nothing()
    if row.state != RouteState.APPROVED:
        raise WrongState(
            "sensing.not_approved",
            N_("Only an approved route is flown."),
            way_out=N_("Have it approved first."),
        )
    _check(log, row)
    there = Flight.objects.filter(device=row.device, started_at=log.started_at).first()
    if there is not None:
        return there.pk
    leg, held = row.legs[log.leg - 1], settings.now().drone
    spots = [Spot(p["name"], p["lon"], p["lat"]) for p in row.points if p["name"] in leg["covers"]]
    day = timezone.localdate(log.started_at)
    zones = {
        zone.name: read_geometry(zone.shape)
        for zone in NoFlyZone.objects.filter(valid_from__lte=day)
        if zone.valid_to is None or zone.valid_to > day
    }
    line = [(float(x), float(y)) for x, y in leg["line"]]
    found = flown(log.track, line, spots, zones, beside_m=held.beside_m, covers_m=held.covers_m)  # type: ignore[arg-type]
    flight = Flight.objects.create(
        route=row, leg=log.leg, device=row.device, started_at=log.started_at, ended_at=log.ended_at,
        operator=log.operator.strip()[:60], track=[list(fix) for fix in log.track], metres=found.metres,
        covered=list(found.covered), missed=list(found.missed), deviations=[dict(each) for each in found.deviations],
        note=log.note.strip()[:300], logged_by=by.id, logged_at=clock.now(),
    )  # fmt: skip
    heard(row.device, log.ended_at)
    detail = {
        "route": route,
        "leg": log.leg,
        "operator": flight.operator,
        "deviations": len(found.deviations),
    }
    audit.record(by, "sensing.log_flight", f"flight:{flight.pk}", detail)
    return flight.pk


def _check(log: FlightLog, row: Route) -> None:
    span = (log.ended_at - log.started_at).total_seconds()
    if not 1 <= log.leg <= len(row.legs):
        raise _bad("leg", N_("This route has no such flight."), N_("Choose one of the list."))
    if not 0 < span <= LONGEST_S or log.ended_at > clock.now():
        raise _bad(
            "ended_at",
            N_("This end cannot be."),
            N_("After the start, at most six hours, and not still to come."),
        )
    if not log.operator.strip():
        raise _bad("operator", N_("A flight needs its operator."), N_("Write who flew."))
    if not 2 <= len(log.track) <= MOST:
        raise _bad(
            "track",
            N_("A track has two points or more."),
            N_("Paste what the drone recorded; at most 20,000 points."),
        )
    seconds = [fix[3] for fix in log.track]
    if any(not is_position(fix[0], fix[1]) for fix in log.track) or seconds != sorted(seconds):
        raise _bad(
            "track", N_("These are no track points."), N_("Longitude, latitude, metres, seconds that go on.")
        )


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.flight", message, way_out=way_out, field=field)
