"""Ask the reporter, answer the handler, leave a note among staff.  R-109, R-123; field notes 1 (question and reply)."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction

from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Remark
from lianzhi.cases.queries.cases import by_id, missing
from lianzhi.cases.rules import talking as rules
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed

ASK = "cases.ask"
DAY = timedelta(days=1)


@transaction.atomic
@audit.late()
def ask(case_id: int, text: str, *, by: Actor) -> CaseView:
    """A question to the person who reported, who gets a message. Raises NotAllowed, WrongState, BadInput."""
    case = _locked(case_id)
    access.require(by, ASK, case)
    waiting = Remark.objects.filter(case_id=case_id, kind=Remark.Kind.QUESTION, settled_at=None).count()
    rules.check_question(
        ended=case.item.closed_at is not None,
        reachable=rules.can_answer(case.reporter),
        open_questions=waiting,
    )
    _say(case, Remark.Kind.QUESTION, text, by)
    return tell(case_id, "ask")


@transaction.atomic
@audit.late()
def reply(
    case_id: int, text: str, *, photos: Sequence[str] = (), by: Actor, helper: Actor | None = None
) -> CaseView:
    """What the reporter answers or adds; it settles every open question. ``helper`` wrote it down for them."""
    case = _locked(case_id)
    if by.id != case.reporter:
        raise NotAllowed(
            "cases.not_reporter",
            N_("Only the person who reported this can answer here."),
            way_out=N_("Open it by the link in your message, or by number and phone."),
        )
    said = Remark.objects.filter(case_id=case_id)
    asked = said.filter(kind=Remark.Kind.QUESTION, settled_at=None)
    today = said.filter(kind=Remark.Kind.REPLY, at__gt=clock.now() - DAY).count()
    rules.check_reply(ended=case.item.closed_at is not None, today=today)
    remark = _say(case, Remark.Kind.REPLY, text, helper or by)
    asked.update(settled_at=remark.at)
    files.attach(photos, f"remark:{remark.pk}", by=helper or by)
    return tell(case_id, "reply")


@transaction.atomic
@audit.late()
def note(case_id: int, text: str, *, by: Actor) -> CaseView:
    """A note for colleagues; the reporter never reads it."""
    case = _locked(case_id)
    access.require(by, ASK, case)
    _say(case, Remark.Kind.NOTE, text, by)
    return tell(case_id, "note")


_SETTLE = (
    f"UPDATE {Remark._meta.db_table} SET settled_at = %s"  # noqa: S608
    f" WHERE case_id = %s AND kind = '{Remark.Kind.QUESTION}' AND settled_at IS NULL"
)


def settling(case_id: int) -> statements.Write:
    """The case has ended: what was asked needs no answer any more."""
    values = [connection.ops.adapt_datetimefield_value(clock.now()), case_id]
    return statements.Write(_SETTLE, values, touches=[(Remark._meta.db_table, None)])


def _locked(case_id: int) -> CaseView:
    if not Case.objects.select_for_update().filter(pk=case_id).exists():
        raise missing(str(case_id))
    return by_id(case_id)


def _say(case: CaseView, kind: Remark.Kind, text: str, by: Actor) -> Remark:
    kept = rules.clean_remark(text)
    remark = Remark.objects.create(
        case_id=case.id, kind=kind, text=kept, actor=by.id, name=by.name, unit=by.unit, at=clock.now()
    )
    audit.record(by, f"cases.{kind}", case.subject, {"remark": remark.pk, "text": kept})
    return remark
