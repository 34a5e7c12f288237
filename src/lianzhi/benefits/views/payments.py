"""Payments: the list, one with its entries, a person's; paid again, taken back."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.benefits.access import PREPARE, SEE
from lianzhi.benefits.actions.ordering import pay_again, take_back
from lianzhi.benefits.forms import BackForm, PaymentSearch
from lianzhi.benefits.queries import payments
from lianzhi.benefits.queries.decisions import may_see, policies
from lianzhi.benefits.queries.ledger import entries_of
from lianzhi.benefits.queries.own import own
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

SIZE = 50


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = PaymentSearch(request.GET)
    form.is_valid()
    said = {name: form.cleaned_data.get(name, "") for name in form.fields}
    wanted = payments.Wanted(words=request.GET.get("words", "").replace("\x00", "").strip()[:40], **said)
    page = Paginator(payments.listed(by, wanted), SIZE).get_page(request.GET.get("page"))
    page.object_list = payments.views(page.object_list)  # type: ignore[assignment]
    context = {"page": page, "form": form, "wanted": wanted, "names": payments.names(page.object_list)}
    return render(request, "benefits/payments.html", context)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, payment: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = payments.payment(payment, by=by)
    context = {
        "it": it, "entries": entries_of(payment), "again_key": uuid4().hex, "may": access.may(by, PREPARE, it),
        "name": payments.names([it]).get(f"person:{it.person}", ""),
    }  # fmt: skip
    return render(request, "benefits/payment.html", context)


@access.staff(SEE)
@require_GET
def person(request: HttpRequest, person: str) -> HttpResponse:
    """All that somebody gets, is refused and was paid, and why. Who opens it is kept for him (R-102, R-105)."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    listed = payments.payments_of(person, by=by)
    mine = own(person) if listed or may_see(person, by) else None
    if mine is not None:
        registry.looked([person], "payments", reason=_("Opened the benefits of the person"), by=by)
    context = {
        "listed": listed, "person": person, "own": mine, "name": mine.name if mine else "", "policies": policies(),
        "paid": sum(each.fen for each in listed if each.state == "paid"), "names": payments.names(listed),
        "helps": access.may(by, PREPARE, None) and mine is not None,
    }  # fmt: skip
    return render(request, "benefits/person.html", context)


@access.staff(PREPARE)
@require_POST
def again(request: HttpRequest, payment: str) -> HttpResponse:
    """The key was made with the page, so that a second click is the same payment."""
    new = pay_again(payment, key=request.POST.get("key", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("It waits to be paid again."))
    return redirect("benefits:payment", new.code)


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, payment: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = payments.payment(payment, by=by)
    form = BackForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: take_back(it.code, reason=data["reason"], by=by)):
        messages.success(request, _("Taken back. The money is the budget's again."))
        return redirect("benefits:payment", it.code)
    to = reverse("benefits:payment", args=[it.code])
    return ui.show_form(
        request, "benefits/form.html", form, title=_("Take back a payment"), sub=it.code, back=to
    )
