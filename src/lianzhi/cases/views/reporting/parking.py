"""Go on elsewhere: leave a begun report for the counter, or take one up that the counter began.  R-223."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lianzhi.cases.actions.parking import park, take_up
from lianzhi.cases.views.reporting import draft as drafts
from lianzhi.cases.views.reporting.kinds import FIRST, Kind
from lianzhi.cases.views.reporting.steps import words_form
from lianzhi.cases.views.reporting.way import way
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The eight digits"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the eight digits from the slip or the other screen.")},
    )  # fmt: skip


def leave(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """Keep what was typed so far under a code to carry to the counter."""
    here = way(request, kind, code)
    words_form(here)  # keeps the words in the draft
    draft = {name: getattr(here.draft, name) for name in here.draft.__slots__} | {"intake": here.intake.code}
    number = park(draft, by=files.sender_of(request))
    drafts.drop(request, here.key)
    return render(request, "cases/resident/parked.html", {"code": f"{number[:4]} {number[4:]}"})


def take(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Type the code, or come by the slip's QR picture; then the last screen opens with everything in it."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    by, tried_by = files.sender_of(request), access.address_of(request)
    draft = ui.attempt(form, lambda said: take_up(said["code"], by=by, tried_by=tried_by))
    if draft is None:
        return ui.show_form(request, "cases/resident/continue.html", form)
    intake = draft.pop("intake") or FIRST
    fresh = drafts.Draft(**{name: value for name, value in draft.items() if value is not None})
    drafts.keep(request, f"{kind.source}:{intake}", fresh)
    return redirect(kind.step_url(intake, 3 if fresh.place or fresh.lon is not None else 2))
