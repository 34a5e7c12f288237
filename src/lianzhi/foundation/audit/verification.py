"""Verify the trail in the database or in an exported file. Read only, streams, locks nothing."""

from collections.abc import Iterator
from typing import TextIO

from django.db import connection
from django.utils.translation import gettext

from lianzhi.foundation.audit import offline, sealing
from lianzhi.foundation.audit.contracts import Report
from lianzhi.foundation.audit.rules import seals
from lianzhi.foundation.audit.rules.judging import judge
from lianzhi.foundation.audit.rules.marks import Marker, Stored
from lianzhi.foundation.audit.rules.verify import HeadRow

PAGE = 5_000
_COLUMNS = "seq, at, actor_id, actor_name, action, subject, detail, prev, hash, mark"


def verify(export: TextIO | None = None) -> Report:
    """Check every entry; with ``export`` also write all of the trail there, for ``offline.check``.

    Safe while the platform is running: it checks up to the head of the first moment. The seal log is read
    before the head, so that it never knows more than an untouched database does.
    """
    marker = sealing.marker()
    lines = _seal_lines() if export else ()
    log = read_log(marker)
    head, top = read_head()
    rows = stored_rows(max(top, head.seq if head else 0))
    if export:
        offline.write_start(export, lines, head)
        rows = offline.written(export, rows)
    return judge(rows, head, log, marker, gettext)


def read_log(marker: Marker | None) -> seals.SealLog:
    return seals.read(_seal_lines(), marker)


def _seal_lines() -> Iterator[str]:
    path = sealing.seal_path()
    if path.exists():
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            yield from lines


def read_head() -> tuple[HeadRow | None, int]:
    """The head and the highest entry, of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.seq, h.hash, h.seals, h.mark, (SELECT max(seq) FROM audit_entry)"
            " FROM (SELECT 1 AS one) AS always LEFT JOIN audit_head h ON h.id = 1"
        )
        seq, hash_, sealed, mark, top = cursor.fetchone()
    return (None if seq is None else HeadRow(seq, hash_, sealed, mark)), top or 0


def stored_rows(top: int) -> Iterator[Stored]:
    """All entries up to ``top``, page by page along the key: no snapshot is held, no page is large."""
    query = f"SELECT {_COLUMNS} FROM audit_entry WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT {PAGE}"  # noqa: S608
    last = -(2**62)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(query, [last, top])
            page = cursor.fetchall()
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1][0]
