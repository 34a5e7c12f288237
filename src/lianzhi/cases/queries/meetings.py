"""Meetings, their agendas as people ordered them, and what was decided.  R-162."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import AgendaLine, Case, Decision, Meeting
from lianzhi.cases.queries import paging
from lianzhi.cases.queries.agenda import MEET, WHY, held, missing
from lianzhi.cases.queries.cases import SEE, rows
from lianzhi.cases.queries.reach import inside, reachable
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem

ORDER: paging.Order = (paging.Segment(("-held_at", "-pk")),)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided; without ``verb`` a note on the case. ``asked``: another person had to agree to the step."""

    verb: str
    name_zh: str
    name_en: str
    text: str
    units: list[access.UnitView]
    asked: bool
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineView:
    """One matter of the agenda: why it is on it, how it stands now, what was decided."""

    id: int
    n: int
    case: CaseView
    why: list[str]
    due_at: datetime | None
    decisions: list[DecisionView]
    units: list[access.UnitView]
    light: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting as its page shows it. ``hidden``: matters on it that this reader may not see."""

    meeting: Meeting
    lines: list[LineView]
    hidden: int

    @property
    def ended(self) -> bool:
        return self.meeting.ended_at is not None

    @property
    def undecided(self) -> int:
        return sum(not line.decisions for line in self.lines)


def seat(by: Actor) -> str:
    """The widest area that the reader may hold meetings over. Raises NotAllowed where there is none."""
    areas = [part.area for part in access.scope(by, MEET).parts if not part.unit]
    if not areas:
        raise access.lacking(MEET)
    return min(areas, key=lambda area: (len(stem(area)), area))


def listing(by: Actor, query: Mapping[str, str]) -> paging.KeysetPage:
    """The meetings of the areas one may meet in, newest first."""
    scope = access.scope(by, MEET)
    own = Meeting.objects.filter(pk__in=[])
    for part in scope.parts:
        own |= Meeting.objects.filter(inside(part.area)) if not part.unit else own.none()
    return paging.page_of(Meeting.objects.all() if scope.reaches_all else own, ORDER, query)


def meeting(meeting_id: int, by: Actor, *, lock: bool = False) -> Meeting:
    """Raises NotFound for one of another area as for none."""
    found = Meeting.objects.select_for_update() if lock else Meeting.objects
    row = found.filter(pk=meeting_id).first()
    if row is None or not held(row, by):
        raise missing()
    return row


def agenda(row: Meeting, by: Actor) -> Agenda:
    """A fixed number of queries, however many lines there are."""
    lines = list(AgendaLine.objects.filter(meeting=row).prefetch_related("decisions"))
    seen = rows().filter(reachable(access.scope(by, SEE)), pk__in=[line.case_id for line in lines])
    cases = {case.pk: case_view(case) for case in seen}
    shown = [line for line in lines if line.case_id in cases]
    units = {unit.code: unit for unit in access.units(closed=True)}
    names, now = worklist.verb_names(), clock.now()
    views = [
        _line(line, n, cases[line.case_id], units, names, now, len(shown)) for n, line in enumerate(shown, 1)
    ]
    return Agenda(row, views, len(lines) - len(shown))


def _line(
    line: AgendaLine, n: int, case: CaseView, units: Mapping[str, Any], names: Mapping[str, Any], now: datetime,
    of: int,
) -> LineView:  # fmt: skip
    decided = [_decision(row, units, names) for row in line.decisions.all()]
    working = [units[code] for code in case.item.working if code in units]
    light = "" if case.item.closed_at else str(case.item.light(now).value)
    why = [WHY[code] for code in line.why]
    return LineView(line.pk, n, case, why, line.due_at, decided, working, light, n == 1, n == of)


def _decision(row: Decision, units: Mapping[str, Any], names: Mapping[str, Any]) -> DecisionView:
    zh, en = names.get(row.verb, (row.verb, row.verb))
    to = [units[code] for code in row.units if code in units]
    return DecisionView(row.verb, zh, en, row.text, to, row.asked, row.by_name, row.at)


def on_agenda(seen: Agenda, line_id: int) -> LineView:
    found = next((line for line in seen.lines if line.id == line_id), None)
    if found is None:
        raise missing()
    return found


def visible_ids(numbers: list[str], by: Actor) -> dict[str, Case]:
    found = Case.objects.filter(reachable(access.scope(by, SEE)), number__in=numbers).select_related("item")
    return {case.number: case for case in found}
