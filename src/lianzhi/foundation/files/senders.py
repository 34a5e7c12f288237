"""Who sends a photo: staff, a resident known by phone, or somebody in this browser who is not known yet."""

from django.conf import settings
from django.http import HttpRequest

from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import actions
from lianzhi.foundation.files.rules import limits
from lianzhi.kernel import ids
from lianzhi.kernel.actor import Actor

_KEY = "files.sender"
_CONTEXT = "files.sender"


def sender_of(request: HttpRequest) -> Actor:
    """``resident:anonymous:<random>`` is bound to the session and survives its change at login."""
    if request.user.is_authenticated:
        return access.actor_of(request)
    return access.resident_of(request) or anonymous(request)


def anonymous(request: HttpRequest) -> Actor:
    if _KEY not in request.session:
        request.session[_KEY] = ids.token(16)
    return Actor(id=f"resident:anonymous:{request.session[_KEY]}", name="")


def adopt(request: HttpRequest, *, by: Actor) -> int:
    """What this browser sent before its resident was known now belongs to ``by``."""
    return actions.hand_over(anonymous(request), to=by) if _KEY in request.session else 0


def count(request: HttpRequest) -> None:
    """Refuse when this sender or this address sends too often. Staff count too: a phone may be lost."""
    actions.count_try(access.blind(sender_of(request).id, _CONTEXT), limits.PER_SESSION)
    actions.count_try(access.blind(_address(request), _CONTEXT), limits.PER_ADDRESS)


def _address(request: HttpRequest) -> str:
    """The address of the sender. Behind our own proxy, the last one it was forwarded for."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
