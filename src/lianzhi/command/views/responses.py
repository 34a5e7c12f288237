"""Responses and drills: what runs, starting, one with its orders and checklist, ending with a review (R-132)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.command import queries
from lianzhi.command.access import SEE, START
from lianzhi.command.actions import responding
from lianzhi.command.contracts import Start
from lianzhi.command.forms import ReasonForm, ReviewForm, StartForm
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@access.staff(SEE)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "running": queries.responses(by, running=True), "past": queries.responses(by, running=False),
        "proposals": queries.proposals(by), "may_start": access.may(by, START, None),
    }  # fmt: skip
    return render(request, "command/index.html", context)


@access.staff(START)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    offered = [plan for plan in queries.plans() if plan.state == "published"]
    form = StartForm(offered, request.POST or None, initial=_initial(request, by))
    done = ui.attempt(form, lambda said: responding.start(_start(said), by=by))
    if done:
        messages.success(request, _("Started. Every unit has its orders."))
        return redirect("command:response", done.id)
    return ui.show_form(request, "command/start.html", form)


def _initial(request: HttpRequest, by: Actor) -> dict[str, object]:
    """From a proposal all is filled in but for real or drill: that is the officer's act."""
    key = request.GET.get("proposal", "")
    found = queries.proposal(int(key), by) if key.isdecimal() and len(key) < 19 else None
    if found is None:
        return {"plan": request.GET.get("plan", "")}
    return {
        "plan": found.plan_id,
        "area_code": found.area_code,
        "reason": found.title,
        "number": found.number,
    }


def _start(said: dict[str, object]) -> Start:
    return Start(said["plan"], said["area_code"], said["reason"], said["mode"] == "drill", said["number"])  # type: ignore[arg-type]


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, response_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return _shown(request, queries.response(response_id, by), ReviewForm())


def _shown(request: HttpRequest, found: queries.Seen, form: ReviewForm) -> HttpResponse:
    may = found.response.ended_at is None and access.may(request.actor, START, found.response)  # type: ignore[attr-defined]
    context = {"seen": found, "response": found.response, "may_steer": may, "now": clock.now()}
    return ui.show_form(request, "command/response.html", form, **context)


@access.staff(START)
@require_POST
def end(request: HttpRequest, response_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, form = queries.response(response_id, by), ReviewForm(request.POST)
    if ui.attempt(form, lambda said: responding.end(response_id, said["review"], by=by)):
        messages.success(request, _("Ended. The review is kept."))
        return redirect("command:response", response_id)
    return _shown(request, found, form)


@access.staff(START)
@require_POST
def tick(request: HttpRequest, line_id: int) -> HttpResponse:
    row = responding.tick(line_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("command:response", row.response_id)


@access.staff(START)
@require_POST
def dismiss(request: HttpRequest, proposal_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    said = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    responding.dismiss(proposal_id, said, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Set aside with its reason."))
    return redirect("command:index")
