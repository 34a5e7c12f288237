"""Moves as facts to count: who, which unit, how long, when it was due.  R-111.

The unit of a step is the one whose part it was; a failed check, a reopening and a rating are the unit's that led the
work, or the one that the step itself names where the work was done in another matter. A grade is the reporter's: what
units give each other is none. A unit that finishes its part of a joint task before the others leaves no state: its part
is due when the stage is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianzhi.foundation.worklist.models import Move, Task

ABOUT_THE_LEAD = frozenset({"fail", "reopen", "rate"})
PART, GRADED, UNIT = "finish", "rate", "unit"


@dataclass(frozen=True, slots=True)
class MoveFact:
    id: int
    item: int
    verb: str
    from_state: str
    to_state: str
    unit: str
    actor_id: str
    at: datetime
    stay_from: datetime | None
    due_at: datetime | None
    level: str
    grade: int | None


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
    units, leads, dues = _units(moves), _leads(moves), _dues(moves)
    return [
        MoveFact(
            m.pk, m.item_id, m.verb, m.from_state, m.to_state,
            leads.get(m.pk) or units.get(m.detail.get("task")) or m.detail.get(UNIT) or m.unit,
            m.actor_id, m.at, m.stay_from, m.due_at or dues.get(m.pk), m.item.level,
            m.detail.get("grade") if m.verb == GRADED else None,
        )
        for m in moves
    ]  # fmt: skip


def _units(moves: Iterable[Move]) -> dict[int | None, str]:
    tasks = {m.detail["task"] for m in moves if m.detail.get("task")}
    return dict(Task.objects.filter(pk__in=tasks).values_list("pk", "unit_code")) if tasks else {}


def _leads(moves: Iterable[Move]) -> dict[int, str]:
    """Move -> the unit that led when it was made."""
    about = [m for m in moves if m.verb in ABOUT_THE_LEAD]
    if not about:
        return {}
    tasks: dict[int, list[tuple[datetime, str]]] = {}
    rows = Task.objects.filter(item_id__in={m.item_id for m in about}, lead=True).order_by(
        "assigned_at", "pk"
    )
    for item, at, unit in rows.values_list("item_id", "assigned_at", "unit_code"):
        tasks.setdefault(item, []).append((at, unit))
    found = {m.pk: [unit for at, unit in tasks.get(m.item_id, ()) if at <= m.at] for m in about}
    return {pk: units[-1] for pk, units in found.items() if units}


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
