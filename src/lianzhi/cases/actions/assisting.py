"""Act for the person whose matter it is: report, answer, rate, ask for 重办.  R-208, R-222, R-223.

Each such act leaves an ``Assist`` with who helped and how the person agreed, and an entry of its own in the trail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from lianzhi.cases.actions import anonymous, talking
from lianzhi.cases.actions.following import check_no_part_in
from lianzhi.cases.actions.rating import rate, reopen
from lianzhi.cases.actions.report import Take, report
from lianzhi.cases.actions.standing import check_taken_urgency
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Assist
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.rules.assisting import check_consent
from lianzhi.cases.rules.talking import can_answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState

REPORT = "cases.report"


@dataclass(frozen=True, slots=True)
class Consent:
    """Who helps in what capacity, how the person agreed; ``papers`` are photos of what was signed."""

    helper: str
    consent: str
    papers: Sequence[str] = ()


@transaction.atomic
@audit.late()
def report_for(
    new: NewReport, consent: Consent, *, phone: str = "", name: str = "", by: Actor, take: Take = report
) -> tuple[CaseView, str]:
    """(case, secret words when the person has no phone and staff helped). Raises NotAllowed, BadInput.

    With a phone the person helped is the reporter and gets the messages. Without one a resident who helps gets
    them; what staff took down is found by the number and the words on the slip.
    """
    staff = by.kind == "staff"
    if staff:
        access.require(by, REPORT, None)
    check_consent(kind=consent.helper, consent=consent.consent, staff=staff)
    check_taken_urgency(new.urgency, new.urgency_reason)
    if phone.strip():
        reporter = access.caller(phone, name=name, by=by)
    else:
        reporter = anonymous.somebody() if staff else by
    case = take(replace(new, reporter=reporter.id), by=by)
    if Assist.objects.filter(case_id=case.id).exists():
        return case, ""  # sent twice
    note(case, "report", consent, by=by)
    return case, anonymous.new_secret(case) if case.reporter.startswith("anonymous:") else ""


@transaction.atomic
@audit.late()
def act_for(case_id: int, what: str, consent: Consent, said: Mapping[str, Any], *, by: Actor) -> CaseView:
    """``reply``, ``rate`` or ``reopen`` at the counter. Raises NotAllowed, BadInput, WrongState."""
    case = by_id(case_id)
    access.require(by, REPORT, case)
    check_consent(kind=consent.helper, consent=consent.consent, staff=True)
    if not can_answer(case.reporter):
        raise WrongState(
            "cases.nobody_to_help",
            N_("This matter has no reporter who could be helped: staff or an unnamed caller brought it."),
            way_out=N_("Take it down as a new report of this person."),
        )
    check_no_part_in(case, by)
    done = ACTS[what](case, said, by)
    note(done, what, consent, by=by)
    return done


def _reply(case: CaseView, said: Mapping[str, Any], by: Actor) -> CaseView:
    return talking.reply(case.id, said.get("text", ""), by=Actor(case.reporter, ""), helper=by)


def _rate(case: CaseView, said: Mapping[str, Any], by: Actor) -> CaseView:
    given = {
        "grade": said.get("grade") or 0,
        "reasons": said.get("reasons") or (),
        "text": said.get("text", ""),
    }
    return rate(case.id, by=Actor(case.reporter, ""), **given)


def _reopen(case: CaseView, said: Mapping[str, Any], by: Actor) -> CaseView:
    return reopen(case.id, reason=said.get("text", ""), by=Actor(case.reporter, ""))


ACTS: Mapping[str, Callable[[CaseView, Mapping[str, Any], Actor], CaseView]] = {
    "reply": _reply,
    "rate": _rate,
    "reopen": _reopen,
}


def note(case: CaseView, what: str, consent: Consent, *, by: Actor) -> Assist:
    """The label on the case and in the trail."""
    row = Assist.objects.create(
        case_id=case.id, what=what, helper=by.id, name=by.name, unit=by.unit, kind=consent.helper,
        consent=consent.consent, at=clock.now(),
    )  # fmt: skip
    papers = files.attach(consent.papers, f"consent:{row.pk}", by=by)
    said = {"what": what, "helper": consent.helper, "consent": consent.consent, "papers": len(papers)}
    audit.record(by, "cases.assist", case.subject, said | {"for": case.reporter})
    return row
