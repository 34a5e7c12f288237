"""What the phone's offline app asks of the server: who am I, my tasks, take this, how does it stand.  R-113."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import sending
from lianzhi.cases.queries import field
from lianzhi.cases.rules import envelope
from lianzhi.cases.views.grid import nearing
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock

CLOCK = "X-Phone-Clock"


@access.public
@never_cache
@require_GET
def hello(request: HttpRequest) -> JsonResponse:
    """Who is logged in here, if anybody; the token that posting needs; our clock."""
    person = access.actor_of(request) if request.user.is_authenticated else None
    known = {"person": person.id, "name": person.name} if person else {"person": "", "name": ""}
    return JsonResponse(known | {"csrf": get_token(request), "now": clock.now().isoformat()})


@access.staff("cases.see")
@never_cache
@require_GET
def tasks(request: HttpRequest) -> JsonResponse:
    return JsonResponse(field.snapshot(request.actor) | {"person": request.actor.id})


@access.staff("cases.see")
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """One entry of the phone's queue, as JSON. Its own permission is asked for by what it does."""
    entry = envelope.read(request.body)
    answer = sending.send(entry, clock_off_s=_clock_off(request.headers.get(CLOCK, "")), by=request.actor)
    return JsonResponse(answer, status=201)


@access.staff("cases.report")
@require_POST
def near(request: HttpRequest) -> JsonResponse:
    """Open matters like an entry that was not sent yet, for the worker to support one instead. Nothing is kept."""
    return JsonResponse({"offers": nearing.near_of(envelope.read(request.body))})


@access.staff("cases.handle")
@never_cache
@require_GET
def standing(request: HttpRequest, number: str, part: int) -> JsonResponse:
    return JsonResponse(field.standing(number, part, request.actor))


def _clock_off(said: str) -> float | None:
    """Seconds to add to the phone's clock to get ours; None when it does not say."""
    try:
        there = datetime.fromisoformat(said)
        return round((clock.now() - there).total_seconds(), 1)
    except (ValueError, TypeError):
        return None
