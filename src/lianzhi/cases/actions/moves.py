"""The moves of a case: thin verbs over the worklist engine, each telling the house what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction

from lianzhi.cases.actions.joining import merge, unmerge
from lianzhi.cases.actions.splitting import split
from lianzhi.cases.actions.stepping import item_of, locked, locked_by_number, step
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import SEE, missing
from lianzhi.cases.rules.handing_in import check_taken
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Bilingual

NOBODY = "worklist.nobody"


@transaction.atomic
@audit.late()
def move(
    case_id: int, verb: str, *, by: Actor, given: worklist.Given | None = None, photos: Sequence[str] = ()
) -> CaseView:
    """Make the move ``verb``, or ask for it where another person decides.

    Raises WrongState, NotAllowed, BadInput; then nothing is written.
    """
    return _move(locked(case_id), verb, given or worklist.Given(), photos, by)


@transaction.atomic
@audit.late()
def move_numbered(
    number: str, verb: str, *, by: Actor, given: worklist.Given | None = None, photos: Sequence[str] = ()
) -> CaseView:
    """The same for a program, which names the case by its number; NotFound for who may not see it, as for none.

    What the move does not take is refused (BadInput names it): no form has picked the fields here.
    """
    case = locked_by_number(number)
    if by.id != case.reporter and not access.may(by, SEE, worklist.part(case.item)):
        raise missing(number)
    given, found = given or worklist.Given(), worklist.step(item_of(case), verb)
    if found:
        check_taken(verb, Bilingual(found.name_zh, found.name_en), found.needs, _named(given))
    if found and found.reporter:
        access.require(by, found.permission or NOBODY, worklist.part(case.item))
        given = replace(given, grade=_grade(case))
    return _move(case, verb, given, photos, by, found)


def _named(given: worklist.Given) -> Iterator[str]:
    """The fields that something was given for, by their names outside."""
    for name in ("answer", "result", "units", "task", "amount", "until", "urge", "main", "parts", "grade"):
        if getattr(given, name):
            yield name
    yield from (name for name in ("condition", "checklist") if given.detail.get(name))


def _grade(case: Case) -> int | None:
    """What the reporter gave in this round; nobody else says it for them."""
    found = case.ratings.filter(round=case.item.rounds).values_list("grade", flat=True)
    return found.first()


def _move(
    case: Case,
    verb: str,
    given: worklist.Given,
    photos: Sequence[str],
    by: Actor,
    found: worklist.NextMove | None = None,
) -> CaseView:
    found = found or worklist.step(item_of(case), verb)
    match found.does if found else "":
        case "merge":
            return merge(case.pk, given.main, reason=given.reason, by=by)
        case "unmerge":
            return unmerge(case.pk, reason=given.reason, by=by)
        case "split":
            plans = given.detail.get("plans", ())
            return split(case.pk, given.parts, plans=plans, reason=given.reason, by=by)
    return step(case, verb, by=by, given=given, photos=photos, found=found)


def file(case_id: int, *, condition: str = "", by: Actor) -> CaseView:
    """立案, under one of the category's conditions where it has several."""
    return move(
        case_id, "file", by=by, given=worklist.Given(detail={"condition": condition} if condition else {})
    )


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


def close(case_id: int, *, answer: str, ticked: Sequence[str] = (), by: Actor) -> CaseView:
    """Answer and close in one step: there is no other way to close. ``ticked``: lines of the closing checklist."""
    detail = {"checklist": list(ticked)} if ticked else {}
    return move(case_id, "close", by=by, given=worklist.Given(answer=answer, detail=detail))
