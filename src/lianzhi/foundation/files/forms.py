"""Photos that come with a form, from browsers without scripts: the good ones are kept, each bad one is told."""

from django.http import HttpRequest

from lianzhi.foundation.files import actions, senders
from lianzhi.foundation.files.contracts import FileView
from lianzhi.foundation.files.rules import limits
from lianzhi.foundation.files.uploads import FIELD
from lianzhi.kernel.errors import Refused


def take_all(
    request: HttpRequest, *, purpose: str, field: str = FIELD
) -> tuple[list[FileView], list[tuple[str, Refused]]]:
    """(photos kept, (file name, refusal) of the others) of one file field, which may carry several."""
    kept: list[FileView] = []
    refused: list[tuple[str, Refused]] = []
    for upload in request.FILES.getlist(field):
        try:
            senders.count(request)
            kept.append(actions.take_photo(upload, by=senders.sender_of(request), purpose=purpose))
        except Refused as refusal:
            refused.append((upload.name or "", refusal))
    if size := getattr(request, "photo_too_large", 0):
        refused.append(("", limits.too_large(size)))
    return kept, refused
