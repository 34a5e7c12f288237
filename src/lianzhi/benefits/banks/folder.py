"""A bank that takes files from one folder and puts its answers into another.

``out/`` holds batch files until the bank's own program takes them; ``in/`` is where it puts results; read ones move to
``in/taken/``. ``sent/`` is ours: a batch is noted there before its file is put out (``.begun``) and after (``.done``), so
that a batch whose file is gone from ``out/`` is never put there twice. Batch files hold accounts in clear: the folder is
0700, its files 0600, and the bank's program takes them away.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from lianzhi.benefits.rules.bank_files import LARGEST
from lianzhi.benefits.rules.batches import Known


class FolderBank:
    code = "folder"

    def __init__(self, place: Path) -> None:
        self.out, self.inbox, self.sent = place / "out", place / "in", place / "sent"
        self.read = self.inbox / "taken"

    def check_config(self) -> list[str]:
        try:
            self._make()
        except OSError as error:
            return [str(error)]
        lacking = [str(each) for each in (self.out, self.inbox, self.sent) if not os.access(each, os.W_OK)]
        return [f"cannot write to {each}" for each in lacking]

    def send(self, number: str, key: str, text: str) -> Known:
        self._make()
        if (known := self.ask(number, key)) is not Known.NOT_THERE:
            return known
        begun, half = self.sent / f"{key}.begun", self.sent / f"{key}.part"
        _write(half, text)
        _write(begun, number)
        os.replace(half, self.out / f"{number}.csv")
        _sync(self.out)
        os.replace(begun, self.sent / f"{key}.done")
        _sync(self.sent)
        return Known.TAKEN

    def ask(self, number: str, key: str) -> Known:
        if (self.sent / f"{key}.done").exists() or (self.out / f"{number}.csv").exists():
            return Known.TAKEN
        if not (self.sent / f"{key}.begun").exists():
            return Known.NOT_THERE
        # Noted, not put out as far as we know: half a file still here says that it never went.
        return Known.UNSURE if not (self.sent / f"{key}.part").exists() else self._undone(key)

    def _undone(self, key: str) -> Known:
        (self.sent / f"{key}.part").unlink()
        (self.sent / f"{key}.begun").unlink()
        return Known.NOT_THERE

    def fetch(self) -> Iterator[tuple[str, bytes]]:
        """Files in the order they came; one that is still being written ends in something else than ``.csv``."""
        self._make()
        for path in sorted(self.inbox.glob("*.csv"), key=lambda each: (each.stat().st_mtime_ns, each.name)):
            with path.open("rb") as file:
                yield path.name, file.read(LARGEST)

    def taken(self, name: str) -> None:
        path = self.inbox / Path(name).name
        if path.exists():
            path.replace(self.read / path.name)

    def _make(self) -> None:
        for place in (self.out, self.inbox, self.sent, self.read):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)


def _write(path: Path, text: str) -> None:
    """On the disk before anything else is done; readable by the owner alone."""
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
