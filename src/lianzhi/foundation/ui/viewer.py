"""Who looks at a page: the one place where ui asks ``access``."""

from django.http import HttpRequest

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui.contracts import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """Staff first; a resident's session otherwise; nobody when the request never reached the session."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        actor = access.actor_of(request)
        return Viewer(actor.name, actor.unit, actor.kind, access.permissions_of(actor))
    resident = access.resident_of(request) if hasattr(request, "session") else None
    return Viewer(resident.name, kind=resident.kind) if resident else Viewer()


def live_ticket(request: HttpRequest) -> str:
    """What opens the live stream for this page; only staff have one."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return access.ticket_of(access.actor_of(request)) if known else ""
