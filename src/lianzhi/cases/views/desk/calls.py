"""Take down what a caller says."""

from functools import partial
from typing import Any
from uuid import uuid4

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.cases.actions.assisting import Consent, note, report_for
from lianzhi.cases.actions.joining import support
from lianzhi.cases.actions.on_behalf import look_up_caller, report_call
from lianzhi.cases.actions.parking import park, take_up
from lianzhi.cases.actions.report import Take
from lianzhi.cases.actions.report import report as report_case
from lianzhi.cases.contracts import CaseView, CategoryView, NewReport
from lianzhi.cases.forms import CallForm
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.queries.lists import categories, intake
from lianzhi.cases.queries.near import near
from lianzhi.cases.queries.proposed import proposed_for
from lianzhi.cases.queries.public import reported
from lianzhi.cases.views.asking import Asked, ask, fragment, likely
from lianzhi.cases.views.reporting.parking import CodeForm
from lianzhi.cases.views.reporting.sending import keep_secret, papers
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

INTAKE = "snap_report"
SOURCE, COUNTER = "phone", "counter"


@access.staff("cases.report")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.POST.get("do") == "park":
        return _parked(request, by)
    begun, take = _begun(request, by)
    sent = request.POST if request.method == "POST" and request.POST.get("do") != "take" else None
    form = CallForm(_offered(), sent, initial={"external_id": uuid4().hex} | begun)
    asked = ask(
        request,
        request.POST.get("category", "")[:40],
        request.POST.get("text", "")[:2000],
        intake(INTAKE),
        {},
    )
    case = _sent_before(request) or (
        ui.attempt(form, lambda said: _taken(request, said, asked, by)) if asked.ready else None
    )
    if case is None:
        shown = files.waiting(request, begun.get("photos") or request.POST.getlist("photos"))
        return _shown_again(request, form, asked, take=take, shown=shown)
    messages.success(
        request, _("Taken down as %(number)s. Tell the caller this number.") % {"number": case.number}
    )
    return redirect("desk:slip" if request.POST.get("helper") else "desk:case", case.number)


@access.staff("cases.report")
@require_GET
def propose(request: HttpRequest) -> HttpResponse:
    """Categories proposed for the words typed so far."""
    found = proposed_for(request.GET.get("text", "")[:2000], INTAKE)
    return render(request, "cases/desk/proposals.html", {"proposals": found})


@access.staff("cases.report")
@require_POST
def near_ones(request: HttpRequest) -> HttpResponse:
    """Near open matters of the kind that is chosen, or that the machine is sure of. POST: words stay out of logs."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    text, lon, lat = (
        request.POST.get("text", "")[:2000],
        *(_number(request.POST.get(n, "")) for n in ("lon", "lat")),
    )
    kind = request.POST.get("category", "")[:40] or likely(text, intake(INTAKE))
    placed = lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) < 90
    found = near(lon, lat, kind, text, by=by) if kind and placed else []
    return render(
        request, "cases/desk/call_near.html", {"found": found, "support": request.POST.get("support", "")}
    )


@access.staff("cases.report")
@require_POST
def earlier_ones(request: HttpRequest) -> HttpResponse:
    """What this number has brought before; looking is noted. POST: the number stays out of logs."""
    found = look_up_caller(request.POST.get("phone", "")[:20], by=request.actor)  # type: ignore[attr-defined]
    return render(request, "cases/desk/call_earlier.html", {"found": found})


@access.staff("cases.report")
@require_POST
def questions(request: HttpRequest) -> HttpResponse:
    """The extra questions for what is chosen and typed so far."""
    return fragment(request, intake(INTAKE))


def _offered() -> list[CategoryView]:
    way_in = intake(INTAKE)
    return categories(way_in.categories if way_in else ())


def _sent_before(request: HttpRequest) -> CaseView | None:
    sent = request.POST.get("external_id", "")[:60]
    return reported(SOURCE, sent) or reported(COUNTER, sent) if sent else None


def _shown_again(request: HttpRequest, form: CallForm, asked: Asked, **more: Any) -> HttpResponse:
    """Nothing is wrong with a call whose questions are shown for the first time: 200, not 422."""
    wrong = form.is_bound and (bool(form.errors) or not (asked.ready or asked.fresh))
    return render(
        request, "cases/desk/new.html", {"form": form, "asked": asked, **more}, status=422 if wrong else 200
    )


def _taken(request: HttpRequest, said: dict[str, Any], asked: Asked, by: Actor) -> CaseView:
    """Who calls reports as oneself; who stands at the counter is helped, which is noted with the consent."""
    report = NewReport(
        source=COUNTER if said["helper"] else SOURCE, external_id=said["external_id"], text=said["text"], intake=INTAKE,
        category=said["category"], place_text=said["place"], lon=said["lon"], lat=said["lat"], files=said["photos"],
        answers=asked.answers, urgency=said["urgency"],
        urgency_reason=said["urgency_reason"],
    )  # fmt: skip
    take = _take(request, by)
    if not said["helper"]:
        return report_call(report, phone=said["phone"], name=said["name"], by=by, take=take)
    consent = Consent(said["helper"], said["consent"], papers(request, by))
    case, secret = report_for(report, consent, phone=said["phone"], name=said["name"], by=by, take=take)
    if secret:
        keep_secret(request, case, secret)
    if said["parked"]:
        note(case, "continue", Consent(said["helper"], said["consent"]), by=by)
    return case


def _take(request: HttpRequest, by: Actor) -> Take:
    """A matter of its own; or the caller supports one that is there already, which the officer must be able to see."""
    number = request.POST.get("support", "")[:24]
    return partial(support, visible(number, by).number) if number else report_case


def _begun(request: HttpRequest, by: Actor) -> tuple[dict[str, Any], CodeForm]:
    """What somebody began on the own phone and left under a code."""
    take = CodeForm(request.POST if request.POST.get("do") == "take" else None, auto_id="take-%s")
    draft = ui.attempt(take, lambda said: take_up(said["code"], by=by, tried_by=by.id))
    if draft is None:
        return {}, take
    wanted = ("text", "category", "place", "lon", "lat", "photos")
    return {name: draft.get(name) for name in wanted} | {"parked": "1", "helper": "counter"}, take


def _parked(request: HttpRequest, by: Actor) -> HttpResponse:
    """Begun here, to be finished on the person's own phone."""
    draft = {name: request.POST.get(name) or None for name in ("text", "category", "place")} | {
        "intake": INTAKE
    }
    draft |= {name: _number(request.POST.get(name, "")) for name in ("lon", "lat")}
    code = park(draft | {"photos": request.POST.getlist("photos")}, by=by)
    link = request.build_absolute_uri(f"{reverse('resident:continue')}?code={code}")
    drawn = mark_safe(segno.make(link, error="m").svg_inline(scale=4, border=0))  # noqa: S308  our own drawing
    return render(
        request, "cases/desk/parked.html", {"code": f"{code[:4]} {code[4:]}", "link": link, "qr": drawn}
    )


def _number(typed: str) -> float | None:
    try:
        return float(typed)
    except ValueError:
        return None
