"""Reads of the files room."""

from collections.abc import Iterable

from django.urls import reverse

from lianzhi.foundation.files.contracts import FileView
from lianzhi.foundation.files.models import Photo


def of(subject: str, purpose: str | None = None) -> list[FileView]:
    """The photos that hang on ``subject``, in the order they were attached."""
    rows = Photo.objects.filter(subject=subject).order_by("place", "id")
    return [view_of(photo) for photo in (rows.filter(purpose=purpose) if purpose else rows)]


def unattached(ids: Iterable[str], senders: set[str]) -> list[FileView]:
    wanted = list(ids)
    rows = {p.id: p for p in Photo.objects.filter(id__in=wanted, subject="", uploaded_by__in=senders)}
    return [view_of(rows[each]) for each in wanted if each in rows]


def view_of(photo: Photo) -> FileView:
    return FileView(
        id=photo.id,
        url=reverse("files:show", args=[photo.id, "photo"]),
        thumb_url=reverse("files:show", args=[photo.id, "thumb"]),
        width=photo.width,
        height=photo.height,
        sm3=photo.sm3,
        name=photo.name,
    )
