"""The map's own addresses: layers, places while typing, what lies at a point. Public: no personal data."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from lianzhi.foundation.access.api import public
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import queries, resolving
from lianzhi.territory.actions.places import outside
from lianzhi.territory.contracts import NearbyPlace, PlaceMatch
from lianzhi.territory.rules.place_match import SAFE_SCORE
from lianzhi.territory.serving import layer_answer

_LONGEST_QUERY = 80


@public
@require_safe
def layer(request: HttpRequest, name: str) -> HttpResponse:
    return layer_answer(request, name)


@public
@require_safe
def layer_on(request: HttpRequest, day: str, name: str) -> HttpResponse:
    """A layer with the areas of another day, also one to come: what the drawing page shows."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise BadInput(
            "territory.day", N_("“%(text)s” is no day."), way_out=N_("Write it as 2026-11-30."), params={"text": day}
        ) from None  # fmt: skip
    return layer_answer(request, name, on)


@public
@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """Five places at most for what somebody has typed so far; a room first when one is told."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].replace("\x00", "")
    found = [*resolving.room_of(query), *queries.find_place(query, limit=5)][:5]
    return JsonResponse(
        {"places": [_match(place) for place in found]}, json_dumps_params={"ensure_ascii": False}
    )


@public
@require_safe
def at(request: HttpRequest) -> HttpResponse:
    """Grid, community and nearest address of a point. Raises BadInput outside the town."""
    lon, lat = _degrees(request, "lon"), _degrees(request, "lat")
    grid = queries.grid_at(lon, lat)
    if grid is None:
        raise outside()
    community, language = queries.area(grid.parent), get_language() or ""
    answer = {
        "grid": {"code": grid.code, "name": grid.name(language)},
        "community": {"code": community.code, "name": community.name(language)} if community else None,
        "address": queries.address_at(lon, lat),
        "nearest": _nearby(queries.nearest(lon, lat)),
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _degrees(request: HttpRequest, name: str) -> float:
    try:
        return float(request.GET.get(name, ""))
    except ValueError:
        raise BadInput(
            "territory.degrees",
            N_("The place on the map cannot be read."),
            way_out=N_("Tap the map again, or type the address."),
            field=name,
        ) from None


def _match(place: PlaceMatch) -> dict[str, object]:
    return {
        "code": place.code, "kind": place.kind, "name": place.name, "address": place.address,
        "lon": place.lon, "lat": place.lat, "grid": place.grid_code, "score": place.score,
        "safe": place.score >= SAFE_SCORE, "reason": gettext(place.reason) % place.params,
    }  # fmt: skip


def _nearby(place: NearbyPlace | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {"code": place.code, "name": place.name, "address": place.address, "metres": place.metres}
