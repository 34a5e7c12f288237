"""What was announced for a subject and how far it is; the photos of many subjects in one read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from lianzhi.foundation.files.contracts import Expected, FileView
from lianzhi.foundation.files.models import Photo, Upload
from lianzhi.foundation.files.queries import view_of


def of_all(subjects: Iterable[str]) -> dict[str, list[tuple[str, FileView]]]:
    """(purpose, photo) of many subjects in one read."""
    found: dict[str, list[tuple[str, FileView]]] = {}
    for photo in Photo.objects.filter(subject__in=list(subjects)).order_by("place", "id"):
        found.setdefault(photo.subject, []).append((photo.purpose, view_of(photo)))
    return found


def expected(subject: str) -> Expected:
    """What was announced for ``subject``. A picture is coming until every upload of it is whole or given up."""
    states: dict[UUID, set[str]] = {}
    kept = total = 0
    rows = Upload.objects.filter(subject=subject).values_list("picture", "state", "size", "received")
    for picture, state, size, received in rows:
        states.setdefault(picture, set()).add(state)
        total += 0 if state == Upload.UploadState.DROPPED else size
        kept += {Upload.UploadState.WAITING: received, Upload.UploadState.WHOLE: size}.get(state, 0)
    coming = sum(Upload.UploadState.WAITING in found for found in states.values())
    dropped = sum(found == {Upload.UploadState.DROPPED} for found in states.values())
    return Expected(len(states), coming, dropped, kept, total)


def facts_of(subject: str) -> dict[str, Mapping[str, Any]]:
    """What the phone said about the pictures of ``subject``, by photo id."""
    rows = Upload.objects.filter(subject=subject, photo__isnull=False).values_list(
        "photo_id", "facts", "sha256"
    )
    return {photo: {**facts, "sha256": digest} for photo, facts, digest in rows}
