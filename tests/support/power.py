"""What is left of an SQLite file after the power failed, at worst: the part of its write-ahead log that was synced.

SIGKILL takes processes; what they wrote stays with the operating system, so no kill ever loses an SQLite commit. Power
does: with synchronous=NORMAL a commit is not synced by SQLite, only by the seal of our trail. ``Synced`` notes, in the
process that syncs, how far the log reached when a sync of it began; ``cut`` throws away every frame after the last such
note, which is all that a disk may have kept. What SQLite itself synced for a checkpoint is told by the shared index.
"""

import os
import struct
from pathlib import Path

HEADER, FRAME = 32, 24
_INDEX = struct.Struct("=12xB3xI12x8s")  # of the shared index: made, last frame, salt
_MOVED = struct.Struct("=I")  # up to which frame a checkpoint has synced the log, before it moved them


class Synced:
    """A file beside the database with one line for each sync: the salt of the log and its last frame."""

    def __init__(self, database: Path) -> None:
        self.database, self.notes = database, Path(f"{database}-synced")

    def around(self, sync):
        """``sync``, noting what it made durable. To be called with the database open, in the process that writes.

        The shared index is opened once and never closed: closing any handle of it would drop, behind SQLite's back,
        every lock that this process holds on it (POSIX), and two writers would then spoil the file.
        """
        index = os.open(f"{self.database}-shm", os.O_RDONLY)

        def noted() -> None:
            reached = _reached(index)
            sync()
            if reached:
                with open(self.notes, "ab", buffering=0) as out:
                    out.write(f"{reached[0].hex()} {reached[1]}\n".encode())

        return noted

    def frames(self, salt: bytes) -> int:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        pairs = [line.split() for line in lines]
        return max((int(frame) for known, frame in pairs if known == salt.hex()), default=0)

    def cut(self) -> int:
        """Let the power fail: returns how many frames were thrown away. No process may have the file open."""
        wal, index = Path(f"{self.database}-wal"), Path(f"{self.database}-shm")
        if not wal.exists() or wal.stat().st_size < HEADER or not index.exists():
            return 0
        head, shared = wal.read_bytes()[:HEADER], index.read_bytes()
        page, salt = int.from_bytes(head[8:12], "big"), head[16:24]
        _ready, frame, known = _INDEX.unpack_from(shared, 48)  # the copy that is written first
        index.unlink()
        if known != salt:  # begun anew after everything was moved and synced: the old log is whole
            return 0
        kept = max(self.frames(salt), *_MOVED.unpack_from(shared, 128))
        os.truncate(wal, min(wal.stat().st_size, HEADER + kept * (page + FRAME)))
        return max(0, frame - kept)


def _reached(index: int) -> tuple[bytes, int] | None:
    """(salt, last committed frame) of the log, as the shared index tells all processes."""
    for _try in range(1000):
        shared = os.pread(index, 96, 0)
        if len(shared) == 96 and shared[:48] == shared[48:]:  # two copies: equal when nobody is writing
            ready, frame, salt = _INDEX.unpack_from(shared)
            return (salt, frame) if ready else None
    return None
