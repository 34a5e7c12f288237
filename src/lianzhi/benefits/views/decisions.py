"""Decisions: the list with its acts for several, one with its way drawn, a person's."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.benefits import comparing
from lianzhi.benefits.access import DECIDE, PREPARE, SEE
from lianzhi.benefits.actions import objecting, turning
from lianzhi.benefits.forms import DecisionSearch, ReasonForm, WordsForm
from lianzhi.benefits.queries import decisions, payments
from lianzhi.benefits.queries.drawing import way_of
from lianzhi.benefits.rules.deciding import Deciding
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry import api as registry

SIZE = 50


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    policies = decisions.policies()
    form = DecisionSearch(request.GET, {code: one.name for code, one in policies.items()})
    form.is_valid()
    said = {name: form.cleaned_data.get(name, "") for name in form.fields}
    wanted = decisions.Wanted(words=request.GET.get("words", "").replace("\x00", "").strip()[:40], **said)
    page = Paginator(decisions.listed(by, wanted), SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "form": form, "wanted": wanted, "names": payments.names(page.object_list), "policies": policies,
        "counts": decisions.counts(by), "checking": wanted.state == Deciding.CHECKING and access.may(by, PREPARE, None),
        "approving": wanted.state == Deciding.READY and access.may(by, DECIDE, None),
    }  # fmt: skip
    return render(request, "benefits/decisions.html", context)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, decision: str) -> HttpResponse:
    """Who opens it is kept for the person, like any look at his data (R-102, R-105)."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = decisions.decision(decision, by=by)
    registry.looked([row.person], "benefits", reason=_("Opened a decision about a benefit"), by=by)
    context = {
        "it": decisions.shown(row), "row": row, "way": way_of(row, decisions.turns(row)), "dues": decisions.dues([row]),
        "compared": comparing.compared(row), "objections": decisions.objections(row), "prepares": access.may(by, PREPARE, row),
        "decides": access.may(by, DECIDE, row), "own": by.id == row.first_by, "name": payments.names([row]),
    }  # fmt: skip
    return render(request, "benefits/decision.html", context)


def _ticked(request: HttpRequest) -> list[str]:
    """Raises BadInput when nothing is."""
    if not (codes := request.POST.getlist("decision")):
        raise BadInput(
            "benefits.nothing_ticked",
            N_("Nothing is ticked."),
            way_out=N_("Look at each line and tick those that go on."),
        )
    return codes


@access.staff(PREPARE)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    n = turning.check(_ticked(request), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("%(n)s checked; each goes on its way.") % {"n": n})
    return _back(request)


@access.staff(DECIDE)
@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    n = turning.approve(_ticked(request), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("%(n)s decided. What is verified is ordered now.") % {"n": n})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    one = request.POST.getlist("decision")
    if request.POST.get("from") == "one" and one:
        return redirect("benefits:decision", one[0])
    return redirect(f"{reverse('benefits:decisions')}?state={request.POST.get('state', '')[:12]}")


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, decision: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = decisions.decision(decision, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: turning.settle(row.code, note=data["reason"], by=by)):
        messages.success(request, _("Kept. It goes on its way."))
        return redirect("benefits:decision", row.code)
    return _form(request, form, _("Settle the doubt"), row.code)


@access.staff(SEE)
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, decision: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = decisions.decision(decision, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: turning.refuse(row.code, reason=data["reason"], by=by)):
        messages.success(request, _("Refused. The person is told the reason and how to appeal."))
        return redirect("benefits:decision", row.code)
    return _form(request, form, _("Refuse with a reason"), row.code)


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, decision: str) -> HttpResponse:
    """Noted down for somebody who came or called."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = decisions.decision(decision, by=by)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: objecting.appeal(row.code, data["words"], by=by)):
        messages.success(request, _("Noted. Somebody who did not decide before answers it."))
        return redirect("benefits:decision", row.code)
    return _form(request, form, _("Note down an appeal"), row.code)


def _form(request: HttpRequest, form: object, title: str, code: str) -> HttpResponse:
    back = reverse("benefits:decision", args=[code])
    return ui.show_form(request, "benefits/form.html", form, title=title, sub=code, back=back)  # type: ignore[arg-type]
