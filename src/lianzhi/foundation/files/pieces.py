"""Pictures in pieces: announced with the record they belong to, resumed where they broke off, checked, attached.

The record comes first and names its pictures, so both sides know which are still on the way. A piece is written
at its offset before the row counts it: after a crash the file may be longer than the row says, never shorter.
"""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import scrubbing, store
from lianzhi.foundation.files.contracts import Announced, PieceView
from lianzhi.foundation.files.models import Photo, Upload
from lianzhi.foundation.files.rules import limits
from lianzhi.foundation.files.rules.imaging import Picture, clean
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3

State = Upload.UploadState


@transaction.atomic
def expect(announced: Sequence[Announced], subject: str, *, by: Actor) -> None:
    """Note which pictures of ``subject`` will follow. The same announcement again changes nothing."""
    known = {row.pk: row for row in Upload.objects.filter(pk__in=[UUID(a.id) for a in announced])}
    new = [a for a in announced if UUID(a.id) not in known]
    if any(not _same(known[UUID(a.id)], a, subject, by) for a in announced if UUID(a.id) in known):
        raise limits.announced_differently()
    for one in new:
        limits.check_size(one.size)
    for purpose in {one.purpose for one in new}:
        limits.check_count(_there(subject, purpose), sum(one.purpose == purpose for one in new))
    places = {purpose: _there(subject, purpose) for purpose in {one.purpose for one in new}}
    for one in new:
        Upload.objects.create(
            id=UUID(one.id), picture=UUID(one.picture), sender=by.id, purpose=one.purpose, name=one.name[:80],
            size=one.size, sha256=one.sha256, subject=subject, place=places[one.purpose], facts=dict(one.facts),
        )  # fmt: skip
        places[one.purpose] += 1


def _there(subject: str, purpose: str) -> int:
    """Photos that hang there and those announced that do not yet."""
    coming = Upload.objects.filter(subject=subject, purpose=purpose, state=State.WAITING).count()
    return coming + Photo.objects.filter(subject=subject, purpose=purpose).count()


def _same(row: Upload, one: Announced, subject: str, by: Actor) -> bool:
    return (row.sender, row.sha256, row.size, row.subject) == (by.id, one.sha256, one.size, subject)


def id_of(upload: UUID) -> str:
    """The id that the photo of this upload will have: known before it has come, so that a record can name it."""
    return ids.derived(f"photo:{upload}")


def standing(upload: UUID, *, by: Actor) -> PieceView:
    row = Upload.objects.filter(pk=upload, sender=by.id).first()
    if row is None:
        raise limits.unknown_upload()
    return _view(row)


def take_piece(upload: UUID, offset: int, body: bytes, *, by: Actor) -> PieceView:
    """Write one piece; with the last one check the digest and hang the photo on its subject.

    Raises WrongState when ``offset`` is not where the server stands: ask ``standing`` and go on from there.
    """
    row = _write_piece(upload, offset, body, by)
    if row.state != State.WAITING or row.received < row.size:
        return _view(row)
    return _complete(row, by)


@transaction.atomic
def _write_piece(upload: UUID, offset: int, body: bytes, by: Actor) -> Upload:
    row = _locked(upload, by)
    if row.state == State.WHOLE:
        return row
    if row.state == State.DROPPED:
        raise limits.upload_dropped()
    if offset != row.received:
        raise limits.wrong_offset(row.received)
    if len(body) > limits.PIECE or offset + len(body) > row.size:
        raise limits.piece_too_large()
    store.write_at(_part(row), offset, body)
    row.received, row.touched_at = offset + len(body), clock.now()
    row.save(update_fields=["received", "touched_at"])
    return row


def _complete(row: Upload, by: Actor) -> PieceView:
    """Decoding takes a while, so it is done outside the lock; who comes second finds the photo there."""
    content = store.read_part(_part(row))[: row.size]
    try:
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise limits.wrong_digest()
        picture = clean(BytesIO(content))
    except Exception:
        _again_from_start(row)
        raise
    return _keep(row.pk, picture, sm3(content), by)


@transaction.atomic
def _keep(upload: UUID, picture: Picture, digest: str, by: Actor) -> PieceView:
    row = _locked(upload, by)
    if row.state != State.WAITING:
        return _view(row)
    photo = Photo(id=id_of(row.pk), purpose=row.purpose, name=row.name, sm3=digest, uploaded_by=by.id)
    photo.subject, photo.place = row.subject, row.place
    photo.width, photo.height, photo.size = picture.width, picture.height, len(picture.photo)
    photo.path = store.put(picture, photo.id)
    photo.save(force_insert=True)
    row.photo, row.state, row.touched_at = photo, State.WHOLE, clock.now()
    row.save(update_fields=["photo", "state", "touched_at"])
    kept = {"id": photo.id, "sm3": digest, "sha256": row.sha256, "purpose": row.purpose}
    audit.record(by, "files.attach", row.subject, {"photos": [kept]})
    scrubbing.ask([photo.id])
    events.emit("files.arrived", {"subject": row.subject})
    path = _part(row)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return _view(row)


@transaction.atomic
def give_up(upload: UUID, *, by: Actor) -> PieceView:
    """The sender takes a picture out of the queue: it is no longer awaited, and the record says so."""
    row = _locked(upload, by)
    if row.state == State.WAITING:
        row.state, row.touched_at = State.DROPPED, clock.now()
        row.save(update_fields=["state", "touched_at"])
        audit.record(by, "files.give_up", row.subject, {"upload": str(row.pk), "sha256": row.sha256})
        events.emit("files.arrived", {"subject": row.subject})
        _part(row).unlink(missing_ok=True)
    return _view(row)


@transaction.atomic
def _again_from_start(row: Upload) -> None:
    Upload.objects.filter(pk=row.pk, state=State.WAITING).update(received=0)


def sweep_pieces() -> int:
    """Pieces nobody has gone on with for a month go; the record keeps saying what never came."""
    old = Upload.objects.filter(state=State.WAITING, touched_at__lt=clock.now() - limits.PIECES_LIVE)
    gone = 0
    for row in old.exclude(received=0):
        _part(row).unlink(missing_ok=True)
        gone += Upload.objects.filter(pk=row.pk, state=State.WAITING).update(received=0)
    return gone


def _locked(upload: UUID, by: Actor) -> Upload:
    row = Upload.objects.select_for_update().filter(pk=upload, sender=by.id).first()
    if row is None:
        raise limits.unknown_upload()
    return row


def _part(row: Upload) -> Path:
    return store.root() / "parts" / f"{row.pk.hex}.part"


def _view(row: Upload) -> PieceView:
    return PieceView(str(row.pk), row.received, row.size, row.state)
