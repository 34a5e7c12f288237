"""School places: the table by year, one school, the map, and the forms of what is entered about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.services import forms, settings, wording
from lianzhi.services.access import SCHOOLS, SCHOOLS_EDIT
from lianzhi.services.actions import schooling
from lianzhi.services.actions.projecting import project
from lianzhi.services.queries import map as maps
from lianzhi.services.queries import schools
from lianzhi.services.rules.enrolment import Stage, first_year

FORM = "services/form.html"


@access.staff(SCHOOLS)
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    by, stage = request.actor, _stage(request, "")  # type: ignore[attr-defined]
    listed = schools.outlooks(by, stage)
    years = listed[0].years if listed else ()
    context = {
        "listed": listed, "years": [year.year for year in years], "stage": stage, "tabs": _tabs(),
        "nowhere": [(wording.word("stage", code), n) for code, n in schools.nowhere().items() if n],
        "may_edit": access.may(by, SCHOOLS_EDIT, None),
    }  # fmt: skip
    return render(request, "services/schools.html", context)


def _tabs() -> list[tuple[str, str, str, None]]:
    return [
        ("", _("All"), "?", None),
        *((code, text, f"?stage={code}", None) for code, text in wording.choices("stage")),
    ]


def _stage(request: HttpRequest, otherwise: str) -> str:
    said = request.GET.get("stage", "")
    return said if said in list(Stage) else otherwise


@access.staff(SCHOOLS)
@require_GET
def school(request: HttpRequest, code: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    found = schools.outlook(code, by)
    context = {
        "outlook": found, "school": found.school, "places": schools.places_of(code), "areas": schools.areas_of(code),
        "may_edit": access.may(by, SCHOOLS_EDIT, found.school),
    }  # fmt: skip
    return render(request, "services/school.html", context)


@access.staff(SCHOOLS)
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    chosen = settings.of_enrolment(today)
    first = first_year(today, chosen.cutoff)
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and first <= int(said[:6]) < first + chosen.years else first
    stage = _stage(request, Stage.PRIMARY)
    context = {
        "picture": maps.picture(stage, year, request.actor), "stage": stage, "year": year,  # type: ignore[attr-defined]
        "years": [
            (each, str(each), f"?stage={stage}&year={each}", None) for each in range(first, first + chosen.years)
        ],
        "stages": [(code, text, f"?stage={code}&year={year}", None) for code, text in wording.choices("stage")],
    }  # fmt: skip
    return render(request, "services/map.html", context)


@access.staff(SCHOOLS_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = forms.SchoolForm(request.POST or None, initial={"place": request.GET.get("place", "")})
    done = ui.attempt(form, lambda said: schooling.save_school(**said, by=request.actor))  # type: ignore[attr-defined]
    if done is not None:
        messages.success(request, _("Kept."))
        return redirect("services:school", done.code)
    return ui.show_form(request, FORM, form, title=_("New school"))


@access.staff(SCHOOLS_EDIT)
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, code: str) -> HttpResponse:
    form = forms.PlacesForm(request.POST or None, initial={"year": request.GET.get("year", "")})
    return _changed(request, code, form, schooling.set_places, _("Places of a year"))


@access.staff(SCHOOLS_EDIT)
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, code: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    found = schools.outlook(code, by).school
    areas, outline = schools.held(code)
    form = forms.AreaForm(request.POST or None, initial={"areas": areas, "outline": outline})
    if ui.attempt(form, lambda said: _set_area(code, **said, by=by) or True):
        return _kept(request, code)
    drawn = schools.outlines_beside(code, found.stage)
    return ui.show_form(request, "services/area.html", form, school=found, drawn=drawn, draws=bool(outline))


@access.staff(SCHOOLS_EDIT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """A school that takes nobody in any more."""
    form = forms.EndForm(request.POST or None, initial={"on": timezone.localdate(clock.now())})
    return _changed(request, code, form, schooling.end_school, _("The school ends"))


def _set_area(code: str, *, areas: list[str], outline: str, since: Any, **more: Any) -> None:
    schooling.set_area(code, schooling.NewArea(areas, outline, since), **more)


def _changed(
    request: HttpRequest, code: str, form: Form, act: Callable[..., None], title: str
) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    found = schools.outlook(code, by).school
    if ui.attempt(form, lambda said: act(code, **said, by=by) or True):
        return _kept(request, code)
    return ui.show_form(request, FORM, form, title=title, school=found)


def _kept(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(request, _("Kept. The projection follows within a minute."))
    return redirect("services:school", code)


@access.staff(SCHOOLS_EDIT)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Project now, instead of waiting for the night."""
    done = project(by=request.actor)  # type: ignore[attr-defined]
    messages.success(
        request,
        _("Projected: %(schools)s schools, %(n)s children.") % {"schools": done.schools, "n": done.children},
    )
    return redirect("services:schools")
