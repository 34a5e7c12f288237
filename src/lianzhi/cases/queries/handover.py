"""What the next shift has to know, read from the data: approvals, overdue, urgent, questions, what happened.  R-162.

Bounded: at most ``ROWS`` cases a section, counts up to ``MANY``, and never more than ``LONGEST`` of the past.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.cases.models import Case, Handover
from lianzhi.cases.queries import paging
from lianzhi.cases.queries.cases import Wanted, filtered
from lianzhi.cases.queries.talk import replies, unanswered
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

ROWS, MANY = 20, 999
USUAL, LONGEST = timedelta(hours=12), timedelta(hours=48)
SECTIONS: Mapping[str, str] = {
    "overdue": N_("Overdue"),
    "urgent": N_("Urgent and major, still open"),
    "approvals": N_("Waiting for approval"),
    "suspended": N_("Suspended"),
    "questions": N_("Questions the reporter has not answered"),
    "replies": N_("Replies that came in this shift"),
}
ORDER: paging.Order = (paging.Segment(("-given_at", "-pk")),)


@dataclass(frozen=True, slots=True)
class Section:
    """One list of a note. ``rows``: number, title and, where there is one, what is asked or due."""

    code: str
    label: str
    count: int
    capped: bool
    rows: list[Mapping[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)

    @property
    def shown(self) -> str:
        return f"{self.count}+" if self.capped else str(self.count)


@dataclass(frozen=True, slots=True)
class Happened:
    """How often one kind of step was made."""

    verb: str
    name_zh: str
    name_en: str
    n: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a page shows it."""

    id: int
    unit: str
    since: datetime
    words: str
    given_by: str
    given_name: str
    given_at: datetime
    taken_name: str
    taken_at: datetime | None
    sections: list[Section]
    happened: list[Happened]


def shift_start(by: Actor, now: datetime) -> datetime:
    """When the shift began: where the unit's last note ended, else the usual length ago; never longer than that."""
    last = Handover.objects.filter(unit=by.unit).order_by("-given_at").values_list("given_at", flat=True)
    return max(last.first() or now - USUAL, now - LONGEST)


def facts(by: Actor, since: datetime, now: datetime) -> dict[str, Any]:
    """As JSON, to be kept with the note."""
    asked = {
        "overdue": (Wanted(light="red"), "item__due_at"),
        "urgent": (Wanted(urgency=("urgent", "major"), open_only=True), "-created_at"),
        "suspended": (Wanted(suspended=True), "-item__paused_at"),
    }
    found = {code: _cases(filtered(by, wanted, now), order) for code, (wanted, order) in asked.items()}
    pending = filtered(by, Wanted(open_only=True), now).filter(item__approvals__state="pending")
    found["approvals"] = _cases(pending, "item__approvals__asked_at")
    found["questions"] = _said(unanswered(by))
    found["replies"] = _said(reply for reply in replies(by) if reply.at >= since)
    return {"sections": found, "happened": happened(by, since, now)}


def _cases(rows: QuerySet[Case], order: str) -> dict[str, Any]:
    count = rows.order_by().values("pk")[: MANY + 1].count()
    names = rows.order_by(order, "pk").values("number", "title", "item__due_at")[:ROWS]
    return {
        "count": min(count, MANY),
        "capped": count > MANY,
        "rows": [
            {"number": row["number"], "title": row["title"], "due": _iso(row["item__due_at"])}
            for row in names
        ],
    }


def _said(waiting: Iterable[Any]) -> dict[str, Any]:
    rows = [{"number": one.number, "title": one.title, "said": one.text[:200]} for one in waiting]
    return {"count": len(rows), "capped": False, "rows": rows[:ROWS]}


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def happened(by: Actor, since: datetime, now: datetime) -> list[dict[str, Any]]:
    """How many steps of each kind were made in the shift, on cases the reader may see."""
    names = worklist.verb_names()
    steps = Q(item__moves__at__gte=since, item__moves__at__lte=now)
    counted = (
        filtered(by, Wanted(), now)
        .filter(steps)
        .values("item__moves__verb")
        .annotate(n=Count("item__moves"))
        .order_by("-n", "item__moves__verb")
    )
    return [
        {"verb": verb, "name_zh": names.get(verb, (verb, verb))[0],
         "name_en": names.get(verb, (verb, verb))[1], "n": row["n"]}
        for row in counted
        for verb in [row["item__moves__verb"]]
    ]  # fmt: skip


def prepared(by: Actor) -> tuple[datetime, dict[str, Any]]:
    now = clock.now()
    since = shift_start(by, now)
    return since, facts(by, since, now)


def sections(found: Mapping[str, Any]) -> list[Section]:
    kept = found.get("sections", {})
    return [
        Section(code, label, kept[code]["count"], kept[code]["capped"], [_row(r) for r in kept[code]["rows"]])
        for code, label in SECTIONS.items()
        if code in kept
    ]


def steps(found: Mapping[str, Any]) -> list[Happened]:
    return [Happened(**step) for step in found.get("happened", [])]


def _row(row: Mapping[str, str]) -> dict[str, Any]:
    due = row.get("due")
    return {**row, "due": datetime.fromisoformat(due) if due else None}


def notes(by: Actor, query: Mapping[str, str]) -> paging.KeysetPage:
    """The unit's own notes, newest first."""
    return paging.page_of(Handover.objects.filter(unit=by.unit), ORDER, query)


def note(note_id: int, by: Actor) -> Note:
    row = Handover.objects.filter(pk=note_id, unit=by.unit).first()
    if row is None:
        raise missing()
    return view(row)


def waiting(by: Actor) -> Handover | None:
    """The newest note nobody has taken over yet."""
    return Handover.objects.filter(unit=by.unit, taken_at=None).order_by("-given_at").first()


def view(row: Handover) -> Note:
    return Note(
        row.pk, row.unit, row.since, row.words, row.given_by, row.given_name, row.given_at, row.taken_name,
        row.taken_at, sections(row.facts), steps(row.facts),
    )  # fmt: skip


def missing() -> NotFound:
    return NotFound(
        "cases.no_note",
        N_("There is no such note in your unit."),
        way_out=N_("Look at the list of notes; those of other units are not shown."),
    )
