"""Imported messages: the machine's label and how sure it is, a person's correction, a case from a message."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import signals as acts
from lianzhi.cases.queries import paging, signals
from lianzhi.cases.queries.views import signal_view
from lianzhi.foundation.access import api as access

PER_PAGE = 50


class LabelForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("Label"), max_length=60)


@access.staff("signals.see")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    wanted = {
        "source": request.GET.get("source", ""),
        "label": request.GET.get("label", ""),
        "text": request.GET.get("q", "").strip(),
        "doubtful": bool(request.GET.get("doubtful")),
    }
    cap = paging.CAP_ASKED_EACH if wanted["text"] else paging.CAP
    found = signals.listed(**wanted)  # type: ignore[arg-type]
    page = paging.page_of(found, signals.ORDER, request.GET, size=PER_PAGE, cap=cap)
    page = replace(page, object_list=[signal_view(row) for row in page.object_list])
    context = {"page": page, "wanted": wanted, "labels": signals.labels(), "sources": signals.sources()}
    context["may_label"] = access.may(request.actor, "signals.label", None)  # type: ignore[attr-defined]
    return render(request, "cases/desk/signals.html", context)


@access.staff("signals.label")
@require_POST
def label(request: HttpRequest, signal_id: int) -> HttpResponse:
    form = LabelForm(request.POST)
    chosen = form.cleaned_data["label"] if form.is_valid() else ""
    signal = acts.correct_label(signal_id, chosen, by=request.actor)  # type: ignore[attr-defined]
    if not request.headers.get("HX-Request"):
        return redirect("desk:signals")
    context = {"signal": signal, "may_label": True}
    return render(request, "cases/desk/signal_label.html", context)


@access.staff("signals.label")
@require_POST
def open_case(request: HttpRequest, signal_id: int) -> HttpResponse:
    case = acts.open_case(signal_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Case %(number)s was opened from the message.") % {"number": case.number})
    return redirect("desk:case", case.number)
