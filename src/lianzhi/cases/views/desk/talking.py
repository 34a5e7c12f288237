"""Asking the reporter and noting something, from the case page; the desk's list of open questions."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import talking
from lianzhi.cases.queries import talk as talks
from lianzhi.cases.views.desk.panel import panel
from lianzhi.cases.views.desk.record import _seen, _shown
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, NotFound

SAY = {"question": talking.ask, "note": talking.note}
SAID = {
    "question": N_("The question was sent to the person who reported."),
    "note": N_("The note was kept. Only staff read it."),
}


class SayForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=4000, strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@access.staff("cases.see")
@require_POST
def say(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """``question`` to the reporter, or ``note`` among staff; refused, the page answers with what was typed."""
    case, reader = _seen(request, number)
    if what not in SAY:
        raise NotFound(
            "cases.say", N_("There is nothing of that kind to say."), way_out=N_("Reload the page.")
        )
    access.require(reader.by, talking.ASK, case)
    form = SayForm(request.POST, auto_id=f"{what}-%s")
    if ui.attempt(form, lambda said: SAY[what](case.id, said["text"], by=reader.by)):
        messages.success(request, _(SAID[what]))
        return redirect("desk:case", number)
    return _shown(request, case, reader, panel(case, reader), **{f"{what}_form": form})


@access.staff("cases.see")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    return render(
        request,
        "cases/desk/questions.html",
        {"waiting": talks.unanswered(by), "replies": talks.replies(by)[:30]},
    )
