"""Who looks at a page: the one place where ui asks ``access``."""

from importlib import import_module
from importlib.util import find_spec

from django.http import HttpRequest

from lianzhi.foundation.ui.contracts import Viewer
from lianzhi.kernel.errors import NotAllowed

access = import_module("lianzhi.foundation.access.api") if find_spec("lianzhi.foundation.access.api") else None


def viewer_of(request: HttpRequest) -> Viewer:
    if access is None:
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        return Viewer(user.get_username(), kind="staff") if known else Viewer()
    try:
        actor = access.actor_of(request)
    except NotAllowed:
        return Viewer()
    return Viewer(actor.name, actor.unit, actor.kind, access.permissions_of(actor))
