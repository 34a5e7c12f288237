"""A unit's emergency orders, on the phone and on the desk alike (R-132)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.command import queries
from lianzhi.command.access import HANDLE
from lianzhi.command.actions import responding
from lianzhi.command.forms import ReportForm
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock


@access.staff(HANDLE)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    listed = queries.orders(request.actor)  # type: ignore[attr-defined]
    return render(request, "command/orders.html", {"listed": listed, "now": clock.now()})


@access.staff(HANDLE)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    found, form = queries.order(order_id, by), ReportForm(request.POST or None)
    if ui.attempt(form, lambda said: responding.report(order_id, said["result"], by=by)):
        messages.success(request, _("Reported done."))
        return redirect("orders:mine")
    return ui.show_form(request, "command/order.html", form, order=found, now=clock.now())


@access.staff(HANDLE)
@require_POST
def take(request: HttpRequest, order_id: int) -> HttpResponse:
    queries.order(order_id, request.actor)  # type: ignore[attr-defined]
    responding.take(order_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("orders:order", order_id)
