"""A route is planned, and approved by somebody else; nothing flies by us.  R-118, house law 4."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.geo import read_geometry
from lianzhi.sensing import settings
from lianzhi.sensing.access import APPROVE, FLY
from lianzhi.sensing.actions.devices import device_of
from lianzhi.sensing.contracts import Spot
from lianzhi.sensing.hot import hot_spots
from lianzhi.sensing.models import NoFlyZone, Route
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules import routing
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState, RouteState
from lianzhi.territory import api as territory

MOST = 60


def zones_now() -> list[NoFlyZone]:
    today = timezone.localdate(clock.now())
    return list(NoFlyZone.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today))


def hot() -> list[Spot]:
    """Where matters that a drone can see gathered in the last weeks, the most first; the address names the spot."""
    held = settings.now()
    said = held.drone.hot
    categories = sorted({kind.category for kind in held.classes.values()})
    found = hot_spots(clock.now() - timedelta(days=said["days"]), categories, said["cell_m"])
    return [
        Spot(f"{territory.address_at(lon, lat)} ({n})", lon, lat, "hot")
        for lon, lat, n in found[: said["most"]]
        if n >= said["least"]
    ]


@transaction.atomic
def plan_route(
    name: str, device: str, spots: Sequence[Spot], *, range_m: float, altitude_m: float, by: Actor
) -> int:
    """Around the zones of today, within the battery. Points that no flight reaches are named in the plan. Returns the route.

    Raises NotFound, NotAllowed, BadInput with the field.
    """
    row = device_of(device)
    access.require(by, FLY, row)
    held = settings.now().drone
    if row.kind != DeviceKind.DRONE or row.state != DeviceState.ACTIVE:
        raise _bad("device", N_("This is no drone in use."), N_("Choose one of the list."))
    if not name.strip():
        raise _bad("name", N_("A route needs a name."), N_("Name the part of the town it looks at."))
    wanted = _named(spots)
    zones = zones_now()
    home = routing.Spot(row.name, row.lon, row.lat)
    stops = [routing.Spot(spot.name, spot.lon, spot.lat) for spot in wanted]
    try:
        found = routing.plan(
            home, stops, [read_geometry(zone.shape) for zone in zones], range_m=range_m * (1 - held.reserve),
            margin_m=held.margin_m,
        )  # fmt: skip
    except routing.NoHome as error:
        raise _bad(
            "device", N_("This drone's place of start lies in a no-fly zone."), N_("Start elsewhere.")
        ) from error
    if not found.legs:
        raise _bad(
            "spots",
            N_("No flight reaches any of these points."),
            N_("Take nearer ones, or a larger battery."),
        )
    route = Route.objects.create(
        name=name.strip()[:80], device=row, area_code=row.area_code, range_m=range_m, altitude_m=altitude_m,
        points=[{"name": s.name, "lon": s.lon, "lat": s.lat, "why": s.why} for s in wanted],
        legs=[{"line": [list(at) for at in leg.line], "covers": list(leg.covers), "metres": leg.metres} for leg in found.legs],
        left=[list(each) for each in found.left], zones=[zone.pk for zone in zones],
        planned_by=by.id, planned_by_name=by.name[:60], planned_at=clock.now(),
    )  # fmt: skip
    detail = {"device": row.code, "points": len(wanted), "flights": len(found.legs), "left": len(found.left)}
    audit.record(by, "sensing.plan_route", f"route:{route.pk}", detail)
    return route.pk


def _named(spots: Sequence[Spot]) -> list[Spot]:
    """Each name once, inside the town."""
    if not spots:
        raise _bad(
            "spots",
            N_("A route needs a point to cover."),
            N_("Write one, or take those where matters gather."),
        )
    if len(spots) > MOST:
        raise _bad("spots", N_("These are too many points for one route."), N_("Make several routes."))
    found: dict[str, Spot] = {}
    for number, spot in enumerate(spots, 1):
        if territory.grid_at(spot.lon, spot.lat) is None:
            raise BadInput(
                "sensing.route", N_("The point %(name)s lies outside the town."), way_out=N_("Compare the coordinates."),
                field="spots", params={"name": spot.name},
            )  # fmt: skip
        name = spot.name if spot.name not in found else f"{spot.name} #{number}"
        found[name] = Spot(name, spot.lon, spot.lat, spot.why)
    return list(found.values())


@transaction.atomic
def decide_route(route: int, *, yes: bool, permit: str = "", reason: str = "", by: Actor) -> None:
    """Approved with the number of the airspace permit, or refused with a reason; never by who planned it.

    Raises NotFound, NotAllowed, WrongState, BadInput with the field.
    """
    row = Route.objects.select_for_update(of=("self",)).select_related("device").filter(pk=route).first()
    if row is None or not access.may(by, APPROVE, row):
        raise nothing()
    if row.state != RouteState.DRAFT:
        raise WrongState(
            "sensing.decided", N_("This route was decided already."), way_out=N_("Open it again.")
        )
    if row.planned_by == by.id:
        raise WrongState(
            "sensing.own_route",
            N_("Whoever planned a route does not approve it."),
            way_out=N_("Ask a colleague."),
        )
    if yes and len(permit.strip()) < 2:
        raise _bad(
            "permit", N_("Without a permit for the airspace no route is approved."), N_("Write its number.")
        )
    if yes and {zone.pk for zone in zones_now()} - set(row.zones):
        raise WrongState(
            "sensing.new_zone",
            N_("A no-fly zone was added since it was planned."),
            way_out=N_("Plan it again."),
        )
    if not yes and len(reason.strip()) < 2:
        raise _bad("reason", N_("Say why it is not approved."), N_("A few words are enough."))
    row.state = RouteState.APPROVED if yes else RouteState.REFUSED
    row.permit, row.reason = permit.strip()[:60], reason.strip()[:200]
    row.decided_by, row.decided_by_name, row.decided_at = by.id, by.name[:60], clock.now()
    row.save()
    audit.record(
        by, "sensing.decide_route", f"route:{route}", {"yes": yes, "permit": row.permit, "reason": row.reason}
    )


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.route", message, way_out=way_out, field=field)
