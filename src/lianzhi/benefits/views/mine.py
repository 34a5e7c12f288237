"""我的政策: what I get, what I nearly get, why, my word, who looked, appeal; and 惠残一路通 for oneself.  R-207, R-230, R-105."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.benefits import at_hand
from lianzhi.benefits.actions.applying import CONSENT, apply, require_word
from lianzhi.benefits.actions.objecting import appeal as bring
from lianzhi.benefits.forms import WordsForm
from lianzhi.benefits.models import Decision
from lianzhi.benefits.queries import decisions
from lianzhi.benefits.queries.own import own, road
from lianzhi.benefits.rules.outcome import Status
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

PAGE = "benefits/mine.html"


def _codes(request: HttpRequest, by: Actor | None) -> list[str]:
    return registry.own_codes(by, registry.proved_codes(request, by)) if by else []


def _shut(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@access.resident
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Nothing before the phone and the entry are proved, not even that there is one."""
    by = access.resident_of(request)
    people = [
        {
            "own": own(code),
            "allowed": registry.allowed(code, CONSENT),
            "looks": registry.looks(f"person:{code}")[:20],
            "road": road(at_hand.today(code), code) is not None,
        }
        for code in _codes(request, by)
    ]
    return _shut(
        render(request, PAGE, {"known": by is not None, "people": people, "policies": decisions.policies()})
    )


@access.resident
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, decision: str) -> HttpResponse:
    by = access.resident_of(request)
    row = Decision.objects.filter(code=decision, person__in=_codes(request, by)).first()
    if by is None or row is None:
        return redirect("my_benefits:mine")
    form = WordsForm(request.POST if request.method == "POST" else None)
    proved = registry.proved_codes(request, by)
    if ui.attempt(form, lambda data: bring(decision, data["words"], by=by, proved=proved)):
        messages.success(
            request, _("Received. Somebody who did not decide before looks at it, and you are told.")
        )
        return redirect("my_benefits:mine")
    return _shut(ui.show_form(request, "benefits/mine_appeal.html", form, it=decisions.shown(row)))


@access.resident
@require_http_methods(["GET", "POST"])
def one_road(request: HttpRequest, person: str) -> HttpResponse:
    by = access.resident_of(request)
    if by is None or person not in _codes(request, by):
        return redirect("my_benefits:mine")
    proved = registry.proved_codes(request, by)
    require_word(person, by=by, proved=proved)
    if request.method == "POST":
        row = apply(person, *sent(request), key=request.POST.get("key", ""), by=by, proved=proved)
        messages.success(
            request, _("Sent, once for all of them. Your number: %(code)s.") % {"code": row.code}
        )
        return redirect("my_benefits:mine")
    return _shut(render(request, "benefits/mine_road.html", road_context(person)))


def sent(request: HttpRequest) -> tuple[list[str], dict[str, str]]:
    said = {
        key.removeprefix("said-"): value for key, value in request.POST.items() if key.startswith("said-")
    }
    return request.POST.getlist("policy"), said


def road_context(person: str) -> dict[str, object]:
    found = road(at_hand.today(person), person)
    told, asked = found or ([], [])
    under_way = {row.policy for row in decisions.decisions_of([person]) if row.open or row.in_force}
    return {
        "told": told, "asked": asked, "found": found is not None, "key": uuid4().hex, "under_way": under_way, "person": person,
        "open": any(one.status in (Status.DUE, Status.MISSING) and one.policy.code not in under_way for one in told),
        "name": registry.names_of({f"person:{person}"}).get(f"person:{person}", person),
    }  # fmt: skip
