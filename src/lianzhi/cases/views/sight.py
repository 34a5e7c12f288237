"""Who may look at the pictures of a case: staff who may see the case, its reporter, and who opened its link.

A picture's address carries no token, so the session remembers which links it has opened.
"""

from django.http import HttpRequest

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import SEE, by_id
from lianzhi.foundation.access import api as access

OPENED = "cases_opened"
MOST = 50


def remember(request: HttpRequest, case: CaseView) -> None:
    opened: list[int] = request.session.get(OPENED, [])
    if case.id not in opened:
        request.session[OPENED] = [*opened, case.id][-MOST:]


def may_look(request: HttpRequest, subject: str) -> bool:
    kind, _, key = subject.partition(":")
    if kind != "case" or not key.isdigit():
        return False
    if int(key) in request.session.get(OPENED, []):
        return True
    case, resident = by_id(int(key)), access.resident_of(request)
    if resident is not None and case.reporter == resident.id:
        return True
    if not request.user.is_authenticated:
        return False
    staff = access.actor_of(request)
    return case.reporter == staff.id or access.may(staff, SEE, case)
