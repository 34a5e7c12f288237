"""Append to the trail: lock the head, chain, mark, and seal after the commit."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.audit import sealing
from lianzhi.foundation.audit.contracts import EntryView
from lianzhi.foundation.audit.models import Entry, Head
from lianzhi.foundation.audit.queries import view_of
from lianzhi.foundation.audit.rules.marks import GENESIS, digest
from lianzhi.foundation.audit.rules.verify import head_text
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import canonical


def record(by: Actor, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> EntryView:
    """Write one entry in the caller's transaction; the head stays locked until that transaction ends.

    Raises TransactionManagementError outside a transaction: an act and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "audit.record must be called inside transaction.atomic()"
        )
    texts = (_stamp(), by.id, by.name, action, subject, canonical(dict(detail or {})))
    if any("\x00" in text for text in texts):
        raise ValueError("an entry of the audit trail cannot hold a NUL character")
    head = _locked_head()
    seq = head.seq + 1
    hash_ = digest(seq, *texts, head.hash)
    marker = sealing.marker()
    entry = Entry(seq, *texts, head.hash, hash_, marker.mark(hash_))
    entry.save()
    head.seq, head.hash, head.seals = seq, hash_, max(head.seals, sealing.known_seals())
    head.mark = marker.mark(head_text(head.seq, head.hash, head.seals))
    head.save()
    sealing.note(seq, hash_, head.seals)
    transaction.on_commit(partial(sealing.seal_from, seq), robust=True)
    return view_of(entry)


def _locked_head() -> Head:
    """The one head row, locked; made at the very first entry of an installation."""
    head, _made = Head.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS, "mark": ""})
    return head


def _stamp() -> str:
    now: datetime = timezone.now().astimezone(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
