"""Circles on the desk: all of one's area, one with what is opened, posts, members and counts, and warnings (R-122, R-130)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.circles.access import MODERATE, OPEN, SEE, WARN
from lianzhi.circles.actions import errands, members, posting
from lianzhi.circles.actions import warnings as warning_acts
from lianzhi.circles.forms import DecideForm, ErrandForm, PostForm, WarningForm
from lianzhi.circles.queries import circle as circles
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory

DECISIONS = {"confirm", "again", "withdraw"}


@access.staff(SEE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "circles/circles.html", {"listed": circles.overview(request.actor)})  # type: ignore[attr-defined]


@access.staff(SEE)
@require_GET
def circle(request: HttpRequest, cell: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = circles.of_staff(cell, by)
    shown = [(errand, files.of(errand.subject) if errand.done_at else ()) for errand in found.errands]
    may = {
        name: access.may(by, permission, circles._At(cell))
        for name, permission in (("open", OPEN), ("moderate", MODERATE))
    }
    return render(
        request,
        "circles/circle.html",
        {"circle": found, "errands": shown, "may": may, "post_form": PostForm()},
    )


@access.staff(OPEN)
@require_http_methods(["GET", "POST"])
def open_errand(request: HttpRequest) -> HttpResponse:
    """From a case, or from nothing. Nothing of the case is filled in but its number: the words are written for the circle."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    scope, language = access.scope(by, OPEN), get_language() or ""
    offered = [(area.code, area.name(language)) for area in circles.cells() if scope.reaches(area.code)]
    initial = {"cell": request.GET.get("cell", ""), "number": request.GET.get("case", "")[:40]}
    form = ErrandForm(offered, request.POST or None, initial=initial)
    done = ui.attempt(form, lambda said: errands.open_errand(**said, by=by))
    if done:
        messages.success(request, _("Opened to the circle."))
        return redirect("circles:circle", done.cell)
    return ui.show_form(request, "circles/errand_form.html", form)


@access.staff(OPEN)
@require_POST
def decide(request: HttpRequest, errand_id: int) -> HttpResponse:
    form = DecideForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    done = errands.decide(errand_id, said.get("verb", "confirm"), said.get("note", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("circles:circle", done.cell)


@access.staff(MODERATE)
@require_POST
def notice(request: HttpRequest, cell: str) -> HttpResponse:
    posting.notice(cell, request.POST.get("text", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("circles:circle", cell)


@access.staff(MODERATE)
@require_POST
def hide(request: HttpRequest, post_id: int) -> HttpResponse:
    row = posting.hide(post_id, request.POST.get("reason", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Hidden; the reason is kept."))
    return redirect("circles:circle", row.cell)


@access.staff(MODERATE)
@require_POST
def end_member(request: HttpRequest, member_id: int) -> HttpResponse:
    row = members.end_membership(member_id, request.POST.get("reason", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("circles:circle", row.cell)


@access.staff(SEE)
@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    return render(request, "circles/warnings.html", {"listed": circles.warnings(request.actor)})  # type: ignore[attr-defined]


@access.staff(SEE)
@require_GET
def warning(request: HttpRequest, warning_id: int) -> HttpResponse:
    found = circles.warning(warning_id, request.actor)  # type: ignore[attr-defined]
    form = WarningForm(_near(found.cell), initial={"title": found.title, "text": found.text})
    return _warned(request, warning_id, form)


def _near(cell: str) -> list[tuple[str, str]]:
    return [(area.code, area.name(get_language() or "")) for area in territory.touching(cell)]


def _warned(request: HttpRequest, warning_id: int, form: WarningForm) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = circles.warning(warning_id, by)
    context = {
        "warning": found,
        "areas": [row.code for row in found.areas.all()],
        "may_send": access.may(by, WARN, found),
    }
    return ui.show_form(request, "circles/warning.html", form, **context)


@access.staff(WARN)
@require_POST
def send(request: HttpRequest, warning_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = WarningForm(_near(circles.warning(warning_id, by).cell), request.POST)
    if ui.attempt(form, lambda said: warning_acts.send(warning_id, **said, by=by)):
        messages.success(request, _("Sent to the circle."))
        return redirect("circles:warning", warning_id)
    return _warned(request, warning_id, form)


@access.staff(WARN)
@require_POST
def dismiss(request: HttpRequest, warning_id: int) -> HttpResponse:
    warning_acts.dismiss(warning_id, request.POST.get("reason", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Set aside with its reason."))
    return redirect("circles:warnings")
