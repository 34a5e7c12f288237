"""Append to the trail: lock the head, chain, mark, and seal after the commit."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.audit import sealing
from lianzhi.foundation.audit.contracts import EntryView
from lianzhi.foundation.audit.models import Entry, Head
from lianzhi.foundation.audit.rules.marks import GENESIS, Row, digest
from lianzhi.foundation.audit.rules.verify import head_text
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import towns
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import canonical

Texts = tuple[str, str, str, str, str]
_INSERT = f"INSERT INTO {Entry._meta.db_table} ({', '.join(Row._fields)}) VALUES "  # noqa: S608
_ONE = f"({', '.join(['%s'] * len(Row._fields))})"
_READ = f"SELECT seq, hash, seals FROM {Head._meta.db_table} WHERE id = 1"  # noqa: S608
_MOVE = f"UPDATE {Head._meta.db_table} SET seq = %s, hash = %s, seals = %s, mark = %s WHERE id = 1"  # noqa: S608
MOST = 60  # entries in one statement: SQLite takes 999 values
_mine = threading.local()


def record(by: Actor, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> EntryView | None:
    """Write one entry in the caller's transaction; the head stays locked until that transaction ends.

    Inside ``late`` it is written when that ends, and nothing is returned.
    Raises TransactionManagementError outside a transaction: an act and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "audit.record must be called inside transaction.atomic()"
        )
    texts = (by.id, by.name, action, subject, canonical(dict(detail or {})))
    if any("\x00" in text for text in texts):
        raise ValueError("an entry of the audit trail cannot hold a NUL character")
    waiting = getattr(_mine, "waiting", None)
    if waiting is not None:
        waiting.append(texts)
        return None
    return _view(_append([texts])[0])


@contextmanager
def late() -> Iterator[None]:
    """Keep entries back and write them at the end of the block, inside the same transaction.

    All writers of the house queue for the head of the trail. An act that takes it last holds it for three
    statements and the commit instead of for all its work. What an act inside records and then gives up by an
    exception is dropped with it; an act that catches errors of others' acts wraps each of them in ``late`` too.
    Its other writes are gathered meanwhile (``statements.gathered``).
    """
    outer = getattr(_mine, "waiting", None)
    if outer is not None:
        mark = len(outer)
        try:
            with statements.gathered():
                yield
        except BaseException:
            del outer[mark:]
            raise
        return
    _mine.waiting = waiting = []
    try:
        with statements.gathered():
            yield
    finally:
        _mine.waiting = None
    if waiting:
        _append(waiting)


def _append(entries: Sequence[Texts]) -> list[Row]:
    """One lock of the head for all of them, in this order."""
    marker, rows = sealing.marker(), []
    seq, hash_, seals = _locked_head()
    first = seq + 1
    for texts in entries:
        seq, prev, fields = seq + 1, hash_, (_stamp(), *texts)
        hash_ = digest(seq, *fields, prev)
        rows.append(Row(seq, *fields, prev, hash_, marker.mark(hash_)))
    seals = max(seals, sealing.known_seals())
    _write(rows, [seq, hash_, seals, marker.mark(head_text(seq, hash_, seals))])
    sealing.note(first, seq, hash_, seals)
    transaction.on_commit(partial(sealing.seal_from, first), robust=True)
    return rows


def _write(rows: Sequence[Row], head: Sequence[Any]) -> None:
    """The entries and the new head; PostgreSQL takes both in one statement."""
    blocks = [rows[start : start + MOST] for start in range(0, len(rows), MOST)]
    with statements.cursor() as cursor:
        for block in blocks:
            text = _INSERT + ", ".join([_ONE] * len(block))
            values = [value for row in block for value in row]
            if connection.vendor == "postgresql" and block is blocks[-1]:
                cursor.execute(f"WITH entries AS ({text}) {_MOVE}", [*values, *head])
                return
            cursor.execute(text, values)
        cursor.execute(_MOVE, head)


def _locked_head() -> tuple[int, str, int]:
    """(seq, hash, seals) of the one head row, locked; it is made at the very first entry of an installation."""
    with statements.cursor() as cursor:
        cursor.execute(_READ + (" FOR UPDATE" if connection.vendor == "postgresql" else ""))
        if (found := cursor.fetchone()) is not None:
            return found
    first = {"seq": towns.base(settings.TOWN_ID), "hash": GENESIS, "mark": ""}
    Head.objects.select_for_update().get_or_create(pk=1, defaults=first)
    return _locked_head()


def _stamp() -> str:
    now: datetime = timezone.now().astimezone(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _view(row: Row) -> EntryView:
    at, detail = datetime.fromisoformat(row.at), json.loads(row.detail)
    return EntryView(row.seq, at, row.actor_id, row.actor_name, row.action, row.subject, detail)
