"""Everything the record page shows of one case: facts, the road, what happened, the units' parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianzhi.cases.actions.telling import live_dot
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.approvals import Asked, of_case
from lianzhi.cases.queries.board import tone
from lianzhi.cases.queries.reasons import Reason, reasons
from lianzhi.cases.queries.relations import Relations, relations
from lianzhi.cases.queries.sent_with import SentWith, sent_with
from lianzhi.cases.queries.watching import Watched, watched
from lianzhi.cases.queries.ways import called
from lianzhi.cases.rules.envelope import happened_at
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_
from lianzhi.territory import api as territory

CONTACT = "cases.contact"
REPORT, RESULT = "report", "result"
UNNOTICED = timedelta(minutes=2)
"""A word that was on its way so long is told without saying so."""
TONES = {
    "refuse": "bad",
    "return": "bad",
    "fail": "bad",
    "recall": "bad",
    "reopen": "bad",
    "void": "bad",
    "decline": "bad",
    "climb": "bad",
    "no_show": "bad",
    "urge": "bad",
    "follow": "good",
    "close": "good",
    "pass": "good",
}
PARTS = {
    "assigned": (N_("Not yet accepted"), "waiting"),
    "accepted": (N_("At work"), "active"),
    "done": (N_("Done"), "good"),
    "returned": (N_("Sent back"), "bad"),
    "cancelled": (N_("Cancelled"), "neutral"),
    "informed": (N_("Copy sent"), "neutral"),
    "read": (N_("Copy read"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; ``move`` is the step, ``units`` those it was given to."""

    move: worklist.MoveView
    unit: access.UnitView | None
    units: tuple[access.UnitView, ...]
    tone: str

    @property
    def made(self) -> datetime | None:
        """When it was done on a phone that had no network, where the word of it came noticeably later."""
        phone = self.move.detail.get("phone")
        if not phone:
            return None
        made = happened_at(datetime.fromisoformat(phone["made_at"]), phone.get("clock_off_s"), self.move.at)
        return made if self.move.at - made > UNNOTICED else None


@dataclass(frozen=True, slots=True)
class PartView:
    """One unit's part with the names a page needs."""

    task: worklist.TaskView
    unit: access.UnitView | None
    worker: str
    label: str
    tone: str
    current: bool
    caller: access.UnitView | None = None

    @property
    def late_to_report(self) -> bool:
        by = self.task.report_by
        return by is not None and (self.task.reported_at or clock.now()) > by


@dataclass(frozen=True, slots=True)
class ReporterView:
    """Who reported, as far as the reader may know. ``phone`` is masked; ``hidden``: the reader may not see it."""

    kind: str
    name: str = ""
    phone: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    case: CaseView
    road: tuple[worklist.StateView, ...]
    step: int
    entries: tuple[Entry, ...]
    parts: tuple[PartView, ...]
    reporter: ReporterView
    areas: tuple[territory.AreaView, ...]
    today: tuple[territory.AreaView, ...]
    photos: tuple[files.FileView, ...]
    results: tuple[files.FileView, ...]
    light: str
    tone: str
    watched: Watched
    approvals: tuple[Asked, ...] = ()
    relations: Relations = Relations()
    sent_with: SentWith = SentWith()

    @property
    def last(self) -> worklist.MoveView:
        return self.entries[0].move

    @property
    def steps(self) -> list[str]:
        return [named(state) for state in self.road]

    @property
    def joint(self) -> bool:
        return sum(part.current and part.task.kind != "copy" for part in self.parts) > 1

    @property
    def done(self) -> list[PartView]:
        """What this round's units reported, to write the answer from."""
        return [
            part for part in self.parts if part.current and part.task.result and part.task.state == "done"
        ]

    @property
    def dots(self) -> list[dict[str, object]]:
        """The case as the map draws it."""
        return [live_dot(self.case)] if self.case.located else []

    @property
    def ruled(self) -> list[Reason]:
        """What automatic rules did to the case, and why."""
        return reasons(self.case.id)

    @property
    def source(self) -> str:
        return called(self.case.source)


def record(case: CaseView, reader: Reader) -> Record:
    units = {unit.code: unit for unit in access.units()}
    road, moves = worklist.road(case.item.id), worklist.moves(case.item.id)
    return Record(
        case=case,
        road=tuple(road),
        step=next((n for n, state in enumerate(road, 1) if state.code == case.item.state.code), 0),
        entries=tuple(_entry(move, units) for move in reversed(moves)),
        parts=_parts(case, units, moves),
        reporter=reporter(case, reader),
        areas=_areas(case.area_code, _day(case)),
        today=_today(case),
        photos=tuple(files.of(case.subject, REPORT)),
        results=tuple(files.of(case.subject, RESULT)),
        light=str(case.item.light(clock.now())),
        tone=tone(case.item),
        watched=watched(case, moves),
        approvals=of_case(case, reader.by),
        relations=relations(case),
        sent_with=sent_with(case) if reader.may(CONTACT, case.area_code, case.unit_codes) else SentWith(),
    )


def _entry(move: worklist.MoveView, units: Mapping[str, access.UnitView]) -> Entry:
    given = tuple(units[code] for code in move.detail.get("units", ()) if code in units)
    return Entry(move, units.get(move.unit), given, TONES.get(move.verb, ""))


def _parts(
    case: CaseView, units: Mapping[str, access.UnitView], moves: Iterable[worklist.MoveView]
) -> tuple[PartView, ...]:
    """Who works on a part stands in the moves already."""
    names = {move.actor_id: move.actor_name for move in moves}
    return tuple(
        PartView(
            task,
            units.get(task.unit),
            names.get(task.assignee, ""),
            *PARTS[task.state],
            task.round == case.item.rounds,
            units.get(task.called_by),
        )
        for task in case.item.tasks
    )


def reporter(case: CaseView, reader: Reader) -> ReporterView:
    """A resident's name and masked phone only to those with the permission for this very case (R-097)."""
    kind, _, _key = case.reporter.partition(":")
    if kind == "staff":
        person = access.person(case.reporter)
        return ReporterView(kind, person.name if person else "")
    if kind == "anonymous":
        return ReporterView("unnamed")
    if kind != "resident":
        return ReporterView("anonymous")
    if not reader.may(CONTACT, case.area_code, case.unit_codes):
        return ReporterView(kind, hidden=True)
    found = access.resident_view(case.reporter)
    return ReporterView(kind, found.name, found.phone) if found else ReporterView("anonymous")


def _areas(code: str, day: date) -> tuple[territory.AreaView, ...]:
    """The community and the grid as they were on a day; only the town when the place is not known yet."""
    wanted = dict.fromkeys((code[:12], code[:15]))
    found = (territory.area_on(each, day) or territory.area(each) for each in wanted)
    return tuple(area for area in found if area is not None)


def _today(case: CaseView) -> tuple[territory.AreaView, ...]:
    """Where the case lies today, when that is another area than on its day; several when only its point could tell."""
    day = _day(case)
    then = territory.area_on(case.area_code, day)
    if then is None:  # put there later, under the areas of another day
        return ()
    point = (case.lon, case.lat) if case.lon is not None and case.lat is not None else None
    now = territory.area_today(case.area_code, point=point, since=day)
    found = (now,) if now else territory.successors(case.area_code, since=day)
    return () if [(a.code, a.name_zh) for a in found] == [(then.code, then.name_zh)] else found


def _day(case: CaseView) -> date:
    return case.created_at.astimezone(SHANGHAI).date()
