"""Pictures of a draft: those sent with the form (without JavaScript) and those sent ahead (with it)."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext

from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused


def take(
    uploads: Iterable[UploadedFile], *, by: Actor, purpose: str = "report"
) -> tuple[list[str], list[str]]:
    """(ids of the good ones, what is wrong with the others): one bad picture does not lose the rest."""
    ids, problems = [], []
    for upload in uploads:
        try:
            ids.append(files.take_photo(upload, by=by, purpose=purpose).id)
        except Refused as refused:
            said = " ".join(refused.told(gettext, get_language() or ""))
            problems.append(f"{upload.name}: {said}")
    return ids, problems


def shown(ids: list[str], *, by: Actor) -> list[files.FileView]:
    """Those pictures of a draft that are really there and were taken for this actor."""
    return files.waiting(ids, by=by)
