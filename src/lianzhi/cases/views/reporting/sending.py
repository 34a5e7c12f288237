"""Hand a report in: as oneself, for somebody else, or without saying who.  R-109, R-208."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from lianzhi.cases.actions.anonymous import report_anonymously
from lianzhi.cases.actions.assisting import Consent, report_for
from lianzhi.cases.actions.joining import support
from lianzhi.cases.actions.report import Take, report
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import Actor

_SECRET = "cases_secret"  # noqa: S105  the name under which the session keeps it until it was shown


@transaction.atomic
def hand_in(request: HttpRequest, new: NewReport, said: dict[str, Any], by: Actor) -> CaseView:
    """Raises what the actions raise; then nothing is kept, the pictures stay with the browser."""
    secret = ""
    take = _taking(request)
    if by.kind == "anonymous":
        case, secret = report_anonymously(new, by=by, address=access.address_of(request), take=take)
    elif said.get("for_other"):
        consent = Consent(said["helper"], said["consent"], papers(request, by))
        who = {"phone": said.get("helped_phone", ""), "name": said.get("helped_name", "")}
        case, secret = report_for(new, consent, by=by, take=take, **who)
    else:
        case = take(new, by=by)
    if secret:
        keep_secret(request, case, secret)
    return case


def _taking(request: HttpRequest) -> Take:
    """A new matter, or support for one that was offered."""
    main = request.POST.get("support", "")[:24]
    return partial(support, main) if main else report


def papers(request: HttpRequest, by: Actor) -> list[str]:
    """Photos of a signed consent that came with the form."""
    return [files.take_photo(each, by=by, purpose="consent").id for each in request.FILES.getlist("paper")]


def keep_secret(request: HttpRequest, case: CaseView, secret: str) -> None:
    request.session[_SECRET] = {str(case.id): secret}


def shown_once(request: HttpRequest, case: CaseView) -> str:
    """The secret words of a report that was just made; gone after this."""
    return str(request.session.pop(_SECRET, {}).get(str(case.id), ""))
