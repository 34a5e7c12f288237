"""Files of exports on disk, under EXPORTS_ROOT: ``<id>.xlsx``; ``<id>-<run>.part`` while it is written."""

from pathlib import Path

from django.conf import settings


def root() -> Path:
    place = Path(settings.EXPORTS_ROOT)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def where(name: str) -> Path:
    return root() / name


def remove(name: str) -> None:
    if name:
        where(name).unlink(missing_ok=True)


def remove_parts(export_id: str) -> None:
    """Of an export, or of one run of it (``<id>-<run>``)."""
    for part in root().glob(f"{export_id}*.part"):
        part.unlink(missing_ok=True)


def strays(known: set[str]) -> list[Path]:
    """Files that belong to no export any more."""
    return [path for path in root().iterdir() if path.name.partition("-")[0].partition(".")[0] not in known]
