"""Files of imports on disk, under IMPORTS_ROOT: ``<id>.in`` as it came, ``<id>.csv`` the bad rows, ``.part`` while written."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def root() -> Path:
    place = Path(settings.IMPORTS_ROOT)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def where(name: str) -> Path:
    return root() / name


def keep(name: str, chunks: Iterable[bytes]) -> int:
    """Write the file as it comes; returns its size."""
    size = 0
    with open(where(name), "xb") as file:
        for chunk in chunks:
            size += file.write(chunk)
    return size


def remove(name: str) -> None:
    if name:
        where(name).unlink(missing_ok=True)


def remove_parts(import_id: str) -> None:
    """Of an import, or of one run of it (``<id>-<run>``)."""
    for part in root().glob(f"{import_id}*.part"):
        part.unlink(missing_ok=True)


def strays(known: set[str]) -> list[Path]:
    """Files that belong to no import any more."""
    return [path for path in root().iterdir() if path.name.partition("-")[0].partition(".")[0] not in known]
