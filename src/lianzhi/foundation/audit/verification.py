"""Verify the trail in the database or in an exported file. Read only, streams, locks nothing."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext

from lianzhi.foundation.audit import sealing
from lianzhi.foundation.audit.contracts import Finding, Report
from lianzhi.foundation.audit.rules import seals
from lianzhi.foundation.audit.rules.marks import GENESIS, Marker, Row
from lianzhi.foundation.audit.rules.verify import Break, HeadRow, diagnose, walk
from lianzhi.foundation.audit.rules.wording import wording

PAGE = 5_000
_COLUMNS = "seq, at, actor_id, actor_name, action, subject, detail, prev, hash, mark"


def verify() -> Report:
    """Check every entry. Safe while the platform is running: it checks up to the head of the first moment.

    The seal log is read before the head, so that it never knows more than an untouched database does.
    """
    log = read_log(sealing.marker())
    head, top = read_head()
    return judge(stored_rows(max(top, head.seq if head else 0)), head, log, sealing.marker())


def judge(rows: Iterable[Row], head: HeadRow | None, log: seals.SealLog, marker: Marker | None) -> Report:
    seen = walk(rows, log, marker)
    found = [_finding(item) for item in diagnose(seen, head, log, marker)]
    notes = [Break("unsealed", run.first, run.last) for run in seen.unsealed]
    if log.torn:
        notes.append(Break("torn", 0, 0, log.torn))
    return Report(
        ok=not found,
        entries=seen.entries,
        findings=tuple(found),
        notices=tuple(_finding(item) for item in notes),
        head_seq=head.seq if head else 0,
        head_hash=head.hash if head else GENESIS,
        sealed_seq=log.top,
        with_key=marker is not None,
    )


def read_log(marker: Marker | None, path: Path | None = None) -> seals.SealLog:
    path = path or sealing.seal_path()
    if not path.exists():
        return seals.read([], marker)
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        return seals.read(lines, marker)


def read_head() -> tuple[HeadRow | None, int]:
    """The head and the highest entry, of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.seq, h.hash, h.seals, h.mark, (SELECT max(seq) FROM audit_entry)"
            " FROM (SELECT 1 AS one) AS always LEFT JOIN audit_head h ON h.id = 1"
        )
        seq, hash_, sealed, mark, top = cursor.fetchone()
    return (None if seq is None else HeadRow(seq, hash_, sealed, mark)), top or 0


def stored_rows(top: int) -> Iterator[Row]:
    """All entries up to ``top``, page by page along the key: no snapshot is held, no page is large."""
    query = f"SELECT {_COLUMNS} FROM audit_entry WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT {PAGE}"  # noqa: S608
    last = -(2**62)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(query, [last, top])
            page = cursor.fetchall()
            yield from itertools.starmap(Row, page)
            if len(page) < PAGE:
                return
            last = page[-1][0]


def _finding(item: Break) -> Finding:
    message, values = wording(item)
    return Finding(kind=item.kind, seq=item.first, text=gettext(message) % values, last=item.last)
