"""Who may look at the pictures of a case: staff who may see the case, its reporter, and who opened its link.

Faces and plates are covered (where that is on) for all but its reporter, who opened its link, and who handles it.

A picture's address carries no token, so the session remembers which links it has opened.
"""

from django.http import HttpRequest

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Assist, Remark
from lianzhi.cases.queries.cases import SEE, by_id
from lianzhi.foundation.access import api as access

OPENED = "cases_opened"
HANDLE = "cases.handle"
MOST = 50


def remember(request: HttpRequest, case: CaseView) -> None:
    opened: list[int] = request.session.get(OPENED, [])
    if case.id not in opened:
        request.session[OPENED] = [*opened, case.id][-MOST:]


def may_look(request: HttpRequest, subject: str) -> bool:
    return _allowed(request, subject, SEE)


def may_look_closely(request: HttpRequest, subject: str) -> bool:
    """The picture as it was taken: for the unit that handles the matter, and for whom it came from."""
    return _allowed(request, subject, HANDLE)


def _allowed(request: HttpRequest, subject: str, permission: str) -> bool:
    if subject.startswith("consent:"):  # who signed and what stands there is for staff alone
        return _signed(request, subject.partition(":")[2], permission)
    case_id = _case_of(subject)
    if case_id is None:
        return False
    if case_id in request.session.get(OPENED, []):
        return True
    case, resident = by_id(case_id), access.resident_of(request)
    if resident is not None and case.reporter == resident.id:
        return True
    if not request.user.is_authenticated:
        return False
    staff = access.actor_of(request)
    return case.reporter == staff.id or access.may(staff, permission, case)


def _case_of(subject: str) -> int | None:
    kind, _, key = subject.partition(":")
    if kind == "remark" and key.isdigit():
        return Remark.objects.filter(pk=key).values_list("case_id", flat=True).first()
    return int(key) if kind == "case" and key.isdigit() else None


def _signed(request: HttpRequest, key: str, permission: str) -> bool:
    found = Assist.objects.filter(pk=key).values_list("case_id", flat=True).first() if key.isdigit() else None
    case = by_id(found) if found and request.user.is_authenticated else None
    return case is not None and access.may(access.actor_of(request), permission, case)
