"""Take down a report for somebody who calls or stands at the counter.  R-091: every way in, one case."""

from dataclasses import replace

from django.db import transaction

from lianzhi.cases.actions.report import Take, report
from lianzhi.cases.actions.standing import check_taken_urgency
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.queries.near import earlier
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput

ANONYMOUS = "caller:anonymous"
"""Nobody acts under this id, so the officer who wrote it down can never rate the case as its reporter."""
LOOKED_UP = "cases.caller"


@transaction.atomic
@audit.late()
def report_call(
    new: NewReport, *, phone: str = "", name: str = "", by: Actor, take: Take = report
) -> CaseView:
    """The caller is the reporter, by phone number or unnamed. Raises BadInput; then nothing is kept."""
    access.require(by, "cases.report", None)
    check_taken_urgency(new.urgency, new.urgency_reason)
    reporter = access.caller(phone, name=name, by=by).id if phone.strip() else ANONYMOUS
    return take(replace(new, reporter=reporter), by=by)


@transaction.atomic
@audit.late()
def look_up_caller(phone: str, *, by: Actor) -> list[CaseView]:
    """What this number has brought before, as far as ``by`` may see it. R-097: that somebody looked stands in the trail.

    The number stands there masked, and as a keyed hash by which all look-ups of one number are found. What is no
    number yet is nothing to look up.
    """
    access.require(by, "cases.report", None)
    try:
        number = access.clean_phone(phone)
    except BadInput:
        return []
    found = earlier(number, by)
    said = {"phone": access.mask_phone(number), "matters": len(found)}
    audit.record(by, "cases.look_up_caller", f"caller:{access.blind(number, LOOKED_UP)[:32]}", said)
    return found
