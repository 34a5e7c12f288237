"""Who sends a photo: staff, a resident known by phone, or somebody in this browser who is not known yet."""

from collections.abc import Sequence

from django.http import HttpRequest

from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import actions, queries
from lianzhi.foundation.files.contracts import FileView
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


def adopt(request: HttpRequest, *, by: Actor, ids: Sequence[str] = ()) -> int:
    """What this browser sent before its resident was known now belongs to ``by``.

    So do those of ``ids`` that it sent as somebody else, staff or a helper: whoever acts for ``by`` gives them away.
    """
    moved = actions.hand_over(anonymous(request), to=by) if _KEY in request.session else 0
    if ids and (sender := sender_of(request)).id != by.id:
        moved += actions.hand_over(sender, to=by, ids=ids)
    return moved


def waiting(request: HttpRequest, ids: Sequence[str]) -> list[FileView]:
    """Those of ``ids`` that are there, hang nowhere and came from this browser, in the order asked for."""
    names = {sender_of(request).id, anonymous(request).id}
    return queries.unattached(ids, names)


def count(request: HttpRequest) -> None:
    """Refuse when this sender or this address sends too often. Staff count too: a phone may be lost."""
    actions.count_try(access.blind(sender_of(request).id, _CONTEXT), limits.PER_SESSION)
    actions.count_try(access.blind(access.address_of(request), _CONTEXT), limits.PER_ADDRESS)
