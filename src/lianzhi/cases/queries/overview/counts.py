"""Where the town stands: by module, by state, by area, by sign, by grade."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from lianzhi.cases.queries.overview.look import Look, all_cases, closed_cases, open_cases, waiting_states
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


def standing(seen: Look) -> list[Standing]:
    """One line per module that has anything. Three queries."""
    running = open_cases(seen).values("module").annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(item__due_at__lt=seen.now)),
        due_soon=Count("pk", filter=Q(item__due_at__gte=seen.now, item__warn_at__lt=seen.now)),
    )  # fmt: skip
    came = all_cases(seen).filter(created_at__gte=seen.today).values("module").annotate(today=Count("pk"))
    ended = closed_cases(seen).values("module").annotate(
        closed=Count("pk"),
        closed_today=Count("pk", filter=Q(item__closed_at__gte=seen.today)),
        promised=Count("pk", filter=Q(item__promised_at__isnull=False)),
        in_time=Count("pk", filter=Q(item__closed_at__lte=F("item__promised_at"))),
    )  # fmt: skip
    lines: dict[str, dict[str, Any]] = {}
    for row in (*running.order_by(), *came.order_by(), *ended.order_by()):
        lines.setdefault(row["module"], {}).update(row)
    return [Standing(**line) for line in lines.values()]


def by_state(seen: Look) -> list[StateCount]:
    """Open cases by state, in no order; the page orders them along the road. One query."""
    found = open_cases(seen).order_by().values_list("item__flow", "item__state").annotate(Count("pk"))
    counts: dict[str, StateCount] = {}
    for flow, code, count in found:
        state = worklist.state_at(flow, code)
        before = counts[code].count if code in counts else 0
        counts[code] = StateCount(code, state.name_zh, state.name_en, before + count)
    return list(counts.values())


def open_by_area(seen: Look) -> dict[str, int]:
    """Open cases by the area they lie in (grids; a case without a place lies in the town). One query."""
    return dict(open_cases(seen).order_by().values_list("area_code").annotate(Count("pk")))


def signs(seen: Look) -> Signs:
    """Two queries."""
    late, soon = Q(item__due_at__lt=seen.now), Q(item__due_at__gte=seen.now, item__warn_at__lt=seen.now)
    calm, first, fresh = ~(late | soon), Q(item__rounds=0), Q(item__state__in=waiting_states())
    counted = open_cases(seen).aggregate(
        red=Count("pk", filter=late),
        yellow=Count("pk", filter=soon),
        orange=Count("pk", filter=calm & ~first),
        blue=Count("pk", filter=calm & first & fresh),
        green=Count("pk", filter=calm & first & ~fresh),
    )
    return Signs(**counted)


def satisfaction(seen: Look) -> Satisfaction:
    """Ratings given in the period. One query."""
    given = all_cases(seen).filter(ratings__at__gte=seen.since).order_by().values_list("ratings__grade")
    counted = dict(given.annotate(Count("ratings__pk")))
    return Satisfaction({grade: counted.get(grade, 0) for grade in (5, 4, 3, 2, 1)})
