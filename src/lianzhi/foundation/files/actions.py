"""Take a photo in; hang it on a subject; sweep away what nobody used."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.core.files.base import File
from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import queries, scrubbing, store
from lianzhi.foundation.files.contracts import FileView
from lianzhi.foundation.files.models import Photo, Quota, new_id
from lianzhi.foundation.files.rules import limits
from lianzhi.foundation.files.rules.imaging import clean
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3

_PURPOSE = re.compile(r"[a-z][a-z_]{0,29}")
ORPHAN_AGE = timedelta(hours=1)


def take_photo(upload: File, *, by: Actor, purpose: str) -> FileView:
    """Keep one photo, not yet attached to anything. Raises BadInput; then nothing is kept.

    ``upload.size`` is looked at before a byte is read. The digest of the original is kept as proof, the
    original itself is not.
    """
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"not a purpose: {purpose!r}")
    limits.check_size(upload.size)
    upload.seek(0)
    original = sm3(upload.read())
    picture = clean(upload.file)
    with transaction.atomic():
        photo = Photo(
            id=new_id(), purpose=purpose, name=_shown_name(upload.name), sm3=original, uploaded_by=by.id
        )
        photo.width, photo.height, photo.size = picture.width, picture.height, len(picture.photo)
        photo.path = store.put(picture, photo.id)
        photo.save(force_insert=True)
    return queries.view_of(photo)


@transaction.atomic
def attach(ids: Sequence[str], subject: str, *, by: Actor) -> list[FileView]:
    """Hang ``by``'s own unattached photos on ``subject``, in this order; all or none. Raises BadInput.

    Attaching again what already hangs there is no error, so a repeated submit stays harmless.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = {photo.id: photo for photo in Photo.objects.select_for_update().filter(id__in=wanted)}
    new = [found[each] for each in wanted if each in found and not found[each].subject]
    there = [photo for photo in found.values() if photo.subject == subject]
    if len(new) + len(there) != len(wanted) or any(photo.uploaded_by != by.id for photo in new):
        raise limits.gone()
    _check_counts(new, subject)
    behind = Photo.objects.filter(subject=subject).count()
    for place, photo in enumerate(new, behind):
        photo.subject, photo.place = subject, place
        photo.save(update_fields=["subject", "place"])
    if new:
        kept = [{"id": photo.id, "sm3": photo.sm3, "purpose": photo.purpose} for photo in new]
        audit.record(by, "files.attach", subject, {"photos": kept})
        scrubbing.ask(photo.id for photo in new)
    return [queries.view_of(found[each]) for each in wanted]


@transaction.atomic
def share(ids: Sequence[str], earlier: str, subject: str, *, by: Actor) -> list[FileView]:
    """Copies of photos that hang on ``earlier``, hung on ``subject`` too; each its own row and file. Raises BadInput."""
    wanted = list(dict.fromkeys(ids))
    found = {photo.id: photo for photo in Photo.objects.filter(id__in=wanted, subject=earlier)}
    if len(found) != len(wanted):
        raise limits.gone()
    copies = []
    for place, each in enumerate(wanted):
        photo = found[each]
        source, photo.id = photo.path, new_id()
        photo.path, photo.subject, photo.place = store.copy(source, photo.id), subject, place
        photo.save(force_insert=True)
        copies.append(photo)
    if copies:
        kept = [
            {"id": photo.id, "sm3": photo.sm3, "of": of} for photo, of in zip(copies, wanted, strict=True)
        ]
        audit.record(by, "files.share", subject, {"photos": kept, "from": earlier})
        scrubbing.ask(photo.id for photo in copies)
    return [queries.view_of(photo) for photo in copies]


def _check_counts(new: list[Photo], subject: str) -> None:
    for purpose in {photo.purpose for photo in new}:
        there = Photo.objects.filter(subject=subject, purpose=purpose).count()
        limits.check_count(there, sum(photo.purpose == purpose for photo in new))


@transaction.atomic
def hand_over(earlier: Actor, *, to: Actor, ids: Sequence[str] | None = None) -> int:
    """Give what ``earlier`` sent and did not attach (of ``ids``, if given) to ``to``: the same person, known by name."""
    waiting = Photo.objects.filter(uploaded_by=earlier.id, subject="")
    return (waiting if ids is None else waiting.filter(id__in=ids)).update(uploaded_by=to.id)


@transaction.atomic
def count_try(sender: str, limit: int) -> None:
    """Count one upload of ``sender`` (a keyed digest) and refuse beyond ``limit`` an hour. Raises BadInput."""
    now = clock.now()
    Quota.objects.get_or_create(sender=sender, defaults={"since": now})
    quota = Quota.objects.select_for_update().get(sender=sender)
    if quota.since <= now - limits.WINDOW:
        quota.since, quota.count = now, 0
    if quota.count >= limit:
        raise limits.too_often()
    quota.count += 1
    quota.save()


@transaction.atomic
def remove(subject: str) -> int:
    """Every photo of ``subject`` goes, rows now and files after the commit: for rooms whose records are no longer kept."""
    gone = list(Photo.objects.select_for_update().filter(subject=subject))
    Photo.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
    for photo in gone:
        transaction.on_commit(partial(store.remove, photo.path))
    return len(gone)


def sweep() -> int:
    """Remove photos that nobody attached for a day, and files without a row; returns how many went."""
    now = clock.now()
    gone = 0
    for photo in Photo.objects.filter(subject="", uploaded_at__lt=now - limits.UNATTACHED_LIVES):
        deleted, _ = Photo.objects.filter(pk=photo.pk, subject="").delete()
        if deleted:
            store.remove(photo.path)
            gone += 1
    for place, photo_id in store.older_than(now - ORPHAN_AGE):
        if not photo_id or not Photo.objects.filter(pk=photo_id).exists():
            place.unlink(missing_ok=True)
            gone += 1
    Quota.objects.filter(since__lt=now - 2 * limits.WINDOW).delete()
    return gone


def _shown_name(name: str | None) -> str:
    """What people see as the name: no path, no control or direction characters."""
    last = re.split(r"[/\\]", name or "")[-1]
    return "".join(char for char in last if unicodedata.category(char)[0] != "C")[:80] or "photo"
