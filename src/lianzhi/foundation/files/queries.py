"""Reads of the files room."""

from base64 import b64encode
from collections.abc import Callable, Iterable

from django.urls import reverse

from lianzhi.foundation.files import store
from lianzhi.foundation.files.contracts import FileView
from lianzhi.foundation.files.models import Photo, Scrub


def of(subject: str, purpose: str | None = None) -> list[FileView]:
    """The photos that hang on ``subject``, in the order they were attached."""
    rows = Photo.objects.filter(subject=subject).order_by("place", "id")
    return [view_of(photo) for photo in (rows.filter(purpose=purpose) if purpose else rows)]


def content(photo_id: str, variant: str = "photo") -> bytes | None:
    """The pixels for the public: faces and plates covered where that is on. None when there is no such photo (yet)."""
    found = Photo.objects.filter(pk=photo_id).exclude(subject="").first()
    shown = variant_for(found, variant, whole=lambda: False) if found else None
    try:
        return store.where(found.path, shown).read_bytes() if found and shown else None
    except FileNotFoundError:
        return None


def whole(photo_id: str) -> bytes | None:
    """The photo as it was kept, nothing covered: for a room that has asked whether this reader may have it."""
    found = Photo.objects.filter(pk=photo_id).exclude(subject="").first()
    try:
        return store.where(found.path, "photo").read_bytes() if found else None
    except FileNotFoundError:
        return None


def unattached(ids: Iterable[str], senders: set[str]) -> list[FileView]:
    wanted = list(ids)
    rows = {p.id: p for p in Photo.objects.filter(id__in=wanted, subject="", uploaded_by__in=senders)}
    return [view_of(rows[each]) for each in wanted if each in rows]


def first_thumb(subject: str, purpose: str) -> str:
    """The first small picture as a data address, as ``content`` shows it to strangers; empty when there is none."""
    photo = Photo.objects.filter(subject=subject, purpose=purpose).order_by("place", "id").first()
    taken = content(photo.id, "thumb") if photo else None
    return f"data:image/jpeg;base64,{b64encode(taken).decode()}" if taken else ""


def variant_for(photo: Photo, variant: str, *, whole: Callable[[], bool]) -> str | None:
    """Which file to send: the original to who may see the whole, the copy to others, None while there is none.

    A photo that was taken in while scrubbing was off has no copy and is shown as it is.
    """
    row = Scrub.objects.filter(photo=photo).first()
    if row is None or whole():
        return variant
    return f"scrubbed_{variant}" if row.state == Scrub.State.DONE else None


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
