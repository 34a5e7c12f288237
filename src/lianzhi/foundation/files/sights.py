"""Who may look at a photo: the room that owns the subject says so. Nobody says so: nobody may."""

from collections.abc import Callable

from django.http import HttpRequest

from lianzhi.foundation.files.models import Photo
from lianzhi.foundation.files.senders import sender_of

Sight = Callable[[HttpRequest, str], bool]
_sights: dict[str, Sight] = {}
_whole: dict[str, Sight] = {}


def sight(kind: str) -> Callable[[Sight], Sight]:
    """Register who may see photos of subjects ``kind:…``. Called once per kind, from AppConfig.ready."""

    def register(func: Sight) -> Sight:
        if _sights.setdefault(kind, func) is not func:
            raise ValueError(f"two rooms decide who sees the photos of {kind!r}")
        return func

    return register


def whole_sight(kind: str) -> Callable[[Sight], Sight]:
    """Register who of those may see a photo without faces and plates covered. Nobody says so: nobody may."""

    def register(func: Sight) -> Sight:
        if _whole.setdefault(kind, func) is not func:
            raise ValueError(f"two rooms decide who sees the whole photos of {kind!r}")
        return func

    return register


def may_see_whole(request: HttpRequest, photo: Photo) -> bool:
    """Asked only about a photo that ``may_see`` allowed. An unattached photo is its sender's."""
    func = _whole.get(photo.subject.partition(":")[0])
    return not photo.subject or (func is not None and func(request, photo.subject))


def may_see(request: HttpRequest, photo: Photo) -> bool:
    """An unattached photo is its sender's alone."""
    if not photo.subject:
        return photo.uploaded_by == sender_of(request).id
    func = _sights.get(photo.subject.partition(":")[0])
    return func is not None and func(request, photo.subject)
