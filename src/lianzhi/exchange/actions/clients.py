"""Give a program a token, and take it back."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from lianzhi.exchange.contracts import ClientView
from lianzhi.exchange.models import ApiClient
from lianzhi.exchange.queries.clients import client_view, missing
from lianzhi.exchange.rules import scopes as scoping
from lianzhi.exchange.rules import tokens
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

EDIT = "exchange.edit"


@transaction.atomic
def make_client(
    name: str,
    *,
    account: str,
    scopes: Sequence[str],
    contact: str = "",
    per_minute: int = 0,
    expires_at: datetime | None = None,
    by: Actor,
) -> tuple[ClientView, str]:
    """(the client, its token). The token is told here and never again; only its digest is kept."""
    access.require(by, EDIT, None)
    wanted = scoping.checked(scopes)
    person = access.person(account)
    if person is None or not person.active:
        raise BadInput(
            "exchange.account",
            N_("There is no such account, or it is closed."),
            way_out=N_("Choose an account of the list; its roles and area bound what the token opens."),
            field="account",
        )
    token = tokens.PREFIX + secrets.token_urlsafe(32)
    row = ApiClient(
        name=name.strip(), contact=contact.strip(), account_id=int(account.partition(":")[2]), scopes=wanted,
        per_minute=per_minute, expires_at=expires_at, created_at=clock.now(), digest=tokens.digest(token), hint=tokens.hint(token),
    )  # fmt: skip
    _save_new(row)
    detail = {"name": row.name, "account": account, "scopes": wanted, "expires": str(expires_at or "")} | {
        "per_minute": per_minute
    }
    audit.record(by, "exchange.make_client", f"client:{row.pk}", detail)
    return client_view(row), token


def _save_new(row: ApiClient) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BadInput(
            "exchange.name_taken",
            N_("There is a client of this name already."),
            way_out=N_("Give it another name, or revoke that one first; a token cannot be shown again."),
            field="name",
        ) from error


@transaction.atomic
def renew_client(client_id: int, *, by: Actor) -> tuple[ClientView, str]:
    """A new token for a client; the old one stops within seconds."""
    access.require(by, EDIT, None)
    row = _locked(client_id)
    token = tokens.PREFIX + secrets.token_urlsafe(32)
    row.digest, row.hint, row.revoked_at = tokens.digest(token), tokens.hint(token), None
    row.save(update_fields=["digest", "hint", "revoked_at"])
    audit.record(by, "exchange.renew_client", f"client:{row.pk}", {"name": row.name})
    return client_view(row), token


@transaction.atomic
def revoke_client(client_id: int, *, by: Actor) -> ClientView:
    """The token stops within seconds, in every process. What it did stays on record."""
    access.require(by, EDIT, None)
    row = _locked(client_id)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        audit.record(by, "exchange.revoke_client", f"client:{row.pk}", {"name": row.name})
    return client_view(row)


@transaction.atomic
def limit_client(client_id: int, per_minute: int, *, by: Actor) -> ClientView:
    """How many requests a minute it may send; holds within seconds, in every process. 0 is no limit."""
    access.require(by, EDIT, None)
    row = _locked(client_id)
    if row.per_minute != per_minute:
        detail = {"name": row.name, "before": row.per_minute, "after": per_minute}
        row.per_minute = per_minute
        row.save(update_fields=["per_minute"])
        audit.record(by, "exchange.limit_client", f"client:{row.pk}", detail)
    return client_view(row)


def _locked(client_id: int) -> ApiClient:
    row = (
        ApiClient.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(pk=client_id)
        .first()
    )
    if row is None:
        raise missing()
    return row
