"""Where one's report stands, the answer, the rating, and 重办 after a bad one.  R-123, R-278.

Whoever holds the token of a case may see it, rate it and reopen it: the link went to the reporter's phone only.
The act then is the reporter's. Cases that staff reported have no such link holder; there the page only shows.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lianzhi.cases.actions.rating import rate, reopen
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import assists, cases, public, ratings, talk
from lianzhi.cases.rules.rating import BAD_REASONS, GOOD_REASONS
from lianzhi.cases.rules.talking import can_answer
from lianzhi.cases.views import wording
from lianzhi.cases.views.sight import remember
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed
from lianzhi.kernel.grades import GRADES


class RatingForm(forms.Form):
    grade = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=list(GRADES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the five grades."),
            "invalid_choice": _("Choose one of the five grades."),
        },
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why?"),
        choices=list((GOOD_REASONS | BAD_REASONS).items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("Anything else?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("What is still not right?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Say in a sentence what is still not right, so that it is put right this time.")
        },
    )


@access.public
def case(request: HttpRequest, token: str) -> HttpResponse:
    shown = public.progress(cases.by_token(token))
    remember(request, shown.case)
    return render(request, "cases/resident/case.html", {
        "p": shown, "case": shown.case, "entries": wording.entries(shown.steps), "stages": wording.stages(shown),
        "talk": talk.told(shown.case), "helped": assists.helped(shown.case), "follow_up": ratings.follow_up_of(shown.case.id),
    })  # fmt: skip


@access.public
def rating(request: HttpRequest, token: str) -> HttpResponse:
    found = cases.by_token(token)
    form = RatingForm(request.POST or None)
    if ui.attempt(form, lambda data: rate(found.id, by=reporter_of(found), **data)):
        return redirect("resident:case", token)
    reasons = {"good": GOOD_REASONS.items(), "bad": BAD_REASONS.items()}
    return ui.show_form(request, "cases/resident/rate.html", form, case=found, **reasons)


@access.public
def reopening(request: HttpRequest, token: str) -> HttpResponse:
    found = cases.by_token(token)
    form = ReopenForm(request.POST or None)
    if ui.attempt(form, lambda data: reopen(found.id, by=reporter_of(found), **data)):
        return redirect("resident:case", token)
    return ui.show_form(request, "cases/resident/reopen.html", form, case=found)


def reporter_of(found: CaseView) -> Actor:
    """The person behind the token. Nobody acts as a member of staff by a link."""
    if not can_answer(found.reporter):
        raise NotAllowed(
            "cases.not_reporter",
            N_("Only the resident who reported this can rate it."),
            way_out=N_("It was reported by the town's own staff."),
        )
    return Actor(found.reporter, "")
