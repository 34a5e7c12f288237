"""Who may look at the pictures of a detection: staff who may see it; with faces and plates, who judges or proves."""

from django.http import HttpRequest

from lianzhi.foundation.access import api as access
from lianzhi.sensing.access import EVIDENCE, JUDGE, SEE
from lianzhi.sensing.models import Detection


def may_look(request: HttpRequest, subject: str) -> bool:
    return _allowed(request, subject, (SEE, JUDGE))


def may_look_closely(request: HttpRequest, subject: str) -> bool:
    return _allowed(request, subject, (JUDGE, EVIDENCE))


def _allowed(request: HttpRequest, subject: str, permissions: tuple[str, ...]) -> bool:
    key = subject.partition(":")[2]
    if not request.user.is_authenticated or not key.isdigit():
        return False
    row = Detection.objects.select_related("device").filter(pk=key).first()
    by = access.actor_of(request)
    return row is not None and any(access.may(by, each, row) for each in permissions)
