"""Gas cylinders: the list, one with its way and what is wrong with it, a step, an inspection, an alert settled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.safety.access import INSPECT, SEE
from lianzhi.safety.actions.alerting import close_alert
from lianzhi.safety.actions.asking import note_asked
from lianzhi.safety.actions.cylinders import Step, note_inspection, note_step
from lianzhi.safety.forms import CylinderSearch, InspectedForm, StepForm
from lianzhi.safety.queries import cylinders
from lianzhi.safety.views.common import areas_of, cleaned, page_of, words_of


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    suppliers = [(row.code, row.name) for row in cylinders.suppliers()]
    form = CylinderSearch(request.GET, areas_of(by), suppliers)
    wanted = cylinders.Wanted(words=words_of(request), **cleaned(form))
    page = page_of(cylinders.listed(by, wanted), request)
    page.object_list = cylinders.views(page.object_list, by)
    return render(request, "safety/cylinders.html", {"page": page, "form": form, "wanted": wanted})


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, cylinder: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = cylinders.cylinder(cylinder.upper(), by)
    told = "lawful" if it.lawful else ",".join(alert.code for alert in it.alerts)
    note_asked(f"cylinder:{it.number}", _("Opened on the page"), told=told, by=by)
    context = {
        "it": it,
        "closed": cylinders.closed_alerts(it.number),
        "may_note": access.may(by, INSPECT, it),
    }
    return render(request, "safety/cylinder.html", context)


@access.staff(INSPECT)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, cylinder: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = cylinders.cylinder(cylinder.upper(), by)
    form = StepForm(request.POST if request.method == "POST" else None)
    done = ui.attempt(form, lambda data: note_step(it.number, Step(**data), by=by) or True)
    return _after(request, it.number, form, done, _("What happened to it"))


@access.staff(INSPECT)
@require_http_methods(["GET", "POST"])
def inspected(request: HttpRequest, cylinder: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = cylinders.cylinder(cylinder.upper(), by)
    form = InspectedForm(request.POST if request.method == "POST" else None)
    done = ui.attempt(form, lambda data: note_inspection(it.number, by=by, **data))
    return _after(request, it.number, form, done, _("It was inspected"))


def _after(request: HttpRequest, number: str, form: object, done: object, title: str) -> HttpResponse:
    if done:
        messages.success(request, _("Kept."))
        return redirect("safety:cylinder", number)
    back = reverse("safety:cylinder", args=[number])
    return ui.show_form(request, "safety/form.html", form, title=title, sub=number, back=back)  # type: ignore[arg-type]


@access.staff(INSPECT)
@require_POST
def close(request: HttpRequest, alert_id: int) -> HttpResponse:
    number = close_alert(alert_id, why=request.POST.get("why", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Settled."))
    return redirect("safety:cylinder", number)
