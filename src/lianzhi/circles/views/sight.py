"""Who may look at pictures of what parties and members answered: staff who see it, and browsers that opened its link."""

from django.http import HttpRequest

from lianzhi.circles.access import ANSWER, SEE
from lianzhi.circles.models import Ask, Errand, Member
from lianzhi.foundation.access import api as access

OPENED, MOST = "asks_opened", 50


def remember(request: HttpRequest, ask: int) -> None:
    """A picture's address carries no token, so the session remembers which links it has opened."""
    seen: list[int] = request.session.get(OPENED, [])
    if ask not in seen:
        request.session[OPENED] = [*seen, ask][-MOST:]


def may_look(request: HttpRequest, subject: str) -> bool:
    kind, _, key = subject.partition(":")
    if kind == "errand":
        return _may_look_at_errand(request, key)
    row = Ask.objects.select_related("party").filter(pk=key).first() if key.isdigit() else None
    if row is None:
        return False
    if row.pk in request.session.get(OPENED, []):
        return True
    if not request.user.is_authenticated:
        return False
    by = access.actor_of(request)
    return access.may(by, SEE, row) or access.may(by, ANSWER, row)


def _may_look_at_errand(request: HttpRequest, key: str) -> bool:
    """Staff of the area, and members of the circle."""
    row = Errand.objects.filter(pk=key).first() if key.isdigit() else None
    if row is None:
        return False
    if request.user.is_authenticated:
        return access.may(access.actor_of(request), SEE, row)
    by = access.resident_of(request)
    return by is not None and Member.objects.filter(resident=by.id, cell=row.cell, left_at=None).exists()
