"""差评回访 at the desk: the list with its lights, one follow-up with its next step, statistics of ratings.  R-278."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lianzhi.cases.actions import following
from lianzhi.cases.queries import ratings as queries
from lianzhi.cases.rules.following import OUTCOMES
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

LONGEST = 2000


def _words(label: str, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows})
    )


class CallForm(forms.Form):
    reached = forms.TypedChoiceField(
        label=gettext_lazy("Did the person answer?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    said = _words(gettext_lazy("What was said"))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=list(OUTCOMES.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    text = _words(gettext_lazy("Reply to the reporter"), 5)


class SettleForm(forms.Form):
    note = _words(gettext_lazy("Note (optional)"), 2)


class AgainForm(forms.Form):
    reason = _words(gettext_lazy("Why it is not good enough"))


def _answer(pk: int, said: Mapping[str, Any], by: Actor) -> object:
    return following.answer(pk, said["text"], outcome=said["outcome"], by=by)


DO: Mapping[str, tuple[type[forms.Form], str, Callable[[int, Mapping[str, Any], Actor], object]]] = {
    "call": (CallForm, following.HANDLE, lambda pk, said, by: following.call(pk, by=by, **said)),
    "answer": (AnswerForm, following.HANDLE, _answer),
    "settle": (SettleForm, following.SETTLE, lambda pk, said, by: following.settle(pk, by=by, **said)),
    "again": (AgainForm, following.SETTLE, lambda pk, said, by: following.again(pk, by=by, **said)),
}


@access.staff(following.HANDLE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    found = queries.follow_ups(request.actor, closed=closed)  # type: ignore[attr-defined]
    return render(request, "cases/desk/follow_ups.html", {"rows": found, "closed": closed})


@access.staff(following.HANDLE)
def show(request: HttpRequest, follow_up: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    shown, case = queries.follow_up(follow_up, by)
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    kinds = {
        do: kind(request.POST if do == sent else None, auto_id=f"{do}-%s")
        for do, (kind, _p, _a) in DO.items()
    }
    if sent in DO and ui.attempt(kinds[sent], lambda said: DO[sent][2](follow_up, said, by)):
        messages.success(request, _("Kept."))
        return redirect("desk:follow_up", follow_up)
    verbs = {move.verb for move in shown.item.moves if access.may(by, move.permission, case)}
    wrong = sent in DO and bool(kinds[sent].errors)
    context = {"row": shown, "case": case, "forms": {do: form for do, form in kinds.items() if do in verbs}}
    return render(request, "cases/desk/follow_up.html", context, status=422 if wrong else 200)


@access.staff("cases.see")
@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """Counts of the last thirty days by unit and by item; the whole town's, as published."""
    units = queries.tallies("unit")
    context = {"units": units, "items": queries.tallies("category"), "whole": queries.whole(units)}
    return render(request, "cases/desk/ratings.html", context)
