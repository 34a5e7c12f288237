"""Cover faces and plates before anyone but the handler sees a photo: a copy is made by the worker.

The original stays for who handles the matter (and for its reporter). Until the copy is there, everybody else sees
nothing of it. A photo whose copy failed stays hidden from them too: never the original instead.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from django_tasks import task
from PIL import Image, ImageFilter

from lianzhi.foundation.files import scrubbers, store
from lianzhi.foundation.files.models import Photo, Scrub
from lianzhi.foundation.files.rules.limits import QUALITY, THUMB_EDGE
from lianzhi.foundation.files.scrubbers.box import Box
from lianzhi.kernel import clock

log = logging.getLogger(__name__)


def ask(photo_ids: Iterable[str]) -> None:
    """Put photos into the queue, where scrubbing is on. Call inside the transaction that attaches them."""
    if not scrubbers.chosen().on:
        return
    for photo_id in photo_ids:
        _row, made = Scrub.objects.get_or_create(photo_id=photo_id)
        if made:
            scrub_photo.enqueue(photo_id)


@task()
def scrub_photo(photo_id: str) -> None:
    """Make the covered copy. Running twice makes the same copy again."""
    row = Scrub.objects.select_related("photo").filter(photo_id=photo_id).first()
    if row is None or row.state == Scrub.State.DONE:
        return
    try:
        found = _cover(row.photo)
    except Exception:  # whatever the model did, the photo stays hidden and the queue goes on
        log.exception("photo %s could not be scrubbed", photo_id)
        _say(row, Scrub.State.FAILED, {})
        return
    _say(row, Scrub.State.DONE, found)


def _cover(photo: Photo) -> dict[str, int]:
    with Image.open(store.where(photo.path, "photo")) as image:
        whole = image.convert("RGB")
    boxes = scrubbers.boxes(whole)
    for box in boxes:
        _blur(whole, box)
    store.put_scrubbed(photo.path, _encoded(whole), _encoded(_thumb(whole)))
    return dict(Counter(box.kind for box in boxes))


def _blur(image: Image.Image, box: Box) -> None:
    """Squares too coarse to be read, then smoothed. The pixels under it are gone from the copy."""
    part = image.crop((box.left, box.top, box.right, box.bottom))
    if min(part.size) < 1:
        return
    coarse = part.resize(
        (max(1, part.width * 5 // max(part.size)), max(1, part.height * 5 // max(part.size)))
    )
    covered = coarse.resize(part.size, Image.Resampling.NEAREST)
    image.paste(covered.filter(ImageFilter.GaussianBlur(max(part.size) / 12)), (box.left, box.top))


def _thumb(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((THUMB_EDGE, THUMB_EDGE))
    return small


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, format="JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


@transaction.atomic
def _say(row: Scrub, state: str, found: dict[str, int]) -> None:
    row.state, row.found, row.at = state, found, clock.now()
    row.save()
