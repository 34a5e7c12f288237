"""Writing the seal log: LIANZHI_HOME/audit/seal.log, outside the database.

Order and durability: a line is written only after its transaction is committed *and durable*, so after any
crash the database may be ahead of the log, never behind it. SQLite in WAL mode with synchronous=NORMAL
returns from COMMIT before the data are on disk, so the WAL is synced first; PostgreSQL syncs by itself.
The log is then synced too, before the act is answered; acts that end at the same moment share one line and
one sync. ``AUDIT_FSYNC = False`` gives both up (bulk tests only).
Between processes the log is locked with flock; it is only ever opened for appending.
"""

import fcntl
import logging
import os
import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.audit.rules import seals
from lianzhi.foundation.audit.rules.marks import GENESIS, Marker
from lianzhi.kernel.keys import kept_secret

log = logging.getLogger(__name__)
_TAIL = 4096
_mine = threading.local()
_waiting: "deque[_Appended]" = deque()
_writing = threading.Lock()
_known = 0


def seal_path() -> Path:
    return _seal_path(settings.HOME)


@lru_cache(maxsize=4)
def _seal_path(home: str | Path) -> Path:
    return Path(home) / "audit" / "seal.log"


def marker() -> Marker:
    return _marker(settings.HOME)


def key_path() -> Path:
    return Path(settings.HOME) / "keys" / "audit.key"


@lru_cache(maxsize=4)
def _marker(_home: str | Path) -> Marker:
    return Marker(kept_secret(key_path()).encode())


def known_seals() -> int:
    """The number of the newest seal line that this process has written."""
    return _known


@dataclass(slots=True)
class _Appended:
    """Entries of one append, until they are sealed."""

    first: int
    last: int
    hash: str
    seals: int
    doubtful: bool = False
    sealed: bool = False


def note(first: int, last: int, hash_: str, seals_so_far: int) -> None:
    """Remember entries of the running transaction; what was rolled back before them is forgotten."""
    _mine.batch = batch = getattr(_mine, "batch", [])
    overtaken = [batch.pop() for each in tuple(batch) if each.last >= first]
    batch.append(_Appended(first, last, hash_, seals_so_far, doubtful=bool(overtaken)))


def seal_from(first: int) -> None:
    """Seal what the transaction that began with entry ``first`` has committed.

    Runs once per append after the commit; the first call seals all, the rest find nothing left. A savepoint that was
    rolled back may have left appends in the batch that never came to be: those are skipped. The only append of its
    transaction needs no look: Django would have dropped the call with its ``atomic`` block.
    """
    batch = [item for item in getattr(_mine, "batch", []) if item.first >= first]
    _mine.batch = []
    while batch and (len(batch) > 1 or batch[0].doubtful) and not _committed(batch[-1]):
        batch.pop()
        if batch:
            batch[0].doubtful = True
    if batch:
        _seal(_Appended(first, batch[-1].last, batch[-1].hash, batch[-1].seals))


def _committed(appended: _Appended) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hash FROM {Entry._meta.db_table} WHERE seq = %s", [appended.last])  # noqa: S608
        return cursor.fetchone() == (appended.hash,)


def _seal(mine: _Appended) -> None:
    """Wait for whoever is writing; then write one line for all that came to be meanwhile, unless it was done for us."""
    _waiting.append(mine)
    with _writing:
        if mine.sealed:
            return
        together = [_waiting.popleft() for _ in range(len(_waiting))]
        newest = max(together, key=lambda each: each.last)
        try:
            _append(min(each.first for each in together), newest)
        except OSError:
            log.exception("entries %s-%s are committed but could not be sealed", mine.first, newest.last)
        for each in together:
            each.sealed = True


def _append(first: int, newest: _Appended) -> None:
    global _known
    _sync_database()
    path = seal_path()
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "ab+", buffering=0, opener=_private) as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        n, prev, clean = _end_of(out.fileno())
        n = max(n, newest.seals)  # lines cut off by somebody leave a gap in the numbers for good
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = seals.compose(n + 1, first, newest.last, newest.hash, at, prev, marker())
        out.write((b"" if clean else b"\n") + line.encode() + b"\n")
        if _durable():
            os.fsync(out.fileno())
    _known = max(_known, n + 1)


def _end_of(handle: int) -> tuple[int, str, bool]:
    """Number and mark of the last whole line, and whether the log ends with a line feed."""
    size = os.fstat(handle).st_size
    if not size:
        return 0, GENESIS, True
    data = os.pread(handle, _TAIL, max(0, size - _TAIL))
    for line in reversed(data.decode(errors="replace").splitlines()):
        if (found := seals.parse(line)) is not None:
            return found[0], found[-1], data.endswith(b"\n")
    return 0, GENESIS, data.endswith(b"\n")


def _sync_database() -> None:
    if connection.vendor != "sqlite" or not _durable():
        return
    try:
        handle = os.open(f"{connection.settings_dict['NAME']}-wal", os.O_RDONLY)
    except FileNotFoundError:
        return  # the last other connection has just closed: SQLite moved all of it into the database, synced, and removed it
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _durable() -> bool:
    return getattr(settings, "AUDIT_FSYNC", True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
