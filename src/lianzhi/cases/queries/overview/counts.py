"""Where the town stands: by module, by state, by area, by sign, by grade."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When

from lianzhi.cases.queries.overview.lists import sign_of
from lianzhi.cases.queries.overview.look import Look, all_cases, open_cases, waiting_states
from lianzhi.cases.queries.overview.passed import came, ended
from lianzhi.foundation.worklist import api as worklist

SATISFIED = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one module (or the town) stands. ``closed`` leaves out what was not taken."""

    module: str
    today: int = 0
    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    closed_today: int = 0
    closed: int = 0
    promised: int = 0
    in_time: int = 0

    @property
    def on_time_rate(self) -> float | None:
        """In time / closed with a promise, over the period; None when nothing was closed."""
        return self.in_time / self.promised if self.promised else None

    def __add__(self, other: "Standing") -> "Standing":
        names = [name for name in self.__slots__ if name != "module"]
        return Standing("", *(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class StateCount:
    code: str
    name_zh: str
    name_en: str
    count: int


@dataclass(frozen=True, slots=True)
class Signs:
    """Open cases by the sign they carry on the map: late, soon due, opened again, not dispatched yet, in time.

    The earlier sign wins. ``lists.sign_of`` and the browser (``frontend/src/lib/dots.ts``) follow the same order.
    """

    red: int
    yellow: int
    orange: int
    blue: int
    green: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """``by_grade`` from 5 (very satisfied) to 1. Satisfied are the three upper grades (国办发〔2019〕51号)."""

    by_grade: dict[int, int]

    @property
    def n(self) -> int:
        return sum(self.by_grade.values())

    @property
    def share(self) -> float | None:
        return sum(self.by_grade[grade] for grade in SATISFIED) / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Running:
    """So many (``n``) open cases that are alike in all that the wall counts. ``again``: opened again."""

    module: str
    flow: int
    state: str
    area: str
    light: str
    again: bool
    n: int


def running(seen: Look) -> list[Running]:
    """All open cases, read once for a look: four panels are counted from it. One query."""
    if "running" not in seen.kept:
        light = Case(When(item__due_at__lt=seen.now, then=Value("red")),
                     When(item__due_at__gte=seen.now, item__warn_at__lt=seen.now, then=Value("yellow")),
                     default=Value("green"))  # fmt: skip
        alike = open_cases(seen).annotate(light=light, again=Q(item__rounds__gt=0)).order_by()
        names = ("module", "item__flow_id", "item__state", "area_code", "light", "again")
        seen.kept["running"] = [Running(*row) for row in alike.values_list(*names).annotate(n=Count("pk"))]
    return seen.kept["running"]


def standing(seen: Look) -> list[Standing]:
    """One line per module that has anything."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for some in running(seen):
        lines[some.module] += Counter(
            open=some.n, overdue=some.n * (some.light == "red"), due_soon=some.n * (some.light == "yellow")
        )
    for one in came(seen):
        if one.at >= seen.today:
            lines[one.module]["today"] += one.n
    for one in ended(seen):
        if one.at >= seen.since and one.taken:
            lines[one.module] += Counter(
                closed=one.n, closed_today=one.n * (one.at >= seen.today), promised=one.n * bool(one.promise),
                in_time=one.n * (one.promise == "kept"),
            )  # fmt: skip
    return [Standing(module, **line) for module, line in lines.items()]


def by_state(seen: Look) -> list[StateCount]:
    """Open cases by state, in no order; the page orders them along the road."""
    counts: dict[str, StateCount] = {}
    for some in running(seen):
        state = worklist.state_at(some.flow, some.state)
        before = counts[some.state].count if some.state in counts else 0
        counts[some.state] = StateCount(some.state, state.name_zh, state.name_en, before + some.n)
    return list(counts.values())


def open_by_area(seen: Look) -> dict[str, int]:
    """Open cases by the area they lie in (grids; a case without a place lies in the town)."""
    counts: Counter[str] = Counter()
    for some in running(seen):
        counts[some.area] += some.n
    return dict(counts)


def signs(seen: Look) -> Signs:
    """One query besides ``running``."""
    waiting = waiting_states()
    counts = dict.fromkeys(("red", "yellow", "orange", "blue", "green"), 0)
    for some in running(seen):
        counts[sign_of(some.light, some.again, some.state in waiting)] += some.n
    return Signs(**counts)


def satisfaction(seen: Look) -> Satisfaction:
    """Ratings given in the period. One query."""
    given = all_cases(seen).filter(ratings__at__gte=seen.since).order_by().values_list("ratings__grade")
    counted = dict(given.annotate(Count("ratings__pk")))
    return Satisfaction({grade: counted.get(grade, 0) for grade in (5, 4, 3, 2, 1)})
