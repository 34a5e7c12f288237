"""Risk of addresses: the list, one address with reasons and history, an inspection."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.safety.access import INSPECT, SEE
from lianzhi.safety.actions.asking import note_asked
from lianzhi.safety.actions.inspecting import Found
from lianzhi.safety.actions.inspecting import inspect as record_inspection
from lianzhi.safety.actions.recompute import recompute
from lianzhi.safety.forms import InspectionForm, RiskSearch
from lianzhi.safety.queries import cylinders, risks
from lianzhi.safety.queries.reach import nothing
from lianzhi.safety.views.common import areas_of, cleaned, page_of, words_of
from lianzhi.territory import api as territory


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = RiskSearch(request.GET, areas_of(by))
    wanted = risks.Wanted(words=words_of(request), **cleaned(form))
    page = page_of(risks.listed(by, wanted), request)
    page.object_list = risks.lines(list(page.object_list))
    return render(request, "safety/risks.html", {"page": page, "form": form, "wanted": wanted})


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Who opens it leaves a line, as a program does."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    risk = risks.risk_of(code, by)
    note_asked(f"place:{code}", _("Opened on the page"), told=risk.level, by=by)
    building = rooms.building_of(code) if rooms.is_code(code) else ""
    held = cylinders.listed(by, cylinders.Wanted(words=code))[:50] if building else []
    context = {
        "risk": risk, "history": risks.history(building) if building else None, "building": building,
        "cylinders": cylinders.views(held, by), "grid": territory.area(risk.area_code),
        "may_inspect": risk.kind == "building" and access.may(by, INSPECT, risk),
    }  # fmt: skip
    return render(request, "safety/risk.html", context)


@access.staff(INSPECT)
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, code: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    risk = _building(code, by)
    form = InspectionForm(request.POST if request.method == "POST" else None)
    due = ui.attempt(form, lambda data: record_inspection(code, Found(**data), by=by))
    if due is not None:
        messages.success(request, _("Kept. The next check is due on %(day)s.") % {"day": due})
        return redirect("safety:risk", code)
    return ui.show_form(
        request,
        "safety/form.html",
        form,
        title=_("Inspection"),
        sub=risk.name,
        back=request.path.removesuffix("inspect/"),
    )


@access.staff(INSPECT)
@require_POST
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Judged anew now, for who has just corrected the register and does not want to wait."""
    _building(code, request.actor)  # type: ignore[attr-defined]
    recompute(code=code)
    messages.success(request, _("Judged anew."))
    return redirect("safety:risk", code)


def _building(code: str, by: Actor) -> risks.RiskView:
    risk = risks.risk_of(code, by)
    if risk.kind != "building" or not access.may(by, INSPECT, risk):
        raise nothing()
    return risk
