"""Key marks: the list, a new one, one opened with a reason, a note, an end (R-096)."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_
from lianzhi.registry import lists
from lianzhi.registry.access import MARK, SEE_MARKS
from lianzhi.registry.actions import marking
from lianzhi.registry.forms import NONE, Day
from lianzhi.registry.models import Look
from lianzhi.registry.queries import marks as read
from lianzhi.territory import api as territory

KINDS = {
    "person": N_("Key person"), "event": N_("Key event"), "place": N_("Key place"), "information": N_("Key information"),
}  # fmt: skip
STATES = {"": N_("In force"), "ending": N_("Ends within a week"), "over": N_("Over")}


class MarkForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is marked"), choices=lambda: [(k, _(v)) for k, v in KINDS.items()]
    )
    subject = forms.CharField(
        label=gettext_lazy("Its code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Code of the person or firm, address code of the place, number of the matter; empty for information."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Not for persons: their name is taken."),
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Area it concerns"), required=False,
        choices=lambda: [*NONE, *((a.code, a.name_zh) for a in territory.areas() if a.level in ("town", "community", "grid"))],
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=gettext_lazy("Lawful ground"), choices=lambda: lists.choices("mark_grounds")
    )
    basis = forms.CharField(label=gettext_lazy("Article or document"), max_length=200)
    authority = forms.CharField(label=gettext_lazy("Who decided it, and under which number"), max_length=120)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    expires = forms.DateField(label=gettext_lazy("Until, at most a year"), widget=Day())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("What you need it for"), max_length=200, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What was found"), max_length=400)


@access.staff(SEE_MARKS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = read.listed(request.actor, kind=kind, state=state)  # type: ignore[attr-defined]
    may_mark = bool(access.scope(request.actor, MARK))  # type: ignore[attr-defined]
    names = {area.code: area for area in territory.areas()}
    context = {
        "listed": rows,
        "kinds": KINDS,
        "states": STATES,
        "kind": kind,
        "state": state,
        "may_mark": may_mark,
        "names": names,
    }
    return render(request, "registry/marks.html", context)


@access.staff(MARK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "") for name in ("kind", "subject")}
    until = timezone.localdate(clock.now()) + timedelta(days=90)
    form = MarkForm(request.POST if request.method == "POST" else None, initial={**given, "expires": until})
    if ui.attempt(
        form, lambda said: marking.mark(said.pop("kind"), said.pop("subject"), by=request.actor, **said)
    ):  # type: ignore[attr-defined]
        messages.success(request, _("It is marked."))
        return redirect("registry:marks")
    return ui.show_form(request, "registry/mark_new.html", form)


@access.staff(SEE_MARKS)
@require_POST
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """What the mark says, on a page that no cache keeps. Without a reason the form comes back."""
    form = ReasonForm(request.POST)
    row = ui.attempt(form, lambda said: marking.open_mark(code, reason=said["reason"], by=request.actor))  # type: ignore[attr-defined]
    if row is None:
        response = ui.show_form(request, "registry/mark_reason.html", form, code=code)
    else:
        looks = Look.objects.filter(subject=row.ref)[:50]
        may = access.may(request.actor, MARK, row) and row.ended_at is None  # type: ignore[attr-defined]
        context = {
            "mark": row,
            "notes": row.notes.all(),
            "looks": looks,
            "may_mark": may,
            "area": territory.area(row.area_code),
            "kinds": KINDS,
        }
        response = render(request, "registry/mark.html", context)
    response["Cache-Control"] = "no-store"
    return response


@access.staff(MARK)
@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    form = NoteForm(request.POST)
    if ui.attempt(form, lambda said: marking.note_on_mark(code, text=said["text"], by=request.actor)):  # type: ignore[attr-defined]
        messages.success(request, _("Noted."))
        return redirect("registry:marks")
    return ui.show_form(request, "registry/mark_reason.html", form, code=code, act="registry:mark_note")


@access.staff(MARK)
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if ui.attempt(form, lambda said: marking.end_mark(code, reason=said["reason"], by=request.actor) or True):  # type: ignore[attr-defined]
        messages.success(request, _("The mark is over."))
        return redirect("registry:marks")
    return ui.show_form(request, "registry/mark_reason.html", form, code=code, act="registry:mark_end")
