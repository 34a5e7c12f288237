"""Other cities: how they are reached, what is under way there, what is stuck."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianzhi.exchange.forms import RemoteForm
from lianzhi.exchange.queries import remotes as reads
from lianzhi.exchange.remotes import forwarding
from lianzhi.exchange.remotes import setting_up as acts
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_

STATES = {
    "waiting": (N_("on its way"), "waiting"),
    "sent": (N_("over there"), "active"),
    "stuck": (N_("stuck"), "bad"),
    "done": (N_("done there"), "good"),
    "withdrawn": (N_("taken back"), "neutral"),
}


def _may_edit(request: HttpRequest) -> bool:
    return access.may(request.actor, acts.EDIT, None)  # type: ignore[attr-defined]


@access.staff("exchange.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(
        request, "exchange/remotes.html", {"listed": reads.remotes(), "may_edit": _may_edit(request)}
    )


@access.staff("exchange.edit")
def new(request: HttpRequest) -> HttpResponse:
    return _edited(request, None, {})


@access.staff("exchange.edit")
def edit(request: HttpRequest, remote_id: int) -> HttpResponse:
    found = reads.remote(remote_id)
    return _edited(request, remote_id, RemoteForm.initial_of(found))


def _edited(request: HttpRequest, remote_id: int | None, initial: dict[str, Any]) -> HttpResponse:
    form = RemoteForm(request.POST or None, initial=initial)
    saved = ui.attempt(form, lambda data: acts.save_remote(remote_id, data, by=request.actor))  # type: ignore[attr-defined]
    if saved is None:
        return ui.show_form(request, "exchange/remote_form.html", form, remote_id=remote_id)
    messages.success(request, _("Saved."))
    return redirect("exchange:remote", saved.pk)


@access.staff("exchange.see")
@require_safe
def entry(request: HttpRequest, remote_id: int) -> HttpResponse:
    context = {
        "remote": reads.remote(remote_id),
        "listed": [(row, _(STATES[row.state][0]), STATES[row.state][1]) for row in reads.forwards(remote_id)],
        "may_edit": _may_edit(request),
    }
    return render(request, "exchange/remote.html", context)


@access.staff("exchange.edit")
@require_POST
def release(request: HttpRequest, remote_id: int, forward_id: int) -> HttpResponse:
    forwarding.release(forward_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("It is tried again within seconds."))
    return redirect("exchange:remote", remote_id)
