"""Objections to a public notice by anybody; appeals by the person: reopened, answered by somebody who did not decide.

Issue 5 part 4. Deadlines run by the town's working calendar (``data/deadlines.yaml``).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from lianzhi.benefits import at_hand, comparing, sealing
from lianzhi.benefits.access import DECIDE, PREPARE
from lianzhi.benefits.actions import deciding
from lianzhi.benefits.actions.turning import advance, decided_by, step, why
from lianzhi.benefits.models import Decision, DecisionTurn, Objection
from lianzhi.benefits.proposing import proposal
from lianzhi.benefits.queries.decisions import locked, nothing
from lianzhi.benefits.rules import deciding as rules
from lianzhi.benefits.rules.deciding import Deciding, Turn
from lianzhi.benefits.rules.outcome import Status
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, ids, yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.registry import api as registry

OBJECTION, APPEAL = "objection", "appeal"
KEPT, RIGHT = "kept", "right"
ANYBODY = system("public")
LONGEST, MOST_OPEN, MOST_AN_HOUR = 500, 20, 200
OBJECTED, APPEALED, ANSWERED = "benefits.objected", "benefits.appealed", "benefits.answered"


@cache
def _deadlines() -> dict[str, dict[str, Any]]:
    return yamls.read(Path(__file__).parents[1] / "data" / "deadlines.yaml")


def due_at(kind: str, start: datetime) -> datetime:
    days = next(value for key, value in _deadlines()[kind].items() if type(value) is int)
    return worklist.calendar().add(start, Amount(days, Unit.WORK_DAY))


@transaction.atomic
def object_to(notice: str, decision: str, words: str, *, by: Actor = ANYBODY) -> str:
    """Anybody, while the name is up; no name is asked for. Its code. Raises BadInput, NotFound, WrongState."""
    row = (
        Decision.objects.select_for_update()
        .filter(code=decision, notice__code=notice, notice__until__gt=clock.now(), state=Deciding.POSTED)
        .first()
    )
    if row is None:
        raise nothing()
    lately = Objection.objects.filter(kind=OBJECTION, at__gte=clock.now() - timedelta(hours=1)).count()
    if row.objections.filter(answered_at=None).count() >= MOST_OPEN or lately >= MOST_AN_HOUR:
        raise WrongState(
            "benefits.many_objections", N_("Many objections wait for an answer already."),
            way_out=N_("Call 12345, or tell your community."),
        )  # fmt: skip
    return _kept(row, OBJECTION, words, by, OBJECTED).code


@transaction.atomic
@audit.late()
def appeal(decision: str, words: str, *, by: Actor, proved: Collection[str] = ()) -> str:
    """By the person himself (``proved``: his entries), or noted down by staff. Its code.

    Raises BadInput, NotAllowed, NotFound, WrongState (nothing decided yet, or under appeal already).
    """
    row = locked([decision])[0]
    if by.kind == "resident":
        if row.person not in registry.own_codes(by, proved):
            raise nothing()
    else:
        access.require(by, PREPARE, row)
    found = comparing.compared(row)
    said = _kept(row, APPEAL, words, by, APPEALED, comparing.kept(found))
    advance(row, Turn.APPEAL, by=by)
    return said.code


def _kept(row: Decision, kind: str, words: str, by: Actor, event: str, seen: str = "") -> Objection:
    text, code, now = clean(words, LONGEST, field="words").strip(), ids.code("Q"), clock.now()
    if not text:
        raise BadInput("benefits.words", N_("Say what is not right."), field="words")
    try:
        with transaction.atomic():
            found = Objection.objects.create(
                code=code, decision=row, kind=kind, words_sealed=sealing.seal_words(code, "words", text),
                seen_sealed=sealing.seal_words(code, "seen", seen) if seen else "", by="" if by.kind == "system" else by.id,
                at=now, due_at=due_at(kind, now),
            )  # fmt: skip
    except IntegrityError:
        raise WrongState(
            "benefits.appealed", N_("An appeal against this waits for its answer already.")
        ) from None
    audit.record(by, f"benefits.{kind}", f"decision:{row.code}", {"objection": code})
    events.emit(event, {"objection": code, "decision": row.code}, area=row.area_code)
    return found


@transaction.atomic
@audit.late()
def answer(code: str, outcome: str, *, reason: str, by: Actor) -> Objection:
    """``outcome``: kept (it stays) or right. By somebody who did not decide before. Raises what the step itself raises."""
    said = Objection.objects.select_for_update().filter(code=code, answered_at=None).first()
    if said is None:
        raise NotFound("benefits.no_objection", N_("There is no such objection, or it was answered."))
    if outcome not in (KEPT, RIGHT):
        raise BadInput("benefits.outcome", N_("Choose one of the list."), field="outcome")
    row, text = locked([said.decision.code])[0], why(reason)
    access.require(by, DECIDE, row)
    if by.id in decided_by(row) or by.kind != "staff":
        raise NotAllowed(
            "benefits.other_eyes", N_("You decided on this before; somebody else has to do this step."),
            way_out=N_("Hand it to a colleague who may decide."),
        )  # fmt: skip
    said.outcome, said.answer, said.answered_at = outcome, text, clock.now()
    said.answered_by, said.answered_name = by.id, by.name[:60]
    said.save()
    (_answer_appeal if said.kind == APPEAL else _answer_objection)(row, outcome, text, by)
    events.emit(ANSWERED, {"objection": code, "decision": row.code, "outcome": outcome}, area=row.area_code)
    audit.record(by, "benefits.answer", f"decision:{row.code}", {"objection": code, "outcome": outcome})
    return said


def _answer_objection(row: Decision, outcome: str, text: str, by: Actor) -> None:
    if outcome == RIGHT and row.state == Deciding.POSTED:
        advance(row, Turn.REFUSE, by=by, note=text, reason=text)


def _answer_appeal(row: Decision, outcome: str, text: str, by: Actor) -> None:
    if outcome == KEPT:
        advance(row, Turn.UPHOLD, by=by, note=text)
        return
    fresh = _today(row, by)
    advance(row, Turn.REVISE, by=by, note=text)
    if not Decision.objects.filter(person=row.person, policy=row.policy, open=True).exists():
        fresh.save(force_insert=True)
        DecisionTurn.objects.create(**step(fresh, Turn.CHECK, by, text))


def _today(row: Decision, by: Actor) -> Decision:
    """With today's values; who answers the appeal was its first eyes. Raises WrongState when today's data give nothing."""
    now = at_hand.today(row.person)
    told = comparing.told_of(now, row)
    if told is None or told.status is not Status.DUE:
        raise WrongState(
            "benefits.nothing_today", N_("With today's data nothing else comes out."),
            way_out=N_("Have the data that are wrong corrected in the register and the matching run; then answer."),
        )  # fmt: skip
    fresh = deciding.written(
        proposal(told, now, row.person), now.book.policies[now.book.at[row.policy]], row.collective
    )
    fresh.follows, fresh.first_by, fresh.doubt, fresh.instant = row, by.id, "", False
    fresh.state = rules.Path(fresh.collective, False, fresh.days, fresh.verified).after(Deciding.CHECKING)
    fresh.open = True
    return fresh
