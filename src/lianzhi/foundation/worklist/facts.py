"""Moves as facts to count: who, which unit, how long, when it was due.  R-111.

The unit of a step is the one whose part it was; a failed check, a reopening after a bad rating and a rating are the
unit's that led the work, or the one that the step itself names where the work was done in another matter. A reopening
without a bad rating is the office's own: it ended the matter wrongly, nobody's work was found wanting. A grade is the
reporter's: what units give each other is none. A unit that finishes its part of a joint task before the others leaves no
state: its part is due when the stage is.

The person of a step is who made it; a part that was reported done is of the person who had accepted it. What a failed
check or such a reopening sends back is the work of the person whose part it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.foundation.worklist.models import Move, Task
from lianzhi.foundation.worklist.rules.join import TaskKind, TaskState
from lianzhi.kernel.grades import BAD

FAIL, REOPEN = "fail", "reopen"
PART, GRADED, UNIT = "finish", "rate", "unit"


@dataclass(frozen=True, slots=True)
class MoveFact:
    """``person``: whose step it counts as. ``rework``: it sends work back, that of ``worker`` where one is known."""

    id: int
    item: int
    verb: str
    from_state: str
    to_state: str
    unit: str
    person: str
    at: datetime
    stay_from: datetime | None
    due_at: datetime | None
    level: str
    grade: int | None
    rework: bool = False
    worker: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    unit: str
    person: str
    lead: bool = False
    round: int = 0
    assigned_at: datetime | None = None
    done_at: datetime | None = None


def moves_after(
    after: int, limit: int, *, since: datetime | None = None, until: datetime | None = None
) -> list[MoveFact]:
    """The next ``limit`` moves by number, perhaps only those made in a span. Four queries."""
    rows = (
        Move.objects.filter(pk__gt=after).select_related("item").defer("note", "item__limits").order_by("pk")
    )
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    moves = list(rows[:limit])
    parts, about, dues = _named(moves), _about(moves), _dues(moves)
    nothing = _Part("", "")
    return [
        MoveFact(
            m.pk, m.item_id, m.verb, m.from_state, m.to_state,
            _led(about.get(m.pk, ()), m.at) or parts.get(m.detail.get("task"), nothing).unit or m.detail.get(UNIT) or m.unit,
            (parts.get(m.detail.get("task"), nothing).person if m.verb == PART else "") or m.actor_id,
            m.at, m.stay_from, m.due_at or dues.get(m.pk), m.item.level,
            m.detail.get("grade") if m.verb == GRADED else None,
            is_rework(m), _did(about.get(m.pk, ()), m.at) if is_rework(m) else "",
        )
        for m in moves
    ]  # fmt: skip


def is_rework(move: Move) -> bool:
    """Only what a check or the reporter found wanting; an office that ended a matter wrongly says nothing about the work."""
    return move.verb == FAIL or (move.verb == REOPEN and move.detail.get("grade") in BAD)


def _named(moves: Iterable[Move]) -> dict[int | None, _Part]:
    """The parts that moves name, each with who accepted it."""
    tasks = {m.detail["task"] for m in moves if m.detail.get("task")}
    rows = Task.objects.filter(pk__in=tasks).values_list("pk", "unit_code", "assignee") if tasks else ()
    return {pk: _Part(unit, assignee) for pk, unit, assignee in rows}


def _about(moves: Iterable[Move]) -> dict[int, list[_Part]]:
    """Move that judges the work -> all parts of its item, oldest first."""
    about = [m for m in moves if m.verb == GRADED or is_rework(m)]
    if not about:
        return {}
    parts: dict[int, list[_Part]] = {}
    rows = Task.objects.filter(item_id__in={m.item_id for m in about}).exclude(kind=TaskKind.COPY)
    for task in rows.order_by("assigned_at", "pk").defer("result", "grade_note"):
        done = task.ended_at if task.state == TaskState.DONE else None
        person = task.assignee or task.ended_by
        parts.setdefault(task.item_id, []).append(
            _Part(task.unit_code, person, task.lead, task.round, task.assigned_at, done)
        )
    return {m.pk: parts.get(m.item_id, []) for m in about}


def _led(parts: Sequence[_Part], at: datetime) -> str:
    """The unit that led at that time."""
    return next((p.unit for p in reversed(parts) if p.lead and p.assigned_at and p.assigned_at <= at), "")


def _did(parts: Sequence[_Part], at: datetime) -> str:
    """Whose part was done last before: the one that led, as ``work`` hands it out again."""
    done = sorted(
        (p for p in parts if p.done_at and p.done_at <= at), key=lambda p: (p.round, p.lead, p.done_at)
    )
    return done[-1].person if done else ""


def _dues(moves: Iterable[Move]) -> dict[int, datetime]:
    """Part of a joint task -> when the stage was due: as it ended, or as it runs."""
    parts = [m for m in moves if m.verb == PART and m.from_state == m.to_state]
    if not parts:
        return {}
    ended: dict[tuple[int, str], list[tuple[int, datetime | None]]] = {}
    rows = Move.objects.filter(item_id__in={m.item_id for m in parts}, stay_from__isnull=False).order_by(
        "seq"
    )
    for item, state, seq, due in rows.values_list("item_id", "from_state", "seq", "due_at"):
        ended.setdefault((item, state), []).append((seq, due))
    found: dict[int, datetime] = {}
    for move in parts:
        later = [due for seq, due in ended.get((move.item_id, move.from_state), ()) if seq > move.seq]
        due = later[0] if later else move.item.due_at if move.item.state == move.from_state else None
        if due:
            found[move.pk] = due
    return found
