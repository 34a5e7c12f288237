"""Beside the road, on the grid worker's phone: the talk with the reporter, notes, and what another person decides.

The desk's permissions and actions (``desk.talking``, ``desk.panel``) on pages for a thumb. They need the network and say
so when there is none.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianzhi.cases.actions import moves, talking
from lianzhi.cases.queries import cases
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.requests import request as asked
from lianzhi.cases.views.desk.panel import act_form
from lianzhi.cases.views.desk.talking import SAID, SAY, SayForm
from lianzhi.cases.views.grid.task import page
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, NotFound


@access.staff("cases.see")
@require_POST
def say(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """``question`` to the reporter, or ``note`` among staff; refused, the page answers with what was typed."""
    case, by = cases.visible(number, request.actor), request.actor
    if what not in SAY:
        raise NotFound(
            "cases.say", N_("There is nothing of that kind to say."), way_out=N_("Reload the page.")
        )
    access.require(by, talking.ASK, case)
    form = SayForm(request.POST, auto_id=f"{what}-%s")
    if ui.attempt(form, lambda said: SAY[what](case.id, said["text"], by=by)):
        messages.success(request, gettext(SAID[what]))
        return redirect("grid:task", number)
    return page(request, case, status=422, **{f"{what}_form": form})


@access.staff("cases.handle")
def ask_for(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """More time, a pause or sending back once more: with a reason, decided by somebody else."""
    case = cases.visible(number, request.actor)
    act = asked(case, Reader(request.actor), verb)
    form = act_form(act, case, request.POST or None)
    if ui.attempt(form, lambda _said: moves.move(case.id, verb, by=request.actor, given=form.given())):
        messages.success(request, gettext("Asked for. Another person decides; you are told."))
        return redirect("grid:task", number)
    return ui.show_form(request, "cases/grid/ask_for.html", form, case=case, act=act)
