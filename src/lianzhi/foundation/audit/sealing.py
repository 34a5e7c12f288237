"""Writing the seal log: LIANZHI_HOME/audit/seal.log, outside the database.

Order and durability: a line is written only after its transaction is committed *and durable*, so after any
crash the database may be ahead of the log, never behind it. SQLite in WAL mode with synchronous=NORMAL
returns from COMMIT before the data are on disk, so the WAL is synced first; PostgreSQL syncs by itself.
The log is then synced too, once per transaction. ``AUDIT_FSYNC = False`` gives both up (bulk tests only).
Between processes the log is locked with flock; it is only ever opened for appending.
"""

import fcntl
import logging
import os
import threading
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
_known = 0


def seal_path() -> Path:
    return Path(settings.HOME) / "audit" / "seal.log"


def marker() -> Marker:
    return _marker(key_path())


def key_path() -> Path:
    return Path(settings.HOME) / "keys" / "audit.key"


@lru_cache(maxsize=4)
def _marker(path: Path) -> Marker:
    return Marker(kept_secret(path).encode())


def known_seals() -> int:
    """The number of the newest seal line that this process has written."""
    return _known


def note(seq: int, hash_: str, seals_so_far: int) -> None:
    """Remember an entry of the running transaction; what was rolled back before it is forgotten."""
    _mine.batch = batch = getattr(_mine, "batch", [])
    while batch and batch[-1][0] >= seq:
        batch.pop()
    batch.append((seq, hash_))
    _mine.seals_so_far = seals_so_far


def seal_from(first: int) -> None:
    """Seal what the transaction that began with entry ``first`` has committed.

    Runs once per entry after the commit; the first call seals all, the rest find nothing left. A savepoint
    that was rolled back may have left entries in the batch that never came to be: those are skipped.
    """
    batch = [item for item in getattr(_mine, "batch", []) if item[0] >= first]
    _mine.batch = []
    while batch and not Entry.objects.filter(seq=batch[-1][0], hash=batch[-1][1]).exists():
        batch.pop()
    if batch:
        try:
            _append(first, *batch[-1])
        except OSError:
            log.exception("entries %s-%s are committed but could not be sealed", first, batch[-1][0])


def _append(first: int, last: int, hash_: str) -> None:
    global _known
    _sync_database()
    path = seal_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "ab+", buffering=0, opener=_private) as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        n, prev, clean = _end_of(out.fileno())
        n = max(n, _mine.seals_so_far)  # lines cut off by somebody leave a gap in the numbers for good
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = seals.compose(n + 1, first, last, hash_, at, prev, marker())
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
    wal = Path(f"{connection.settings_dict['NAME']}-wal")
    if wal.exists():
        handle = os.open(wal, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _durable() -> bool:
    return getattr(settings, "AUDIT_FSYNC", True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
