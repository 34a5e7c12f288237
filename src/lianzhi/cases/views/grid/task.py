"""One case on the grid worker's phone: facts, place, way so far, and what may be done next.  R-113, R-005."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import moves
from lianzhi.cases.actions.replies import count_use
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import cases, grid
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.approvals import of_case
from lianzhi.cases.queries.requests import requests
from lianzhi.cases.queries.talk import talk
from lianzhi.cases.queries.watching import watched
from lianzhi.cases.views import wording
from lianzhi.cases.views.grid.forms import CheckForm, ReasonForm, ResultForm
from lianzhi.cases.views.replying import with_reply
from lianzhi.cases.views.reporting import photos
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.foundation.worklist import api as worklist


@access.staff("cases.see")
@require_GET
def task(request: HttpRequest, number: str) -> HttpResponse:
    return page(request, cases.visible(number, request.actor))


def page(request: HttpRequest, case: CaseView, *, status: int = 200, **typed: forms.Form) -> HttpResponse:
    """``typed``: forms of the talk that came back."""
    by, reader = request.actor, Reader(request.actor)  # type: ignore[attr-defined]
    asks = requests(case, reader)
    return render(request, "cases/grid/task.html", {
        "case": case, "parts": grid.own_parts(case, by), "may_check": grid.may_check(case, by),
        "photos": files.of(case.subject, "report"), "results": files.of(case.subject, "result"),
        "entries": way(case), "unit_results": grid.results(case), "copies": grid.unread_copies(case, by),
        "me": by.id, "may": grid.may(case), "talk": talk(case, reader), "watched": watched(case, worklist.moves(case.item.id)),
        "requests": asks, "again": any(act.verb == "return_again" for act in asks), "asked": of_case(case, by), **typed,
    }, status=status)  # fmt: skip


def way(case: CaseView) -> list[dict[str, Any]]:
    """The moves so far with who made them, newest first: staff see names and notes."""
    units = {unit.code: wording.name(unit) for unit in access.units()}
    return [
        {
            "title": wording.name(m),
            "at": m.at,
            "actor": m.actor_name,
            "unit": units.get(m.unit, ""),
            "text": m.note,
        }
        for m in reversed(worklist.moves(case.item.id))
    ]


@access.staff("cases.handle")
@require_POST
def accept(request: HttpRequest, number: str, part: int) -> HttpResponse:
    case = cases.visible(number, request.actor)
    moves.accept(case.id, part, by=request.actor)
    messages.success(request, gettext("It is yours now."))
    return redirect("grid:task", number)


@access.staff("cases.handle")
@require_POST
def report_in(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """到场报到: called by whistle, and here.  R-165."""
    case = cases.visible(number, request.actor)
    moves.move(case.id, "report_in", by=request.actor, given=worklist.Given(task=part))
    messages.success(request, gettext("You have reported in. Whoever called has been told."))
    return redirect("grid:task", number)


@access.staff("cases.handle")
@require_POST
def read(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """已阅: a copy was sent to the unit, and somebody has read it."""
    case = cases.visible(number, request.actor)
    moves.move(case.id, "read", by=request.actor, given=worklist.Given(task=part))
    messages.success(request, gettext("Marked as read."))
    return redirect("grid:task", number)


@access.staff("cases.handle")
def send_back(request: HttpRequest, number: str, part: int) -> HttpResponse:
    def act(case: CaseView, data: dict[str, Any]) -> CaseView:
        return moves.send_back(case.id, part, reason=data["reason"], by=request.actor)

    return _handing_in(request, number, ReasonForm, "send_back", act, gettext("Sent back."))


@access.staff("cases.handle")
def finish(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """Text and pictures; those that cannot be taken are named, the others stay in the form."""
    case = cases.visible(number, request.actor)
    form = with_reply(request, ResultForm, case)
    taken, problems = photos.take(request, purpose="result")
    ids = list(dict.fromkeys([*request.POST.getlist("photos"), *taken]))
    for problem in problems:
        form.add_error(None, problem)
    if ui.attempt(
        form, lambda d: moves.finish(case.id, part, result=d["result"], photos=ids, by=request.actor)
    ):
        count_use(request.POST.getlist("reply"))
        messages.success(request, gettext("Reported done. Somebody else checks it now."))
        return redirect("grid:home")
    shown = files.waiting(request, ids)
    return ui.show_form(request, "cases/grid/finish.html", form, case=case, shown=shown)


@access.staff("cases.check")
def check(request: HttpRequest, number: str) -> HttpResponse:
    def act(case: CaseView, data: dict[str, Any]) -> CaseView:
        if data["verdict"] == "pass":
            return moves.pass_check(case.id, note=data["note"], by=request.actor)
        return moves.fail_check(case.id, reason=data["note"], by=request.actor)

    return _handing_in(request, number, CheckForm, "check", act, gettext("Your check is kept."))


def _handing_in(
    request: HttpRequest, number: str, form_class: type[forms.Form], page: str,
    act: Callable[[CaseView, dict[str, Any]], CaseView], said: str,
) -> HttpResponse:  # fmt: skip
    case = cases.visible(number, request.actor)
    form = with_reply(request, form_class, case)
    if ui.attempt(form, lambda data: act(case, data)):
        count_use(request.POST.getlist("reply"))
        messages.success(request, said)
        return redirect("grid:home")
    return ui.show_form(request, f"cases/grid/{page}.html", form, case=case)
