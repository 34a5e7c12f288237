"""The projection of school places over the whole town: a few statements, then arithmetic (R-077)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor, system
from lianzhi.registry import api as registry
from lianzhi.services import settings
from lianzhi.services.areas import SchoolMap, buildings_of
from lianzhi.services.contracts import Projected
from lianzhi.services.models import Line, Places, Run, School, Warning
from lianzhi.services.rules import enrolment as rules
from lianzhi.services.rules.enrolment import Given, Settings, Stage, Standing, Supply
from lianzhi.territory import api as territory

MACHINE = system("enrolment")
KEPT, ROWS = 30, 500
YEAR = timedelta(days=365)
NEWBORN = 31  # days within which a first home is a birth, not a move
Slot = tuple[int, int]  # school, year
CAME, WENT, BORN, NEW = "came", "went", "born", "new"


@dataclass
class _Counts:
    """``children`` by slot and standing; ``there``, ``births``, ``came``, ``went`` of a whole school area."""

    children: dict[Slot, Counter[Standing]] = field(default_factory=lambda: defaultdict(Counter))
    births: dict[int, Counter[Standing]] = field(default_factory=lambda: defaultdict(Counter))
    there: Counter[int] = field(default_factory=Counter)
    came: Counter[int] = field(default_factory=Counter)
    went: Counter[int] = field(default_factory=Counter)
    lately: dict[Slot, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    nowhere: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def rate(self, school: int, chosen: Settings) -> float:
        there = sum(self.there.values())
        town = (sum(self.came.values()) - sum(self.went.values())) / there if there else 0.0
        return rules.rate_of_moves(self.came[school], self.went[school], self.there[school], town, chosen)


@transaction.atomic
@audit.late()
def project(*, by: Actor = MACHINE) -> Projected:
    """Project every school for the coming years; open and end warnings. Safe to repeat."""
    _one_at_a_time()
    now = clock.now()
    today = timezone.localdate(now)
    chosen = settings.of_enrolment(today)
    schools = {row.pk: row for row in School.objects.filter(valid_to=None)}
    last = Run.objects.first()
    counts = _counted(today, chosen, last.at if last else None)
    run = Run.objects.create(
        at=now, day=today, by=by.id, children=counts.total, nowhere=dict(counts.nowhere), document=chosen.document[:200],
        verified=chosen.verified,
    )  # fmt: skip
    lines = _lines(run, schools, counts, chosen, today, _before(last))
    Line.objects.bulk_create(lines, batch_size=ROWS)
    warned, eased = _warn(lines, today)
    old = list(Run.objects.values_list("pk", flat=True)[KEPT:])
    Run.objects.filter(pk__in=old).delete()
    done = Projected(len(schools), len(lines), counts.total, tuple(row.pk for row in warned), eased)
    audit.record(
        by, "services.project", f"projection:{run.pk}",
        {"schools": done.schools, "children": done.children, "warned": len(warned), "eased": eased},
    )  # fmt: skip
    for row in warned:
        school = schools[row.school_id]
        events.emit("school.short", {"warning": row.pk, "school": school.code}, area=school.grid_code)
    return done


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || 'services.schools'))")


def _counted(today: date, chosen: Settings, since: datetime | None) -> _Counts:
    """Every child of the years ahead, and those who moved, put into the schools of their addresses."""
    oldest = max(chosen.ages.values()) + 1
    first = rules.cohort(rules.first_year(today, chosen.cutoff), oldest - 1, chosen.cutoff)[0]
    children = registry.children(first, today)
    a_year_ago = today - YEAR
    moves = registry.children_moves(first, a_year_ago, since or clock.now())
    grids = buildings_of((each.place, each.grid_code) for each in children)
    grids |= territory.grids_of({rooms.building_of(move.place) for move in moves} - grids.keys())
    schools = SchoolMap(today).of_buildings(grids)
    permits = registry.homes_with_permit(today)
    counts = _Counts(total=len(children))
    slots: dict[str, dict[str, Slot]] = {}
    for child in children:
        mine = _slots(schools.get(rooms.building_of(child.place), {}), child.birth, chosen)
        slots[child.code] = mine
        stands = rules.standing(
            registered=child.kind == "registered", at_home=child.registered_at == child.place,
            own=child.living == "own", permit=child.place in permits,
        )  # fmt: skip
        for slot in mine.values():
            counts.children[slot][stands] += 1
            counts.there[slot[0]] += 1
            if child.birth > a_year_ago:
                counts.births[slot[0]][stands] += 1
        for stage in Stage:
            if stage not in mine:
                counts.nowhere[stage] += 1
    _moved(counts, moves, schools, slots, chosen, a_year_ago, since)
    return counts


def _slots(schools: Mapping[str, int], birth: date, chosen: Settings) -> dict[str, Slot]:
    return {
        stage: (school, rules.entry_year(birth, chosen.ages[Stage(stage)], chosen.cutoff))
        for stage, school in schools.items()
    }


def _moved(
    counts: _Counts, moves: list[registry.ChildMove], schools: Mapping[str, Mapping[str, int]],
    slots: Mapping[str, Mapping[str, Slot]], chosen: Settings, a_year_ago: date, since: datetime | None,
) -> None:  # fmt: skip
    """Who came into and left each school's area in a year, and what was written down since the last projection.

    Somebody who moves within an area has come and gone: it adds up to nothing.
    """
    for move in moves:
        there = _slots(schools.get(rooms.building_of(move.place), {}), move.birth, chosen)
        for stage, slot in there.items():
            came = move.until is None and move.since is not None and move.since >= a_year_ago
            if came and (move.since - move.birth).days > NEWBORN:
                counts.came[slot[0]] += 1
            if move.until is not None and move.until >= a_year_ago:
                counts.went[slot[0]] += 1
            stays = slots.get(move.code, {}).get(stage) == slot
            if since is None:
                continue
            if move.until is None and move.recorded_at > since and stays:
                fresh = move.known_at > since
                counts.lately[slot][
                    (BORN if (since.date() - move.birth).days < YEAR.days else NEW) if fresh else CAME
                ] += 1
            if (
                move.ended_at is not None
                and move.ended_at > since
                and move.recorded_at <= since
                and not stays
            ):
                counts.lately[slot][WENT] += 1


def _before(last: Run | None) -> dict[Slot, Line]:
    rows = last.lines.all() if last else ()
    return {(row.school_id, row.year): row for row in rows}


def _lines(
    run: Run, schools: Mapping[int, School], counts: _Counts, chosen: Settings, today: date, before: Mapping[Slot, Line]
) -> list[Line]:  # fmt: skip
    places: dict[int, dict[int, int]] = defaultdict(dict)
    for school, year, number in Places.objects.filter(school__in=schools).values_list(
        "school", "year", "places"
    ):
        places[school][year] = number
    start = rules.first_year(today, chosen.cutoff)
    found = []
    for pk, school in schools.items():
        age, rate = chosen.ages[Stage(school.stage)], counts.rate(pk, chosen)
        for year in range(start, start + chosen.years):
            of = max((each for each in places[pk] if each <= year), default=None)
            given = Given(
                year, counts.children[pk, year], counts.births[pk],
                rules.unborn(year, age, chosen.cutoff, today), rate, places[pk].get(of) if of else None, of,
            )  # fmt: skip
            line = rules.project(given, chosen, today)
            found.append(_row(run, pk, line, given, counts.lately[pk, year], before.get((pk, year))))
    return found


def _row(
    run: Run, school: int, line: rules.Line, given: Given, lately: Mapping[str, int], before: Line | None
) -> Line:
    children = {each.value: given.children.get(each, 0) for each in Standing}
    basis = {
        "children": children, "unborn": round(given.unborn, 3), "rate": round(given.rate, 4), "places_of": given.places_of,
        "births": {each.value: given.births.get(each, 0) for each in Standing} if given.unborn else {},
        "served": {each.value: list(pair) for each, pair in line.served.items()},
    }  # fmt: skip
    return Line(
        run=run, school_id=school, year=line.year, places=line.places, expected=line.expected, low=line.low, high=line.high,
        shortage=line.shortage, supply=line.supply, basis=basis,
        reasons=[[each.why, dict(each.numbers)] for each in line.reasons],
        changes=_changes(sum(children.values()), line, lately, before),
    )  # fmt: skip


def _changes(now: int, line: rules.Line, lately: Mapping[str, int], before: Line | None) -> dict[str, int]:
    """What is different from the projection before; ``other``: corrections, borders, areas, whatever has no move."""
    if before is None:
        return {}
    known = sum(before.basis["children"].values())
    told = {name: lately[name] for name in (CAME, WENT, BORN, NEW) if lately.get(name)}
    rest = now - known - sum(told.get(name, 0) for name in (CAME, BORN, NEW)) + told.get(WENT, 0)
    more = {"other": rest, "places": (line.places or 0) - (before.places or 0)}
    return told | {name: value for name, value in more.items() if value}


def _warn(lines: list[Line], today: date) -> tuple[list[Warning], int]:
    open_ = {(row.school_id, row.year): row for row in Warning.objects.select_for_update().filter(until=None)}
    red = {(row.school_id, row.year): row for row in lines if row.supply == Supply.RED}
    over = [row.pk for slot, row in open_.items() if slot not in red]
    Warning.objects.filter(pk__in=over).update(until=today)
    for slot, row in open_.items():
        if slot in red and row.shortage != red[slot].shortage:
            Warning.objects.filter(pk=row.pk).update(shortage=red[slot].shortage)
    new = [
        Warning.objects.create(school_id=slot[0], year=slot[1], shortage=row.shortage, since=today)
        for slot, row in red.items()
        if slot not in open_
    ]
    return new, len(over)
