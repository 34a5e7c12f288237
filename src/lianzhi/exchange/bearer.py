"""From a token to the program and the account behind it.

What was found is remembered for ``FRESH`` seconds in each process: a busy program costs one look-up in that time,
and a revoked token, a closed account or a lost role stops within it.
"""

import time
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest

from lianzhi.exchange import limits
from lianzhi.exchange.contracts import Caller
from lianzhi.exchange.models import ApiClient
from lianzhi.exchange.rules import tokens
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, Refused

FRESH = 3.0
MOST = 2000
NOTED_EVERY = timedelta(minutes=1)
_known: dict[str, tuple[float, Caller | None]] = {}


class NoToken(Refused):
    """Nobody is known by what was sent."""

    status = 401


def caller_of(request: HttpRequest) -> Caller:
    """The program behind ``Authorization: Bearer …``. Raises NoToken."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return of_token(token.strip() if kind.lower() == "bearer" else "")


def of_token(token: str) -> Caller:
    """The program of a token. Raises NoToken for none, a wrong, revoked or expired one, or a closed account; TooMany."""
    found = _remembered(token) if tokens.looks_right(token) else None
    if found is None:
        raise NoToken(
            "exchange.token",
            N_("This needs a valid token."),
            way_out=N_(
                "Send “Authorization: Bearer …” with the token the administrator gave you; it may have been revoked or run out."
            ),
        )
    limits.take(found)
    return found


def require(caller: Caller, scope: str, permission: str = "") -> None:
    """Both the token and its account must allow it. Raises NotAllowed."""
    if scope and scope not in caller.scopes:
        raise NotAllowed(
            "exchange.scope",
            N_("This token is not for “%(scope)s”."),
            way_out=N_("Ask the administrator of the platform for a token with this scope."),
            params={"scope": scope},
        )
    if permission and permission not in caller.permissions:
        raise access.lacking(permission)


def forget_known() -> None:
    """For tests, and after a change in this very process."""
    _known.clear()


def _remembered(token: str) -> Caller | None:
    key, now = tokens.digest(token), time.monotonic()
    until, found = _known.get(key, (0.0, None))
    if now < until:
        return found
    if len(_known) >= MOST:
        _known.clear()
    found = _looked_up(key)
    _known[key] = (now + FRESH, found)
    return found


def _looked_up(digest: str) -> Caller | None:
    now = clock.now()
    rows = ApiClient.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), digest=digest, revoked_at=None
    )
    row = rows.filter(account__is_active=True).select_related("account__unit").first()
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at < now - NOTED_EVERY:
        ApiClient.objects.filter(pk=row.pk).update(last_used_at=now)
    account = row.account
    actor = Actor(id=f"staff:{account.pk}", name=f"{account.name} · {row.name}", unit=account.unit.code)
    return Caller(
        row.pk, row.name, actor, frozenset(row.scopes), access.permissions_of(actor), row.per_minute
    )
