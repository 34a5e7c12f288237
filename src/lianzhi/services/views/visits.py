"""Visits on the phone: what is due where I am responsible, and writing down what was found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.services.access import VISIT
from lianzhi.services.actions.visiting import Seen, record_visit
from lianzhi.services.forms import VisitForm
from lianzhi.services.queries import elders
from lianzhi.services.rules.visits import Outcome

WORDS = {"yes": True, "no": False}


@access.staff(VISIT)
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    said = request.GET.get("page", "")
    page = int(said) if said.isdecimal() and 0 < len(said) < 4 else 1
    found, more = elders.due(request.actor, page)  # type: ignore[attr-defined]
    context = {"due": found, "now": timezone.localtime(clock.now()), "next": page + 1 if more else 0}
    answer = render(request, "services/due.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@access.staff(VISIT)
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    found, elder = elders.visit(visit_id, by)
    form = VisitForm(request.POST or None)
    if ui.attempt(form, lambda said: record_visit(visit_id, _seen(said), by=by) or True):
        messages.success(request, _("The visit is written down."))
        return redirect("visits:due")
    answer = ui.show_form(request, "services/visit.html", form, visit=found, elder=elder)
    answer["Cache-Control"] = "no-store"
    return answer


def _seen(said: dict[str, object]) -> Seen:
    return Seen(Outcome(said["outcome"]), str(said["note"]), said["wished"], WORDS.get(str(said["word"])))  # type: ignore[arg-type]
