"""What was asked, answered and noted about a case, and the questions nobody has answered yet.  R-109, R-123."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianzhi.cases.actions.talking import ASK
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Remark
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.cases import SEE, reachable
from lianzhi.cases.rules.talking import can_answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import Actor

LOOKED_AT = 400
LISTED = 100
QUESTION, REPLY, NOTE = Remark.Kind.QUESTION, Remark.Kind.REPLY, Remark.Kind.NOTE


@dataclass(frozen=True, slots=True)
class Said:
    """One remark with the unit that wrote it and the pictures that came with it. ``open``: nobody answered yet."""

    id: int
    kind: str
    text: str
    name: str
    unit: access.UnitView | None
    at: datetime
    open: bool
    photos: tuple[files.FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    remarks: tuple[Said, ...]
    may_ask: bool = False
    may_note: bool = False

    @property
    def waiting(self) -> tuple[Said, ...]:
        """Questions the reporter has not answered."""
        return tuple(said for said in self.remarks if said.open)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the desk's list of questions."""

    number: str
    title: str
    text: str
    name: str
    at: datetime


def talk(case: CaseView, reader: Reader) -> Talk:
    """For staff: everything, and what the reader may add."""
    may = reader.may(ASK, case.area_code, case.unit_codes)
    asking = may and case.item.closed_at is None and can_answer(case.reporter)
    return Talk(_said(Remark.objects.filter(case_id=case.id)), asking, may)


def told(case: CaseView) -> Talk:
    """For the reporter: questions and replies, no names of staff, no notes."""
    rows = Remark.objects.filter(case_id=case.id).exclude(kind=NOTE)
    return Talk(_said(rows), may_ask=can_answer(case.reporter) and case.item.closed_at is None)


def questions(case_id: int) -> list[str]:
    """The open questions of a case, oldest first: what the message to the reporter says."""
    rows = Remark.objects.filter(case_id=case_id, kind=QUESTION, settled_at=None).order_by("at", "pk")
    return list(rows.values_list("text", flat=True))


def unanswered(by: Actor) -> list[Waiting]:
    """Questions that wait for the reporter, the oldest first. Three queries, however many cases there are."""
    rows = Remark.objects.filter(kind=QUESTION, settled_at=None).order_by("at", "pk")
    return _listed(rows[:LOOKED_AT], by)


def replies(by: Actor) -> list[Waiting]:
    """The newest replies of reporters."""
    return _listed(Remark.objects.filter(kind=REPLY).order_by("-at", "-pk")[:LOOKED_AT], by)


def _listed(rows: Iterable[Remark], by: Actor) -> list[Waiting]:
    """Those on cases the reader may see; scope is asked of the few cases at hand, never of all."""
    found = list(rows)
    ids = {row.case_id for row in found}
    cases = Case.objects.filter(pk__in=ids).filter(reachable(access.scope(by, SEE))).only("number", "title")
    known = {case.pk: case for case in cases}
    return [
        Waiting(known[row.case_id].number, known[row.case_id].title, row.text, row.name, row.at)
        for row in found
        if row.case_id in known
    ][:LISTED]


def _said(rows: Iterable[Remark]) -> tuple[Said, ...]:
    found = list(rows)
    units = {unit.code: unit for unit in access.units(closed=True)} if any(r.unit for r in found) else {}
    return tuple(_view(row, units) for row in found)


def _view(row: Remark, units: dict[str, access.UnitView]) -> Said:
    waits = row.kind == QUESTION and row.settled_at is None
    pictures = tuple(files.of(f"remark:{row.pk}")) if row.kind == REPLY else ()
    return Said(row.pk, row.kind, row.text, row.name, units.get(row.unit), row.at, waits, pictures)
