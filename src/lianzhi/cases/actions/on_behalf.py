"""Take down a report for somebody who calls or stands at the counter.  R-091: every way in, one case."""

from dataclasses import replace

from django.db import transaction

from lianzhi.cases.actions.report import Take, report
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor

ANONYMOUS = "caller:anonymous"
"""Nobody acts under this id, so the officer who wrote it down can never rate the case as its reporter."""


@transaction.atomic
@audit.late()
def report_call(
    new: NewReport, *, phone: str = "", name: str = "", by: Actor, take: Take = report
) -> CaseView:
    """The caller is the reporter, by phone number or unnamed. Raises BadInput; then nothing is kept."""
    access.require(by, "cases.report", None)
    reporter = access.caller(phone, name=name, by=by).id if phone.strip() else ANONYMOUS
    return take(replace(new, reporter=reporter), by=by)
