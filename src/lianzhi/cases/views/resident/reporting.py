"""随手拍 and its sisters, for residents: three screens, the phone only on the last.  R-109, R-126."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions.anonymous import somebody
from lianzhi.cases.queries import cases
from lianzhi.cases.views.reporting import parking, steps
from lianzhi.cases.views.reporting.forms import KnownWordsForm, ResidentWordsForm
from lianzhi.cases.views.reporting.kinds import Kind
from lianzhi.cases.views.reporting.sending import shown_once
from lianzhi.cases.views.reporting.way import way
from lianzhi.cases.views.resident.codes import enter, send_code, send_for_form
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor


def _reporter(request: HttpRequest, data: dict[str, Any]) -> Actor:
    """The resident of the session, the one whose phone is proved now, or somebody who does not want to say."""
    if data.get("anonymous"):
        return somebody()
    return access.resident_of(request) or enter(request, data["phone"], data["code"])


def _words_form(request: HttpRequest) -> type[forms.Form]:
    return KnownWordsForm if access.resident_of(request) else ResidentWordsForm


RESIDENT = Kind("resident", "resident", _reporter, _words_form)


@access.resident
def photo(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.photo(request, RESIDENT, intake)


@access.resident
def place(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.place(request, RESIDENT, intake)


@access.resident
def words(request: HttpRequest, intake: str) -> HttpResponse:
    if request.method == "POST" and request.POST.get("do") == "park":
        return parking.leave(request, RESIDENT, intake)
    ask = request.method == "POST" and request.POST.get("do") == "code"
    return _code_on_the_way(request, intake) if ask else steps.words(request, RESIDENT, intake)


def _code_on_the_way(request: HttpRequest, intake: str) -> HttpResponse:
    """Without JavaScript: “get a code” sends the whole form, which comes back with everything in it."""
    here = way(request, RESIDENT, intake)
    form = steps.words_form(here)
    sent = send_for_form(request, form, request.POST.get("phone", ""))
    return steps.words_screen(here, form, sent=sent)


@access.resident
@require_POST
def propose(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.propose(request, RESIDENT, intake)


@access.resident
@require_POST
def ask(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.asking(request, RESIDENT, intake)


@access.resident
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """JSON for the page: ``shown`` is the code in the demo, else empty."""
    return JsonResponse({"shown": send_code(request, request.POST.get("phone", ""))})


@access.resident
@require_GET
def done(request: HttpRequest, token: str) -> HttpResponse:
    case = cases.by_token(token)
    return render(request, "cases/resident/done.html", {"case": case, "secret": shown_once(request, case)})


@access.resident
def take_up(request: HttpRequest) -> HttpResponse:
    return parking.take(request, RESIDENT)
