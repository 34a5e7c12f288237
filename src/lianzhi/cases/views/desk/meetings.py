"""Coordination meetings: proposed from the data, chosen and ordered by a person, decided one by one.  R-162."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.cases.actions import meetings as acts
from lianzhi.cases.forms import ActForm
from lianzhi.cases.queries import meetings
from lianzhi.cases.queries.acts import Act, Reader
from lianzhi.cases.queries.agenda import MEET, proposals, ways
from lianzhi.cases.views.desk.panel import act_form
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI

SALT = "lianzhi.meeting"
WHEN = "%Y-%m-%dT%H:%M"


class MeetingForm(forms.Form):
    """``numbers`` are ticked in the table, in its order; ``why`` is signed: what the data said, not what was typed."""

    title = forms.CharField(
        label=gettext_lazy("Name of the meeting"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the meeting a name.")},
    )
    held_at = forms.DateTimeField(
        label=gettext_lazy("When it is held"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
        error_messages={
            "required": gettext_lazy("Say when."),
            "invalid": gettext_lazy("Choose day and time."),
        },
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    why = forms.CharField(widget=forms.HiddenInput)

    def clean_why(self) -> dict[str, list[str]]:
        try:
            return signing.loads(self.cleaned_data["why"], salt=SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The page is damaged. Open it anew.")) from error


class SayForm(forms.Form):
    """A decision that is no step: it is kept as a note on the case."""

    act = None
    reason = forms.CharField(
        label=gettext_lazy("What was decided"),
        max_length=2000,
        help_text=gettext_lazy("It stands on the case as a note; the person who reported does not read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write down what was decided.")},
    )

    def given(self) -> worklist.Given:
        return worklist.Given(reason=self.cleaned_data["reason"].strip())


@access.staff(MEET)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    page = meetings.listing(request.actor, request.GET)  # type: ignore[attr-defined]
    return render(request, "cases/desk/meetings.html", {"page": page})


@access.staff(MEET)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    form = MeetingForm(request.POST if request.method == "POST" else None)
    made = ui.attempt(form, lambda said: acts.prepare(
        said["key"], said["title"], said["held_at"], why=said["why"], numbers=request.POST.getlist("n"), by=by,
    ))  # fmt: skip
    if made is not None:
        messages.success(request, _("The agenda is ready. Order it, print it, record the decisions."))
        return redirect("desk:meeting", made.pk)
    found = proposals(by)
    if not form.is_bound:
        form = MeetingForm(initial=_prepared(found))
    ticked = request.POST.getlist("n") if form.is_bound else [one.case.number for one in found]
    return ui.show_form(request, "cases/desk/meeting_new.html", form, found=found, ticked=ticked)


def _prepared(found: list[Any]) -> dict[str, Any]:
    """The page's own values: a name for today, and the reasons, signed."""
    now = clock.now().astimezone(SHANGHAI)
    why = {one.case.number: list(one.why) for one in found}
    title = _("Coordination meeting %(day)s") % {"day": f"{now:%Y-%m-%d}"}
    return {"key": uuid4().hex, "title": title, "held_at": now.replace(tzinfo=None),
            "why": signing.dumps(why, salt=SALT, compress=True)}  # fmt: skip


@access.staff(MEET)
@require_GET
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    return render(request, "cases/desk/meeting.html", {"agenda": _agenda(request, meeting_id)})


@access.staff(MEET)
@require_GET
def sheet(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The agenda on paper, with room to write where nothing is decided yet."""
    by = request.actor  # type: ignore[attr-defined]
    context = {"agenda": _agenda(request, meeting_id), "printed_at": clock.now(), "by": by}
    return render(request, "cases/desk/print/meeting.html", context | {"unit": access.unit(by.unit)})


@access.staff(MEET)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, meeting_id: int, line_id: int) -> HttpResponse:
    by, agenda = request.actor, _agenda(request, meeting_id)  # type: ignore[attr-defined]
    seen, said = (
        meetings.on_agenda(agenda, line_id),
        request.POST if request.method == "POST" else request.GET,
    )
    found, verb = ways(seen.case, Reader(by)), said.get("verb", "")
    act = next((act for act in found if act.verb == verb), None)
    form = _form(act, seen, request.POST if request.method == "POST" else None)
    decided = ui.attempt(form, lambda _said: acts.decide(
        meeting_id, line_id, said.get("key", "")[:40] or uuid4().hex, verb=verb, given=form.given(), by=by,
    ))  # fmt: skip
    if decided is not None:
        messages.success(request, _("Recorded, and carried out on the matter."))
        return redirect("desk:meeting", meeting_id)
    context = {"agenda": agenda, "line": seen, "ways": found, "act": act, "verb": verb,
               "key": said.get("key") or uuid4().hex}  # fmt: skip
    return ui.show_form(request, "cases/desk/meeting_line.html", form, **context)


def _form(act: Act | None, seen: meetings.LineView, data: Any) -> ActForm | SayForm:
    return act_form(act, seen.case, data) if act else SayForm(data)


@access.staff(MEET)
@require_POST
def add(request: HttpRequest, meeting_id: int) -> HttpResponse:
    acts.add(meeting_id, request.POST.get("number", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("desk:meeting", meeting_id)


@access.staff(MEET)
@require_POST
def place(request: HttpRequest, meeting_id: int, line_id: int) -> HttpResponse:
    acts.place(meeting_id, line_id, request.POST.get("to", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("desk:meeting", meeting_id)


@access.staff(MEET)
@require_POST
def end(request: HttpRequest, meeting_id: int) -> HttpResponse:
    acts.end(meeting_id, request.POST.get("words", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The meeting is over. What is left comes up next time."))
    return redirect("desk:meeting", meeting_id)


def _agenda(request: HttpRequest, meeting_id: int) -> meetings.Agenda:
    by = request.actor  # type: ignore[attr-defined]
    return meetings.agenda(meetings.meeting(meeting_id, by), by)
