"""The phone of a grid worker: what is this cylinder, and may it be here?  R-079."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused
from lianzhi.safety import facts
from lianzhi.safety.access import INSPECT, SEE
from lianzhi.safety.actions.asking import note_asked
from lianzhi.safety.actions.cylinders import Step, note_step
from lianzhi.safety.queries import cylinders
from lianzhi.safety.rules.cylinders import number_in


@access.staff(SEE)
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Typed, scanned, or an address from a label: all say a number. What is not found is said, with what to do then."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    typed, it, refusal = request.GET.get("n", "").replace("\x00", "")[:300], None, None
    if typed:
        try:
            it = cylinders.cylinder(number_in(typed), by)
            told = "lawful" if it.lawful else ",".join(alert.code for alert in it.alerts)
            note_asked(f"cylinder:{it.number}", _("Checked on the phone"), told=told, by=by)
        except Refused as found:
            refusal = ui.words(found)
    may_note = it is not None and access.may(by, INSPECT, it) and it.state != "scrapped"
    context = {"it": it, "typed": typed, "refusal": refusal, "may_note": may_note}
    return render(request, "safety/phone.html", context)


@access.staff(INSPECT)
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """It was seen where the register says it is."""
    number = number_in(request.POST.get("n", ""))
    note_step(number, Step("seen", facts.today()), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Noted: seen today."))
    return redirect(f"{reverse('cylinder_phone:check')}?n={number}")
