"""Take down what a caller says."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.cases.actions.on_behalf import report_call
from lianzhi.cases.contracts import CaseView, CategoryView, NewReport
from lianzhi.cases.forms import CallForm
from lianzhi.cases.queries.lists import categories, intake
from lianzhi.cases.queries.proposed import proposed_for
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

INTAKE = "snap_report"
SOURCE = "phone"


@access.staff("cases.report")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = CallForm(_offered(), request.POST or None, initial={"external_id": uuid4().hex})
    case = ui.attempt(form, lambda said: _taken(said, request.actor))  # type: ignore[attr-defined]
    if case is None:
        return ui.show_form(request, "cases/desk/new.html", form)
    messages.success(
        request, _("Taken down as %(number)s. Tell the caller this number.") % {"number": case.number}
    )
    return redirect("desk:case", case.number)


@access.staff("cases.report")
@require_GET
def propose(request: HttpRequest) -> HttpResponse:
    """Categories proposed for the words typed so far."""
    found = proposed_for(request.GET.get("text", "")[:2000], INTAKE)
    return render(request, "cases/desk/proposals.html", {"proposals": found})


def _offered() -> list[CategoryView]:
    way_in = intake(INTAKE)
    return categories(way_in.categories if way_in else ())


def _taken(said: dict[str, Any], by: Actor) -> CaseView:
    report = NewReport(
        source=SOURCE, external_id=said["external_id"], text=said["text"], intake=INTAKE, category=said["category"],
        place_text=said["place"], lon=said["lon"], lat=said["lat"],
    )  # fmt: skip
    return report_call(report, phone=said["phone"], name=said["name"], by=by)
