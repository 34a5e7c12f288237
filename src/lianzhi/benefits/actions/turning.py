"""One step of one decision: lock, rights, rule, row, history, trail, event.  R-210, R-233, G-20."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lianzhi.benefits.access import DECIDE, MEET, PREPARE
from lianzhi.benefits.actions.dues import make_dues
from lianzhi.benefits.models import Decision, DecisionTurn
from lianzhi.benefits.queries.decisions import locked, path_of
from lianzhi.benefits.rules import deciding as rules
from lianzhi.benefits.rules.deciding import Deciding, Turn, Who
from lianzhi.benefits.wording import REPLACED
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean

DECIDED = "benefits.decided"
TOLD = (Deciding.GRANTED, Deciding.REFUSED, Deciding.ENDED, Deciding.SHOWN)
RIGHTS: Mapping[Who, str] = {
    Who.MACHINE: PREPARE, Who.FIRST: PREPARE, Who.MEETING: MEET, Who.SECOND: DECIDE, Who.FRESH: DECIDE,
}  # fmt: skip
_JUDGED = (Turn.SETTLE, Turn.CHECK, Turn.PASS, Turn.REFUSE, Turn.APPROVE, Turn.UPHOLD, Turn.REVISE)


def advance(row: Decision, turn: Turn, *, by: Actor, note: str = "", **changes: Any) -> Decision:
    """``row`` is locked by the caller; ``changes`` are written with the step. Raises NotAllowed, WrongState."""
    rule = rules.TURNS.get((Deciding(row.state), turn))
    if rule and rule.who in RIGHTS:
        access.require(by, RIGHTS[rule.who], row)
    rules.require(
        row.state,
        turn,
        by,
        first=row.first_by,
        decided=decided_by(row) if rule and rule.who is Who.FRESH else (),
    )
    for name, value in changes.items():
        setattr(row, name, value)
    row.before, before, had = (row.state if turn is Turn.APPEAL else ""), row.before, row.in_force
    row.state = rules.take(row.state, turn, path_of(row), before=before)
    row.open, row.changed_at = row.state in rules.OPEN, clock.now()
    if turn is Turn.END:
        row.in_force = False
    if row.state in (Deciding.GRANTED, Deciding.SHOWN) and turn is not Turn.UPHOLD:
        came_into_force([row], by)
    row.save()
    DecisionTurn.objects.create(**step(row, turn, by, note))
    audit.record(
        by, f"benefits.decision_{turn}", f"decision:{row.code}", {"state": row.state, "note": note[:200]}
    )
    # Whoever appealed is answered in other words; what never began ends without a word.
    if turn not in (Turn.UPHOLD, Turn.REVISE) and (turn is not Turn.END or had):
        tell([row])
    return row


def came_into_force(rows: Sequence[Decision], by: Actor) -> None:
    """What each person had of the policy before ends; the first period of a verified one is made."""
    mine = {(row.person, row.policy): row for row in rows}
    old = Decision.objects.select_for_update().filter(
        in_force=True, person__in={row.person for row in rows}, policy__in={row.policy for row in rows}
    )
    for had in [had for had in old if mine.get((had.person, had.policy)) not in (None, had)]:
        # An appeal against what it had stays where it is; what it gave is given by the new one.
        had.in_force, had.changed_at = False, clock.now()
        if had.state == Deciding.APPEALED:
            had.before = Deciding.ENDED
        else:
            had.state = Deciding.ENDED
        had.reason = REPLACED
        had.save(update_fields=["in_force", "state", "before", "reason", "changed_at"])
        DecisionTurn.objects.create(**step(had, Turn.END, by, ""))
    for row in rows:
        row.in_force = True


def step(row: Decision, turn: Turn, by: Actor, note: str) -> dict[str, Any]:
    return {
        "decision_id": row.pk, "turn": turn, "state": row.state, "note": note[:200], "by": by.id, "by_name": by.name[:60],
        "at": clock.now(),
    }  # fmt: skip


def tell(rows: Sequence[Decision]) -> None:
    """By codes alone; periods of what was granted are made in the same transaction, and ordered soon."""
    granted = [row for row in rows if row.state == Deciding.GRANTED and row.in_force]
    if granted:
        make_dues(granted)
    told = [
        (DECIDED, {"decision": row.code, "person": row.person, "policy": row.policy, "state": row.state})
        for row in rows
        if row.state in TOLD
    ]
    if told:
        events.emit_all(told)


def decided_by(row: Decision) -> frozenset[str]:
    """Everybody who judged this decision or the one it follows."""
    chain = [row.pk, *([row.follows_id] if row.follows_id else [])]
    found = DecisionTurn.objects.filter(decision__in=chain, turn__in=_JUDGED)
    return frozenset(found.values_list("by", flat=True))


def why(reason: str) -> str:
    """Raises BadInput without one."""
    text = " ".join(clean(reason, 200, field="reason").split())
    if not text:
        raise BadInput("benefits.reason", N_("Say why."), field="reason")
    return text


@transaction.atomic
@audit.late()
def check(codes: Sequence[str], *, by: Actor) -> int:
    """First eyes, for several at once; all or none. Raises NotAllowed, NotFound, WrongState."""
    rows = locked(codes)
    for row in rows:
        advance(row, Turn.CHECK, by=by, first_by=by.id)
    return len(rows)


@transaction.atomic
@audit.late()
def settle(code: str, *, note: str, by: Actor) -> Decision:
    """A person looked into the doubt and says what he found. While a datum is missing nothing can be granted."""
    row = locked([code])[0]
    if row.fen <= 0:
        raise WrongState(
            "benefits.datum_missing", N_("A datum is missing, so that nothing can be computed."),
            way_out=N_("Have it entered in the register; the next run computes it again. Or refuse with the reason."),
        )  # fmt: skip
    return advance(row, Turn.SETTLE, by=by, note=why(note), first_by=by.id)


@transaction.atomic
@audit.late()
def approve(codes: Sequence[str], *, by: Actor) -> int:
    """Second eyes, for several at once; all or none. What is verified is granted, a sample only shown."""
    rows = locked(codes)
    for row in rows:
        advance(row, Turn.APPROVE, by=by, second_by=by.id)
    return len(rows)


@transaction.atomic
@audit.late()
def refuse(code: str, *, reason: str, by: Actor) -> Decision:
    """With a reason that the person reads. What a meeting has on its list, and what an objection says, is refused there."""
    row = locked([code])[0]
    if row.state in (Deciding.LISTED, Deciding.POSTED):
        raise WrongState(
            "benefits.refused_elsewhere", N_("This is decided where it lies now: by the meeting, or by the objection's answer."),
            way_out=N_("Open the meeting's list or the objection."),
        )  # fmt: skip
    said = why(reason)
    return advance(row, Turn.REFUSE, by=by, note=said, reason=said)


@transaction.atomic
@audit.late()
def end(pairs: Sequence[tuple[str, str]], reason: str, by: Actor) -> int:
    """Of these (person, policy) what is open and what is in force ends, with a reason that the person reads."""
    said = why(reason)
    wanted = set(pairs)
    rows = Decision.objects.select_for_update().filter(person__in={person for person, _policy in wanted})
    ended = 0
    for row in rows.exclude(open=False, in_force=False).order_by("pk"):
        if (row.person, row.policy) in wanted and row.state != Deciding.APPEALED:
            advance(row, Turn.END, by=by, note=said, reason=said)
            ended += 1
        elif (row.person, row.policy) in wanted:  # under appeal: it gives nothing more, the appeal goes on
            Decision.objects.filter(pk=row.pk).update(in_force=False, before=Deciding.ENDED, reason=said)
            DecisionTurn.objects.create(**step(row, Turn.END, by, said))
            ended += 1
    return ended
