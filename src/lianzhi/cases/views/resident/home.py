"""The resident's first page, and finding one's report again.  R-070: by matter, never by department; R-222."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianzhi.cases.actions.finding import find
from lianzhi.cases.queries import public
from lianzhi.cases.views.reporting.forms import PhoneForm
from lianzhi.cases.views.reporting.kinds import ways_in
from lianzhi.cases.views.resident.codes import enter, send_for_form
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui

LATEST = 2


class FindForm(forms.Form):
    number = forms.CharField(
        label=_("Number of your report"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the number; it stands in the message you received.")},
    )
    last_four = forms.CharField(
        label=_("Last four digits of your phone, or your secret words"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Type the last four digits of the phone you reported with, or your secret words.")
        },
    )


@access.resident
def home(request: HttpRequest) -> HttpResponse:
    (first, others), by = ways_in(), access.resident_of(request)
    latest = public.mine(by, most=LATEST).cases if by else ()
    return render(request, "cases/resident/home.html", {"first": first, "others": others, "latest": latest})


@access.public
def search(request: HttpRequest) -> HttpResponse:
    """By number and four digits of the phone; the answer is the page with the token in its address."""
    form = FindForm(request.POST or None)
    if case := ui.attempt(form, lambda data: find(data["number"], data["last_four"])):
        return redirect("resident:case", case.token)
    return ui.show_form(request, "cases/resident/find.html", form)


@access.resident
def mine(request: HttpRequest) -> HttpResponse:
    by = access.resident_of(request)
    if by is None:
        return _enter(request)
    after = request.GET.get("after", "")[:24]
    context = {"page": public.mine(by, after=after), "after": after, "resident": access.resident_view(by.id)}
    return render(request, "cases/resident/mine.html", context)


def _enter(request: HttpRequest) -> HttpResponse:
    """Phone and one-time code. “Get a code” is a button of the same form."""
    form = PhoneForm(request.POST or None)
    if request.POST.get("do") == "code":
        sent = send_for_form(request, form, request.POST.get("phone", ""))
        return ui.show_form(request, "cases/resident/enter.html", form, sent=sent)
    if ui.attempt(form, lambda data: enter(request, data["phone"], data["code"])):
        return redirect("resident:mine")
    return ui.show_form(request, "cases/resident/enter.html", form)


@access.resident
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the phone on this device: phones are lent, and shared in families."""
    request.session.flush()
    return redirect("resident:home")
