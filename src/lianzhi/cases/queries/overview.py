"""Counts and short lists for the wall: where the town stands.  R-005, R-123, R-278.

Each read costs what is open plus what happened in the period, never the whole history (indexes on the
running items, on creation, closing and rating), and a fixed number of queries. ``bench/wall.py`` measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Rating
from lianzhi.cases.queries.cases import SEE, reachable, rows
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.areas import stem

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
NOT_TAKEN = "refused"
SATISFIED = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose eyes, which area (empty: all), at which instant, and how many days back (1 = today)."""

    scope: access.Scope
    now: datetime
    area: str = ""
    days: int = 1

    @property
    def today(self) -> datetime:
        """Midnight in the town, as an instant."""
        return self.midnight(0)

    @property
    def since(self) -> datetime:
        return self.midnight(self.days - 1)

    def midnight(self, days_ago: int) -> datetime:
        day = self.now.astimezone(TOWN_ZONE).date() - timedelta(days=days_ago)
        return datetime.combine(day, time.min, TOWN_ZONE)


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
class Bucket:
    """What came in and what was closed from ``start`` on, one hour or one day long. None: not yet."""

    start: datetime
    received: int | None
    closed: int | None


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


def look(by: Any, now: datetime, *, area: str = "", days: int = 1) -> Look:
    """One query: what ``by`` may see. Raises ValueError when ``area`` is no area code."""
    if area:
        stem(area)
    return Look(access.scope(by, SEE), now, area, days)


def standing(seen: Look) -> list[Standing]:
    """One line per module that has anything. Three queries."""
    running = _open(seen).values("module").annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(item__due_at__lt=seen.now)),
        due_soon=Count("pk", filter=Q(item__due_at__gte=seen.now, item__warn_at__lt=seen.now)),
    )  # fmt: skip
    came = _cases(seen).filter(created_at__gte=seen.today).values("module").annotate(today=Count("pk"))
    ended = _closed(seen).values("module").annotate(
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
    found = _open(seen).order_by().values_list("item__flow", "item__state").annotate(Count("pk"))
    counts: dict[str, StateCount] = {}
    for flow, code, count in found:
        state = worklist.state_at(flow, code)
        before = counts[code].count if code in counts else 0
        counts[code] = StateCount(code, state.name_zh, state.name_en, before + count)
    return list(counts.values())


def trend(seen: Look) -> list[Bucket]:
    """By the hour for one day, by the day for more. Two queries, each one pass over the period."""
    step = timedelta(hours=1) if seen.days == 1 else timedelta(days=1)
    edges = [seen.since + step * n for n in range((24 if seen.days == 1 else seen.days) + 1)]
    came = _per_bucket(_cases(seen).filter(created_at__gte=edges[0]), "created_at", edges)
    ended = _per_bucket(_closed(seen), "item__closed_at", edges)
    begun = [start <= seen.now for start in edges[:-1]]
    return [
        Bucket(start, a if on else None, b if on else None)
        for start, a, b, on in zip(edges, came, ended, begun, strict=False)
    ]


def overdue(seen: Look, limit: int = 8) -> list[CaseView]:
    """The longest overdue first. Four queries."""
    late = rows().filter(pk__in=_open(seen).filter(item__due_at__lt=seen.now).values("pk"))
    return [case_view(row) for row in late.order_by("item__due_at", "pk")[:limit]]


def satisfaction(seen: Look) -> Satisfaction:
    """Ratings given in the period. One query."""
    given = Rating.objects.filter(at__gte=seen.since, case__in=_cases(seen)) if _filtered(seen) else Rating.objects.filter(
        at__gte=seen.since
    )  # fmt: skip
    counted = dict(given.order_by().values_list("grade").annotate(Count("pk")))
    return Satisfaction({grade: counted.get(grade, 0) for grade in (5, 4, 3, 2, 1)})


def answered(seen: Look, limit: int = 6) -> list[CaseView]:
    """The newest answers of the last 30 days. Four queries."""
    recent = rows().filter(_within(seen), item__closed_at__gte=seen.midnight(29)).exclude(answer="")
    return [case_view(row) for row in recent.order_by("-item__closed_at", "-pk")[:limit]]


def newest(seen: Look, limit: int = 20) -> list[dict[str, Any]]:
    """The newest cases as the ticker shows them. One query."""
    return [_dot(row, seen.now) for row in _cases(seen).order_by("-created_at", "-pk").values(*_COLUMNS)[:limit]]


def dots(seen: Look, limit: int = 2000) -> list[dict[str, Any]]:
    """Open cases with a place, the most urgent ``limit`` of them, as ``live_dot`` draws them. One query."""
    placed = _open(seen).filter(lon__isnull=False).order_by(F("item__due_at").asc(nulls_last=True), "-pk")
    return [_dot(row, seen.now) for row in placed.values(*_COLUMNS)[:limit]]


_COLUMNS = (
    "number", "title", "module", "lon", "lat", "area_code", "created_at", "category__code", "category__name_zh",
    "category__name_en", "item__flow", "item__state", "item__due_at", "item__warn_at",
)  # fmt: skip


def _dot(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    state = worklist.state_at(row["item__flow"], row["item__state"])
    due, warn = row["item__due_at"], row["item__warn_at"]
    return {
        "number": row["number"], "title": row["title"], "module": row["module"], "area": row["area_code"],
        "lon": row["lon"], "lat": row["lat"], "state": state.code, "state_zh": state.name_zh,
        "state_en": state.name_en, "end": state.end, "light": str(worklist.light(now, warn, due)),
        "category": row["category__code"] or "", "category_zh": row["category__name_zh"] or "",
        "category_en": row["category__name_en"] or "", "created_at": row["created_at"].isoformat(),
        "due_at": due.isoformat() if due else None, "warn_at": warn.isoformat() if warn else None,
        "url": f"/desk/case/{row['number']}/",
    }  # fmt: skip


def _filtered(seen: Look) -> bool:
    return bool(seen.area) or not seen.scope.reaches_all


def _within(seen: Look) -> Q:
    return reachable(seen.scope) & (Q(area_code__startswith=stem(seen.area)) if seen.area else Q())


def _cases(seen: Look) -> QuerySet[Case]:
    return Case.objects.filter(_within(seen), item__isnull=False)


def _open(seen: Look) -> QuerySet[Case]:
    return _cases(seen).filter(item__opened_at__isnull=False, item__closed_at__isnull=True)


def _closed(seen: Look) -> QuerySet[Case]:
    return _cases(seen).filter(item__closed_at__gte=seen.since).exclude(item__state=NOT_TAKEN)


def _per_bucket(found: QuerySet[Case], field: str, edges: Sequence[datetime]) -> list[int]:
    wanted = {
        f"n{n}": Count("pk", filter=Q(**{f"{field}__gte": start, f"{field}__lt": end}))
        for n, (start, end) in enumerate(pairwise(edges))
    }
    return list(found.aggregate(**wanted).values())
