"""Clients: who may come in, since when, for what; a token is shown once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianzhi.exchange.actions import clients as acts
from lianzhi.exchange.contracts import ClientView
from lianzhi.exchange.forms import ClientForm, LimitForm
from lianzhi.exchange.queries import clients as reads
from lianzhi.exchange.rules.scopes import SCOPES
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock


@access.staff("exchange.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    found = [
        (client, _standing(client), [words for _code, words in _scopes(client)]) for client in reads.clients()
    ]
    return render(request, "exchange/clients.html", {"listed": found, "may_edit": _may_edit(request)})


def _standing(client: ClientView) -> tuple[str, str]:
    if client.revoked_at:
        return _("revoked"), "bad"
    if client.expires_at and client.expires_at <= clock.now():
        return _("run out"), "waiting"
    return _("in use"), "good"


def _may_edit(request: HttpRequest) -> bool:
    return access.may(request.actor, acts.EDIT, None)  # type: ignore[attr-defined]


@access.staff("exchange.edit")
def new(request: HttpRequest) -> HttpResponse:
    form = ClientForm(request.POST or None)
    made = ui.attempt(
        form,
        lambda data: acts.make_client(
            data["name"], account=data["account"], scopes=data["scopes"], contact=data["contact"],
            per_minute=data["per_minute"], expires_at=data["expires"], by=request.actor,  # type: ignore[attr-defined]
        ),
    )  # fmt: skip
    return _told(request, *made) if made else ui.show_form(request, "exchange/client_new.html", form)


@access.staff("exchange.see")
@require_safe
def entry(request: HttpRequest, client_id: int) -> HttpResponse:
    client = reads.client(client_id)
    word, tone = _standing(client)
    context = {
        "client": client,
        "word": word,
        "tone": tone,
        "scopes": _scopes(client),
        "may_edit": _may_edit(request),
        "limit": LimitForm(initial={"per_minute": client.per_minute}),
    }
    return render(request, "exchange/client.html", context)


def _scopes(client: ClientView) -> list[tuple[str, str]]:
    return [(code, _(SCOPES[code])) for code in client.scopes if code in SCOPES]


@access.staff("exchange.edit")
@require_POST
def renew(request: HttpRequest, client_id: int) -> HttpResponse:
    return _told(request, *acts.renew_client(client_id, by=request.actor))  # type: ignore[attr-defined]


@access.staff("exchange.edit")
@require_POST
def revoke(request: HttpRequest, client_id: int) -> HttpResponse:
    client = acts.revoke_client(client_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The token of %(name)s does not work any more.") % {"name": client.name})
    return redirect("exchange:client", client.id)


@access.staff("exchange.edit")
@require_POST
def limit(request: HttpRequest, client_id: int) -> HttpResponse:
    form, client = LimitForm(request.POST), reads.client(client_id)
    made = ui.attempt(
        form,
        lambda data: acts.limit_client(client.id, data["per_minute"], by=request.actor),  # type: ignore[attr-defined]
    )
    if made is None:
        return ui.show_form(request, "exchange/client_limit.html", form, client=client)
    messages.success(request, _("The limit of %(name)s holds from now on.") % {"name": client.name})
    return redirect("exchange:client", client.id)


def _told(request: HttpRequest, client: ClientView, token: str) -> HttpResponse:
    """The one page that shows the token; no cache and no history keeps it."""
    response = render(request, "exchange/token.html", {"client": client, "token": token})
    response["Cache-Control"] = "no-store"
    return response
