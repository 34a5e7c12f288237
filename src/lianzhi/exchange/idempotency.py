"""One create happens once, however often it is sent: the answer is kept with what it made, for a week.

The row with the answer is written in the transaction of the create itself. So there is no moment at which one
exists without the other, nothing to clean up after a crash, and a retry after a lost answer gets that answer.
While another request with the same key is at work, PostgreSQL says so at once (an advisory lock that ends with
the transaction) and the asker gets 409 with Retry-After; SQLite has one writer, so there the second request waits
and then gets the first one's answer. A refusal is not kept: nothing was written, and mending the cause must help.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import connection, transaction

from lianzhi.exchange.contracts import Answer, Caller
from lianzhi.exchange.models import IdempotencyKey
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_, BadInput, Refused

KEPT = timedelta(days=7)
BLOCK = 5000
LONGEST = 128
USABLE = re.compile(r"[!-~]{1,128}")


_known = statements.Prepared(lambda: IdempotencyKey.objects.filter(client_id=0, key=""))


class InFlight(Refused):
    """The same create is being done right now."""

    status = 409
    retry_after = 1


class OtherBody(Refused):
    """The key was used for something else."""

    status = 409


def check_key(key: str) -> str:
    """The key as sent. Raises BadInput when it is missing or cannot be kept."""
    if not USABLE.fullmatch(key):
        raise BadInput(
            "exchange.key",
            N_("The header Idempotency-Key is missing or cannot be used."),
            way_out=N_(
                "Send 1 to %(most)s printable ASCII characters without blanks, best a new UUID for each create."
            ),
            field="Idempotency-Key",
            params={"most": LONGEST},
        )
    return key


def fitting(name: str) -> str:
    """A key for a name of any length or script."""
    return (
        name if len(name) <= LONGEST and name.isascii() and name.isprintable() else body_digest(name.encode())
    )


def answered(caller: Caller, keys: Sequence[str]) -> Answer | None:
    """What this client was answered under one of these keys, if it was."""
    row = IdempotencyKey.objects.filter(client_id=caller.client, key__in=keys).order_by("pk").first()
    return Answer(row.status, row.body, row.content_type, replayed=True) if row else None


def body_digest(*parts: bytes) -> str:
    """What makes two requests the same one: method, address and body, each with its length."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def once(caller: Caller, key: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """Do ``act`` unless this key did it before. Raises InFlight, OtherBody, and whatever ``act`` refuses."""
    check_key(key)
    with transaction.atomic():
        _lock(f"{caller.client}:{key}")
        for known in _known(caller.client, key):
            return _again(known, digest)
        answer = act()
        kept = IdempotencyKey(
            client_id=caller.client, key=key, digest=digest, status=answer.status, body=answer.body,
            content_type=answer.content_type, created_at=clock.now(),
        )  # fmt: skip
        statements.together(statements.inserting([kept], keys=False))
        return answer


def _lock(name: str) -> None:
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with statements.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise InFlight(
                "exchange.in_flight",
                N_("The same request is being worked on."),
                way_out=N_("Send it again in a second; it will answer with the result of the first."),
            )


def _again(known: IdempotencyKey, digest: str) -> Answer:
    if known.digest != digest:
        raise OtherBody(
            "exchange.other_body",
            N_("This Idempotency-Key was used for another request."),
            way_out=N_("Make a new key for each new thing; repeat a key only with the very same request."),
            field="Idempotency-Key",
        )
    return Answer(known.status, known.body, known.content_type, replayed=True)


def forget() -> int:
    """Remove keys older than a week, in blocks so that no lock lasts; returns how many."""
    gone = 0
    old = IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).order_by("created_at")
    while block := list(old.values_list("pk", flat=True)[:BLOCK]):
        gone += IdempotencyKey.objects.filter(pk__in=block).delete()[0]
    return gone
