"""Drone routes: planned, approved, taken out as a file; flights logged; no-fly zones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.sensing.access import APPROVE, EDIT, FLY, SEE
from lianzhi.sensing.actions import flying, places, planning
from lianzhi.sensing.contracts import FlightLog, Spot
from lianzhi.sensing.forms import DecideForm, FlightForm, PlanForm, ZoneForm
from lianzhi.sensing.models import NoFlyZone
from lianzhi.sensing.queries import detections, flights
from lianzhi.sensing.reading import fixes, spots
from lianzhi.sensing.rules import waypoints
from lianzhi.sensing.rules.kinds import RouteState
from lianzhi.sensing.views.common import by_of, page_of


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "sensing/routes.html", {"page": page_of(flights.routes(by_of(request)), request)})


@access.staff(FLY)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)
    made = ui.attempt(form, lambda said: _plan(request, said))
    if made:
        messages.success(request, _("Planned. Somebody else approves it."))
        return redirect("sensing:route", made)
    back = reverse("sensing:routes")
    return ui.show_form(request, "sensing/form.html", form, title=_("Plan a route"), back=back)


def _plan(request: HttpRequest, said: dict[str, object]) -> int:
    wanted: list[Spot] = [*spots(str(said.pop("spots"))), *planning.hot()[: int(str(said.pop("hot")))]]
    name, device = str(said.pop("name")), str(said.pop("device"))
    return planning.plan_route(name, device, wanted, by=by_of(request), **said)  # type: ignore[arg-type]


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, route_id: int) -> HttpResponse:
    by = by_of(request)
    row = flights.route(route_id, by)
    context = {
        "it": row, "flights": flights.flights(row), "drawn": flights.drawn(row),
        "may_decide": row.state == RouteState.DRAFT and row.planned_by != by.id and access.may(by, APPROVE, row),
        "may_fly": row.state == RouteState.APPROVED and access.may(by, FLY, row),
    }  # fmt: skip
    return render(request, "sensing/route.html", context)


@access.staff(APPROVE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, route_id: int) -> HttpResponse:
    row = flights.route(route_id, by_of(request))
    form = DecideForm(request.POST or None)
    if ui.attempt(form, lambda said: _decide(request, route_id, said)):
        messages.success(request, _("Decided."))
        return redirect("sensing:route", route_id)
    back = reverse("sensing:route", args=[route_id])
    return ui.show_form(
        request, "sensing/form.html", form, title=_("Approve a route"), sub=row.name, back=back
    )


def _decide(request: HttpRequest, route_id: int, said: dict[str, str]) -> bool:
    planning.decide_route(route_id, yes=said.pop("yes") == "yes", by=by_of(request), **said)
    return True


@access.staff(FLY)
@require_GET
def export(request: HttpRequest, route_id: int, form: str) -> HttpResponse:
    """``geojson`` for the whole route, or ``1.waypoints`` for its first flight. Only an approved one leaves the house."""
    row = flights.route(route_id, by_of(request))
    if row.state != RouteState.APPROVED:
        raise WrongState(
            "sensing.not_approved",
            N_("Only an approved route is flown."),
            way_out=N_("Have it approved first."),
        )
    number, _dot, kind = form.rpartition(".")
    legs = row.legs[int(number) - 1 :] if number.isdecimal() and 0 < int(number) <= len(row.legs) else []
    if kind == "waypoints" and legs:
        answer = HttpResponse(
            waypoints.qgc(legs[0], row.altitude_m), content_type="text/plain; charset=utf-8"
        )
    else:
        form = "geojson"
        text = waypoints.geojson(row.name, row.legs, row.points, row.altitude_m)
        answer = HttpResponse(text, content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="route-{route_id}-{form}"'
    return answer


@access.staff(FLY)
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, route_id: int) -> HttpResponse:
    row = flights.route(route_id, by_of(request))
    form = FlightForm(row, request.POST or None)
    made = ui.attempt(form, lambda said: flying.log_flight(route_id, _log(said), by=by_of(request)))
    if made:
        messages.success(request, _("The flight is logged."))
        return redirect("sensing:flight", made)
    back = reverse("sensing:route", args=[route_id])
    return ui.show_form(request, "sensing/form.html", form, title=_("Log a flight"), sub=row.name, back=back)


def _log(said: dict[str, object]) -> FlightLog:
    return FlightLog(**said | {"track": fixes(str(said["track"]))})  # type: ignore[arg-type]


@access.staff(SEE)
@require_GET
def flight(request: HttpRequest, flight_id: int) -> HttpResponse:
    row = flights.flight(flight_id, by_of(request))
    context = {"it": row, "drawn": flights.drawn(row.route, row), "seen": detections.of_flight(row.pk)}
    return render(request, "sensing/flight.html", context)


@access.staff(SEE)
@require_GET
def zones(request: HttpRequest) -> HttpResponse:
    return render(request, "sensing/zones.html", {"page": page_of(NoFlyZone.objects.all(), request)})


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    form = ZoneForm(request.POST or None)
    if ui.attempt(form, lambda said: places.save_zone(by=by_of(request), **said)):
        messages.success(request, _("Kept."))
        return redirect("sensing:zones")
    back = reverse("sensing:zones")
    return ui.show_form(request, "sensing/form.html", form, title=_("No-fly zone"), back=back)


@access.staff(EDIT)
@require_POST
def end_zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    places.end_zone(zone_id, by=by_of(request))
    messages.success(request, _("Ended."))
    return redirect("sensing:zones")
