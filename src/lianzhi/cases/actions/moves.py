"""The moves of a case: thin verbs over the worklist engine, each telling the house what happened."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import missing
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor

RESULT = "result"


@transaction.atomic
def move(
    case_id: int, verb: str, *, by: Actor, given: worklist.Given | None = None, photos: Sequence[str] = ()
) -> CaseView:
    """Make the move ``verb``. Raises WrongState, NotAllowed, BadInput; then nothing is written."""
    case = _locked(case_id)
    given = _marked(given or worklist.Given(), case)
    worklist.move(_item(case), verb, by=by, given=given, reporter=case.reporter)
    if given.answer:
        case.answer = given.answer
        case.save(update_fields=["answer"])
    files.attach(photos, f"case:{case.pk}", by=by)
    return tell(case.pk, verb)


def file(case_id: int, *, by: Actor) -> CaseView:
    return move(case_id, "file", by=by)


def refuse(case_id: int, *, answer: str, by: Actor) -> CaseView:
    """不予受理: the reason goes to the reporter as the answer."""
    return move(case_id, "refuse", by=by, given=worklist.Given(answer=answer))


def dispatch(case_id: int, *, lead: str, supports: Sequence[str] = (), note: str = "", by: Actor) -> CaseView:
    """派遣 to one unit, or jointly to several with a lead."""
    return move(
        case_id, "dispatch", by=by, given=worklist.Given(units=(lead, *supports) if lead else (), reason=note)
    )


def accept(case_id: int, task: int, *, by: Actor) -> CaseView:
    return move(case_id, "accept", by=by, given=worklist.Given(task=task))


def send_back(case_id: int, task: int, *, reason: str, by: Actor) -> CaseView:
    return move(case_id, "return", by=by, given=worklist.Given(task=task, reason=reason))


def finish(case_id: int, task: int, *, result: str, photos: Sequence[str] = (), by: Actor) -> CaseView:
    return move(case_id, "finish", by=by, given=worklist.Given(task=task, result=result), photos=photos)


def pass_check(case_id: int, *, note: str = "", by: Actor) -> CaseView:
    return move(case_id, "pass", by=by, given=worklist.Given(reason=note))


def fail_check(case_id: int, *, reason: str, by: Actor) -> CaseView:
    return move(case_id, "fail", by=by, given=worklist.Given(reason=reason))


def close(case_id: int, *, answer: str, by: Actor) -> CaseView:
    """Answer and close in one step: there is no other way to close."""
    return move(case_id, "close", by=by, given=worklist.Given(answer=answer))


def _locked(case_id: int) -> Case:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise missing(str(case_id))
    return case


def _item(case: Case) -> int:
    if case.item_id is None:
        raise RuntimeError(f"case {case.number} has no item")
    return case.item_id


def _marked(given: worklist.Given, case: Case) -> worklist.Given:
    marks = {"located"} if case.lon is not None else set()
    marks |= {"categorised"} if case.category_id else set()
    return worklist.Given(
        reason=given.reason, answer=given.answer, units=given.units, task=given.task, result=given.result,
        grade=given.grade, detail=given.detail, marks=frozenset(marks),
    )  # fmt: skip
