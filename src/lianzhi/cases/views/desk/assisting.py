"""At the counter: act for the reporter, print the slip, take a begun report up.  R-208, R-222, R-223."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.cases.actions.anonymous import renew
from lianzhi.cases.actions.assisting import ACTS, REPORT, Consent, act_for
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import assists
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.rules.assisting import BY_STAFF, CONSENTS, HELPERS
from lianzhi.cases.views.reporting.sending import keep_secret, papers, shown_once
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.grades import GRADES


class ActForOtherForm(forms.Form):
    """``what`` decides which words are asked for."""

    helper = forms.ChoiceField(
        label=gettext_lazy("You help"), choices=[(c, HELPERS[c]) for c in BY_STAFF], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    consent = forms.ChoiceField(
        label=gettext_lazy("How did the person agree?"), choices=list(CONSENTS.items()), required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, what: str, data: Any = None) -> None:
        super().__init__(data)
        if what == "rate":
            self.fields["grade"] = forms.TypedChoiceField(
                label=_("How satisfied is the person?"), choices=list(GRADES.items()), coerce=int
            )
        label = {"rate": _("In the person's words (optional)")}.get(what, _("In the person's words"))
        self.fields["text"] = forms.CharField(
            label=label, required=what != "rate", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
        )
        for name in ("helper", "consent"):
            self.fields[name].choices = [(c, _(str(w))) for c, w in self.fields[name].choices]


@access.staff(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def for_reporter(request: HttpRequest, number: str, what: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    case = visible(number, by)
    access.require(by, REPORT, case)
    if what not in ACTS:
        raise NotFound("cases.act_for", N_("There is no such act."), way_out=N_("Reload the page."))
    form = ActForOtherForm(what, request.POST or None)
    if ui.attempt(form, lambda said: act_for(case.id, what, _consent(request, said), said, by=by)):
        messages.success(request, _("Kept, with your name as the one who helped."))
        return redirect("desk:case", number)
    return ui.show_form(request, "cases/desk/for_reporter.html", form, case=case, what=what)


def _consent(request: HttpRequest, said: dict[str, Any]) -> Consent:
    by = request.actor  # type: ignore[attr-defined]
    return Consent(said["helper"], said["consent"], papers(request, by))


@access.staff(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Number, QR code and, once, the secret words. POST makes new words."""
    by = request.actor  # type: ignore[attr-defined]
    case = _helped_by(number, by)
    if request.method == "POST":
        keep_secret(request, case, renew(case, by=by))
        return redirect("desk:slip", number)
    link = request.build_absolute_uri(reverse("resident:case", args=[case.token]))
    drawn = segno.make(link, error="m").svg_inline(scale=4, border=0)
    return render(request, "cases/desk/slip.html", {
        "case": case, "link": link, "qr": mark_safe(drawn), "secret": shown_once(request, case),  # noqa: S308
        "anonymous": case.reporter.startswith("anonymous:"),
    })  # fmt: skip


def _helped_by(number: str, by: Actor) -> CaseView:
    """Whoever took it down for the person prints the slip, wherever the matter lies."""
    if (case := assists.reported_by(number, by)) is not None:
        return case
    case = visible(number, by)
    access.require(by, REPORT, case)
    return case


@access.staff("cases.see")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/desk/assists.html", {"counts": assists.counts()})
