"""One case on the desk: what it is, what happened, and the reader's next moves."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import attaching
from lianzhi.cases.actions.correct import correct as correct_case
from lianzhi.cases.actions.replies import count_use
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.forms import CategoryForm, PlaceForm
from lianzhi.cases.forms_standing import ConditionForm, UrgencyForm, WholeForm
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.assists import helped
from lianzhi.cases.queries.cases import SEE, visible
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.queries.proposed import proposed
from lianzhi.cases.queries.record import record
from lianzhi.cases.queries.standing import standing
from lianzhi.cases.queries.talk import talk
from lianzhi.cases.views.desk.panel import Panel, attempt, filled, panel
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_, NotFound

CORRECT, DISPATCH = "cases.correct", "cases.dispatch"


@access.staff("cases.see")
@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    case, reader = _seen(request, number)
    return _shown(request, case, reader, panel(case, reader))


@access.staff("cases.see")
@require_GET
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """The page's inside as it stands now: what an open page asks for when the case changed elsewhere."""
    case, reader = _seen(request, number)
    return _shown(request, case, reader, panel(case, reader), template="cases/desk/record_parts.html")


@access.staff("cases.see")
@require_POST
def move(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Make a move; refused, the same page answers with all that was typed."""
    case, reader = _seen(request, number)
    if "fill" in request.POST:
        return _shown(request, case, reader, filled(case, reader, verb, request.POST))
    done = attempt(case, reader, verb, request.POST, request.FILES.getlist("upload"))
    if isinstance(done, Panel):
        return _shown(request, done.case, reader, done)
    count_use(request.POST.getlist("reply"))
    messages.success(request, _("Done. The matter is now: %(state)s") % {"state": named(done.item.state)})
    return _onward(request, done, reader)


@access.staff(CORRECT)
@require_POST
def correct(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Correct one of ``CORRECTIONS``: category, place, urgency, condition."""
    case, reader = _seen(request, number)
    form = _correction(what, case, request.POST)
    had = standing(case).condition
    done = ui.attempt(form, lambda said: _correct(case, said, reader))
    if done is None:
        return _shown(request, case, reader, panel(case, reader), **{f"{what}_form": form})
    messages.success(request, _("Corrected. The deadlines follow."))
    if what == "category" and had and not standing(done).condition:
        messages.warning(
            request, _("The filing condition does not belong to the new category. Choose one anew.")
        )
    return redirect("desk:case", number)


@access.staff(DISPATCH)
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Make it a part of the case that the form names; one that is a part is taken off."""
    case, reader = _seen(request, number)
    form = WholeForm(request.POST, part=bool(case.parent_id))
    if ui.attempt(form, lambda said: _attach(case, said, reader)) is None:
        return _shown(request, case, reader, panel(case, reader), whole_form=form)
    messages.success(
        request, _("It is no part any more.") if case.parent_id else _("It is a part of that case now.")
    )
    return redirect("desk:case", number)


def _attach(case: CaseView, said: Mapping[str, Any], reader: Reader) -> CaseView:
    if case.parent_id:
        return attaching.detach(case.id, reason=said["reason"], by=reader.by)
    return attaching.attach(case.id, said["whole"], reason=said["reason"], by=reader.by)


def _seen(request: HttpRequest, number: str) -> tuple[CaseView, Reader]:
    by = request.actor  # type: ignore[attr-defined]
    return visible(number, by), Reader(by)


def _onward(request: HttpRequest, case: CaseView, reader: Reader) -> HttpResponse:
    """Back to the list the reader acted from, or to the case as long as the reader may see it."""
    if request.POST.get("next") == "inbox" or not reader.may(SEE, case.area_code, case.unit_codes):
        return redirect("desk:inbox")
    return redirect("desk:case", case.number)


def _correct(case: CaseView, said: Mapping[str, Any], reader: Reader) -> CaseView:
    place = {"place_text": said.get("place", ""), "lon": said.get("lon"), "lat": said.get("lat")}
    more = {name: said[name] for name in ("category", "condition", "urgency", "reason") if name in said}
    return correct_case(case.id, by=reader.by, **place, **more)


def _correction(what: str, case: CaseView, data: Any = None) -> Form:
    if what not in CORRECTIONS:
        raise NotFound("cases.correction", N_("There is no such correction."), way_out=N_("Reload the page."))
    return CORRECTIONS[what](case, data)


def _category_form(case: CaseView, data: Any = None) -> Form:
    chosen = case.category.code if case.category else ""
    return CategoryForm(categories(), data, initial={"category": chosen})


def _place_form(case: CaseView, data: Any = None) -> Form:
    return PlaceForm(data, initial={"place": case.place_text, "lon": case.lon, "lat": case.lat})


def _urgency_form(case: CaseView, data: Any = None) -> Form:
    return UrgencyForm(data, initial={"urgency": case.urgency})


def _condition_form(case: CaseView, data: Any = None) -> Form:
    now = standing(case)
    return ConditionForm(
        now.offered, data, initial={"condition": now.condition.code if now.condition else ""}
    )


CORRECTIONS: Mapping[str, Callable[..., Form]] = {
    "category": _category_form, "place": _place_form, "urgency": _urgency_form, "condition": _condition_form,
}  # fmt: skip


def _shown(
    request: HttpRequest,
    case: CaseView,
    reader: Reader,
    shown: Panel,
    *,
    template: str = "cases/desk/record.html",
    **forms: Form,
) -> HttpResponse:
    may_correct = not case.item.state.end and reader.may(CORRECT, case.area_code, case.unit_codes)
    context: dict[str, Any] = {
        "record": record(case, reader), "case": case, "panel": shown, "now": clock.now(), "may_correct": may_correct,
        "talk": talk(case, reader), "helped": helped(case, reader), "standing": standing(case), **forms,
    }  # fmt: skip
    if not case.item.closed_at and not case.main_id and reader.may(DISPATCH, case.area_code, case.unit_codes):
        context.setdefault("whole_form", WholeForm(part=bool(case.parent_id)))
    if may_correct:
        context |= {f"{what}_form": _correction(what, case) for what in CORRECTIONS} | forms
        context["proposals"] = proposed(case)
    wrong = any(form.errors for form in forms.values())
    return render(request, template, context, status=422 if wrong else shown.status)
