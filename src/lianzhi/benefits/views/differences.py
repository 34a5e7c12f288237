"""Reconciliation: what does not agree, the bank's files, a file taken in, a difference settled."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.benefits.access import RECONCILE, SEE
from lianzhi.benefits.actions.reconciling import reconcile as run
from lianzhi.benefits.actions.reconciling import settle as settle_one
from lianzhi.benefits.actions.taking import take_file
from lianzhi.benefits.forms import FileForm
from lianzhi.benefits.queries import differences
from lianzhi.benefits.queries.ledger import drifted, paid_in_all
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui

SIZE = 50


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    settled = request.GET.get("look") == "settled"
    rows = Paginator(differences.differences(settled=settled), SIZE)
    ours, banks = paid_in_all(), differences.bank_paid_in_all()
    context = {
        "page": rows.get_page(request.GET.get("page")), "settled": settled, "files": differences.files(), "ours": ours,
        "banks": banks, "apart": ours - banks, "drifted": drifted(),
        "may": access.may(request.actor, RECONCILE, None),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "benefits/differences.html", context)


@access.staff(RECONCILE)
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        done = take_file(upload.name, upload.read(), by=request.actor)  # type: ignore[attr-defined]
        _tell(request, done)
        return redirect("benefits:differences")
    to = reverse("benefits:differences")
    return ui.show_form(request, "benefits/upload.html", form, title=_("Take in a file of the bank"), back=to)


def _tell(request: HttpRequest, done: object) -> None:
    said = {"taken": done.taken, "odd": done.odd}  # type: ignore[attr-defined]
    if done.again:  # type: ignore[attr-defined]
        messages.warning(request, _("This file had come before. Nothing was changed."))
    elif done.quarantined:  # type: ignore[attr-defined]
        messages.error(request, _(done.quarantined))  # type: ignore[attr-defined]
    else:
        messages.success(
            request, _("%(taken)s payments moved on, %(odd)s lines are for a person to look at.") % said
        )


@access.staff(RECONCILE)
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    done = run(by=request.actor)  # type: ignore[attr-defined]
    say = messages.warning if done.differing else messages.success
    said = {"payments": done.payments, "differing": done.differing}
    say(request, _("%(payments)s payments compared, %(differing)s differ.") % said)
    return redirect("benefits:differences")


@access.staff(RECONCILE)
@require_POST
def settle(request: HttpRequest, difference_id: int) -> HttpResponse:
    settle_one(difference_id, note=request.POST.get("note", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Settled."))
    return redirect("benefits:differences")
