"""Photos on disk, under FILES_ROOT: ``ab/<sm3 of the bytes>-<id>.jpg`` and ``….thumb.jpg`` beside it.

A name is made from a digest and our own id, never from what the sender called the file. Each file is
written beside its place, synced and renamed: it is there in full or not at all. The id in the name keeps
two rows from sharing a file, so removing one never harms another.
"""

import logging
import os
import weakref
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from lianzhi.foundation.files.rules.imaging import Picture
from lianzhi.kernel.checksums import sm3

log = logging.getLogger(__name__)
VARIANTS = {"photo": ".jpg", "thumb": ".thumb.jpg"}
COPIES = {"scrubbed_photo": ".scrubbed.jpg", "scrubbed_thumb": ".scrubbed.thumb.jpg"}


def root() -> Path:
    return Path(settings.FILES_ROOT)


def where(path: str, variant: str) -> Path:
    return root() / (path + {**VARIANTS, **COPIES}[variant])


def put(picture: Picture, photo_id: str) -> str:
    """Write both files; returns the path to keep. They vanish again if the transaction rolls back."""
    digest = sm3(picture.photo)
    path = f"{digest[:2]}/{digest}-{photo_id}"
    _gone_unless_committed(path)
    _write(where(path, "photo"), picture.photo)
    _write(where(path, "thumb"), picture.thumb)
    return path


def copy(path: str, photo_id: str) -> str:
    """The same pixels under the name of another row; returns its path. They vanish again if the transaction rolls back."""
    digest = path.partition("/")[2].partition("-")[0]
    other = f"{digest[:2]}/{digest}-{photo_id}"
    _gone_unless_committed(other)
    for variant in VARIANTS:
        _write(where(other, variant), where(path, variant).read_bytes())
    return other


def put_scrubbed(path: str, photo: bytes, thumb: bytes) -> None:
    """Write the covered copies beside the photo; they replace earlier ones."""
    _write(where(path, "scrubbed_photo"), photo)
    _write(where(path, "scrubbed_thumb"), thumb)


def remove(path: str) -> None:
    for variant in (*VARIANTS, *COPIES):
        where(path, variant).unlink(missing_ok=True)


def _gone_unless_committed(path: str) -> None:
    """Django tells of commits only; on a rollback it drops the hook, and with it the last reference."""
    token = _Token()
    finalizer = weakref.finalize(token, partial(remove, path))
    transaction.on_commit(partial(_keep, token, finalizer))


class _Token:
    """Lives as long as the commit hook that holds it."""


def _keep(_token: _Token, finalizer: weakref.finalize) -> None:
    finalizer.detach()


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{uuid4().hex}.part")
    try:
        with open(draft, "xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(place)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_at(place: Path, offset: int, piece: bytes) -> None:
    """A piece at its offset, on the disk before this returns; what a crash left behind it is cut off."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, offset)
        os.pwrite(handle, piece, offset)
        os.fsync(handle)
    finally:
        os.close(handle)


def read_part(place: Path) -> bytes:
    return place.read_bytes() if place.exists() else b""


def older_than(moment: datetime) -> Iterator[tuple[Path, str]]:
    """Files on disk last written before ``moment`` with the photo id in their name (empty: a draft)."""
    for place in root().glob("??/*"):
        try:
            if place.stat().st_mtime < moment.timestamp():
                yield (
                    place,
                    "" if place.name.startswith(".") else place.name.partition("-")[2].partition(".")[0],
                )
        except FileNotFoundError:
            continue
