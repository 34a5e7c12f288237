"""追回: the list, a new one from a payment, one that ends."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.benefits.access import PREPARE, RELEASE, SEE
from lianzhi.benefits.actions.recovering import close_recovery, open_recovery
from lianzhi.benefits.forms import CloseRecoveryForm, RecoveryForm
from lianzhi.benefits.queries import payments
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

SIZE = 50


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(payments.recoveries(by), SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "names": payments.names_of(row.person for row in page.object_list), "me": by.id,
        "may": access.may(by, RELEASE, None),
    }  # fmt: skip
    return render(request, "benefits/recoveries.html", context)


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, payment: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = payments.payment(payment, by=by)
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: open_recovery(it.code, data["amount"], reason=data["reason"], by=by)):
        messages.success(request, _("Kept. Somebody else books it when the money is there."))
        return redirect("benefits:recoveries")
    back = reverse("benefits:payment", args=[it.code])
    return ui.show_form(
        request, "benefits/form.html", form, title=_("Ask an overpayment back"), sub=it.code, back=back
    )


@access.staff(RELEASE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, recovery: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = payments.recovery(recovery, by=by)
    form = CloseRecoveryForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: close_recovery(recovery, data["how"], note=data["note"], by=by)):
        messages.success(request, _("Kept."))
        return redirect("benefits:recoveries")
    back = reverse("benefits:recoveries")
    return ui.show_form(
        request, "benefits/form.html", form, title=_("End the recovery"), sub=row.code, back=back
    )
