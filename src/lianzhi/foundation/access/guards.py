"""The marks every view carries: public, staff with a permission, resident, or program. Unmarked is refused.

A test walks all URLs and fails on a view without a mark; ``AccessMiddleware`` refuses one at run time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from lianzhi.foundation.access import permissions, queries
from lianzhi.foundation.access.sessions import actor_of
from lianzhi.kernel.errors import N_, NotAllowed

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Mark:
    """Who may call a view at all; the action behind it still checks the thing itself."""

    who: str
    permission: str = ""


def public(view: View) -> View:
    """Anybody, without a login."""
    view.lianzhi_access = Mark("public")  # type: ignore[attr-defined]
    return view


def resident(view: View) -> View:
    """Anybody on a resident's page; the view acts as the resident of this session, or as nobody yet."""
    view.lianzhi_access = Mark("resident")  # type: ignore[attr-defined]
    return view


def program(view: View) -> View:
    """A program with a token; the interface itself asks for it at each operation, never for a cookie."""
    view.lianzhi_access = Mark("program")  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any member of staff who has logged in."""
    return _staff_view(view, "")


def staff(permission: str) -> Callable[[View], View]:
    """Staff who hold ``permission`` somewhere. Sets ``request.actor``."""

    def mark(view: View) -> View:
        return _staff_view(view, permission)

    return mark


def _staff_view(view: View, permission: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_login(request)
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if permission and not queries.scope(request.actor, permission):  # type: ignore[attr-defined]
            raise lacking(permission)
        return view(request, *args, **kwargs)

    guarded.lianzhi_access = Mark("staff", permission)  # type: ignore[attr-defined]
    return guarded


def _to_login(request: HttpRequest) -> HttpResponseBase:
    """A page goes to the login and comes back; a fragment sends the page around it there."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    around = urlsplit(request.headers.get("HX-Current-URL", ""))
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(around.path or "/").url})


def lacking(permission: str) -> NotAllowed:
    label = permissions.declared().get(permission, permission)
    return NotAllowed(
        "access.lacking",
        N_("Your account may not do this: %(permission)s."),
        way_out=N_(
            "Ask the administrator of your unit to grant it, or hand the matter to a colleague who has it."
        ),
        params={"permission": label},
    )
