"""The note from shift to shift: prepared from the data, left in one's own words, taken over with one click."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.cases.actions import handover as acts
from lianzhi.cases.queries import handover
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui

SALT = "lianzhi.handover"


class NoteForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What the next shift has to know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    facts = forms.CharField(widget=forms.HiddenInput)

    def clean_facts(self) -> tuple[datetime, dict]:
        """What the page showed is what is kept: signed, so that it is what the data said."""
        try:
            since, facts = signing.loads(self.cleaned_data["facts"], salt=SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The page is damaged. Open it anew.")) from error
        return datetime.fromisoformat(since), facts


@access.staff(acts.HAND_OVER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    context = {"page": handover.notes(by, request.GET), "waiting": handover.waiting(by), "me": by.id}
    return render(request, "cases/desk/handovers.html", context)


@access.staff(acts.HAND_OVER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    form = NoteForm(request.POST if request.method == "POST" else None)
    note = ui.attempt(form, lambda said: acts.give(
        said["key"], said["words"], since=said["facts"][0], facts=said["facts"][1], by=by,
    ))  # fmt: skip
    if note is not None:
        messages.success(request, _("The note is left. The next officer takes it over."))
        return redirect("desk:handover_note", note.id)
    since, facts = handover.prepared(by)
    if not form.is_bound:
        sealed = signing.dumps((since.isoformat(), facts), salt=SALT, compress=True)
        form = NoteForm(initial={"key": uuid4().hex, "facts": sealed})
    context = {"since": since, "sections": handover.sections(facts), "happened": handover.steps(facts)}
    return ui.show_form(request, "cases/desk/handover_new.html", form, **context)


@access.staff(acts.HAND_OVER)
@require_GET
def show(request: HttpRequest, note_id: int) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    note = handover.note(note_id, by)
    may_take = note.taken_at is None and note.given_by != by.id
    return render(request, "cases/desk/handover.html", {"note": note, "may_take": may_take})


@access.staff(acts.HAND_OVER)
@require_POST
def take(request: HttpRequest, note_id: int) -> HttpResponse:
    acts.take(note_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("You have taken the shift over."))
    return redirect("desk:handover_note", note_id)
