"""Keys that are made once on the machine and never leave it."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret in ``path``; made (0600) on first use. Safe when two processes start at once."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(48))
    return _read(path)


def _read(path: Path) -> str:
    """Wait out the instant in which another process has made the file but not yet filled it."""
    for _attempt in range(1000):
        if text := path.read_text().strip():
            return text
        os.sched_yield()
    raise RuntimeError(f"{path} is empty; delete it to have a new key made (all sessions end)")
