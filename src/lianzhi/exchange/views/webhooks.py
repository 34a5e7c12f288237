"""Webhooks: which address is told what, and what became of each delivery."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianzhi.exchange.forms import WebhookForm
from lianzhi.exchange.queries import webhooks as reads
from lianzhi.exchange.webhooks import setting_up as acts
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_

STATES = {
    "waiting": (N_("on its way"), "waiting"),
    "delivered": (N_("delivered"), "good"),
    "dead": (N_("given up"), "bad"),
}


@access.staff("exchange.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    may_edit = access.may(request.actor, acts.EDIT, None)  # type: ignore[attr-defined]
    return render(request, "exchange/webhooks.html", {"listed": reads.webhooks(), "may_edit": may_edit})


@access.staff("exchange.edit")
def new(request: HttpRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    made = ui.attempt(
        form,
        lambda data: acts.make_webhook(
            int(data["client"]), url=data["url"], kinds=data["kinds"], private=data["private"],
            by=request.actor,  # type: ignore[attr-defined]
        ),
    )  # fmt: skip
    if made is None:
        return ui.show_form(request, "exchange/webhook_new.html", form)
    response = render(request, "exchange/secret.html", {"webhook": reads.webhook(made[0]), "secret": made[1]})
    response["Cache-Control"] = "no-store"
    return response


@access.staff("exchange.see")
@require_safe
def entry(request: HttpRequest, webhook_id: int) -> HttpResponse:
    state = request.GET.get("state", "")
    found = reads.deliveries(webhook_id, state=state if state in STATES else "")
    context = {
        "webhook": reads.webhook(webhook_id),
        "listed": [(row, _(STATES[row.state][0]), STATES[row.state][1]) for row in found],
        "state": state,
        "may_edit": access.may(request.actor, acts.EDIT, None),  # type: ignore[attr-defined]
    }
    return render(request, "exchange/webhook.html", context)


@access.staff("exchange.edit")
@require_POST
def switch(request: HttpRequest, webhook_id: int) -> HttpResponse:
    acts.switch_webhook(webhook_id, active=request.POST.get("active") == "1", by=request.actor)  # type: ignore[attr-defined]
    return redirect("exchange:webhook", webhook_id)


@access.staff("exchange.edit")
@require_POST
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    acts.remove_webhook(webhook_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Removed."))
    return redirect("exchange:webhooks")


@access.staff("exchange.edit")
@require_POST
def redeliver(request: HttpRequest, webhook_id: int) -> HttpResponse:
    one = request.POST.get("delivery", "")
    wanted = int(one) if one.isascii() and one.isdigit() and len(one) < 18 else None
    count = acts.redeliver(webhook_id, wanted, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("%(count)s deliveries are sent again.") % {"count": count})
    return redirect("exchange:webhook", webhook_id)
