"""Figures by unit, area, category, post, person or day, with the span before.  R-111, R-171, R-277.

The sums by day answer (``DayCount``) where one key of one dimension says all; with two filters, lines across a filter, or a
reader whose scope is narrower, the rows themselves (``Stay``), over an index of what is filtered by. Both agree; a test says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from lianzhi.cases.actions.statistics import DIMENSIONS, sums
from lianzhi.cases.models import Case, DayCount, Stay
from lianzhi.cases.queries.reach import LONGEST_CODE, reachable
from lianzhi.cases.rules.statistics import BY_CODE, Span, Sums
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.areas import covers, stem
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.territory import api as territory

HANDLE = "handle"
WORK = sorted((worklist.TaskKind.WORK, worklist.TaskKind.WHISTLE))
MOST_LINES = 200
TIMES = {"day", "week", "month"}
FIELDS = {
    "unit": "unit", "area": "area_code", "category": "category", "source": "source", "module": "module",
    "person": "actor", "post": "stage",
}  # fmt: skip
SUMMED = ("n", "timed", "late", "worked", "graded", "good")


@dataclass(frozen=True, slots=True)
class Asked:
    """``by``: what the lines are; the rest narrows what is counted. Empty fields do not."""

    span: Span
    by: str = "unit"
    unit: str = ""
    area: str = ""
    category: str = ""
    source: str = ""
    module: str = ""
    person: str = ""

    @property
    def filters(self) -> dict[str, str]:
        names = ("unit", "area", "category", "source", "module", "person")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass
class Line:
    key: str
    now: Sums = field(default_factory=Sums)
    before: Sums = field(default_factory=Sums)


@dataclass
class Table:
    total: Line
    lines: list[Line]
    levels: dict[str, int]
    more: int = 0


def table(scope: access.Scope, asked: Asked, now: datetime) -> Table:
    """At most eighteen queries, whatever the number of lines."""
    total, lines = Line(""), {}
    for which, span in (("now", asked.span), ("before", asked.span.before)):
        for _key, verb, row in _rows(scope, asked, span, by=""):
            getattr(total, which).add(verb, **row)
        for key, verb, row in _rows(scope, asked, span, by=asked.by):
            line = lines.setdefault(key, Line(key))
            getattr(line, which).add(verb, **row)
        for key, n in _unfinished(scope, asked, span, now):
            getattr(total, which).unfinished += n
            if asked.by in ("unit", "area", "category", "source", "module"):
                getattr(lines.setdefault(key, Line(key)), which).unfinished += n
    ordered = sorted(lines.values(), key=_order(asked.by))
    return Table(total, ordered[:MOST_LINES], _levels(scope, asked), max(0, len(ordered) - MOST_LINES))


def _order(by: str) -> Any:
    if by in TIMES:
        return lambda line: line.key
    return lambda line: (-sum(line.now.n.values()), line.key)


def _rows(
    scope: access.Scope, asked: Asked, span: Span, *, by: str
) -> Iterable[tuple[str, str, dict[str, int]]]:
    found = _summed(asked, span, by) if _is_plain(scope, asked, by) else _counted(scope, asked, span, by)
    for row in found:
        numbers = {name: row.get(f"sum_{name}", row.get(name)) or 0 for name in SUMMED}
        yield _key(row.get("k", ""), by, asked), row["verb"], numbers


def _is_plain(scope: access.Scope, asked: Asked, by: str) -> bool:
    """May the sums by day answer? Without filters; with one, where the lines are days, posts or what is filtered by."""
    if not _whole(scope, asked.area):
        return False
    only = next(iter(asked.filters), "")
    return len(asked.filters) <= 1 and (not only or by in {only, "", "post", *TIMES})


def _whole(scope: access.Scope, area: str) -> bool:
    """Does the reader see all of the area (the town when none is named), whatever the unit?"""
    where = area or territory.town().code
    return scope.reaches_all or any(not part.unit and covers(part.area, where) for part in scope.parts)


def _summed(asked: Asked, span: Span, by: str) -> QuerySet[Any]:
    """From the sums by day: a few thousand rows a month."""
    dimension = "community" if by == "area" else by if by in DIMENSIONS else ""
    key = {"post": F("stage")}.get(by, F("day") if by in TIMES else F("key"))
    rows = DayCount.objects.filter(day__gte=span.first, day__lte=span.last)
    only, value = next(iter(asked.filters.items()), ("", ""))
    if only == "area":
        rows = rows.filter(_from_to("key", value), by="area")
    elif only:
        rows = rows.filter(by=only, key=value)
    else:
        rows = rows.filter(by=dimension)
    grouped = rows.values("verb", **({"k": key} if by else {}))
    return grouped.annotate(**{f"sum_{name}": Sum(name) for name in SUMMED}).order_by()


def _counted(scope: access.Scope, asked: Asked, span: Span, by: str) -> QuerySet[Any]:
    rows = behind(scope, asked, span)
    if by != "unit" and not asked.unit:
        rows = rows.filter(counted=True)
    name = "day" if by in TIMES else FIELDS.get(by, "")
    return rows.values("verb", **({"k": F(name)} if name else {})).annotate(**sums()).order_by()


def behind(scope: access.Scope, asked: Asked, span: Span) -> QuerySet[Stay]:
    """The rows that are counted, within the reader's scope and the filters."""
    rows = Stay.objects.filter(day__gte=span.first, day__lte=span.last).filter(_within(scope))
    for name, value in asked.filters.items():
        rows = (
            rows.filter(_from_to("area_code", value))
            if name == "area"
            else rows.filter(**{FIELDS[name]: value})
        )
    return rows


def _from_to(column: str, area: str) -> Q:
    """The subtree of an area as a range, which an index serves in any collation."""
    return Q(**{f"{column}__gte": stem(area), f"{column}__lte": stem(area).ljust(LONGEST_CODE, "9")})


def _within(scope: access.Scope) -> Q:
    """A grant bound to a unit reaches what that unit did."""
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        inside = _from_to("area_code", part.area)
        wanted |= inside & Q(unit=part.unit) if part.unit else inside
    return wanted


def _key(key: Any, by: str, asked: Asked) -> str:
    """Communities for the town, grids for one community; weeks by their Monday, months by their first day."""
    if by == "area":
        deep = bool(asked.area) and len(stem(asked.area)) >= 12
        return str(key)[: 15 if deep else 12]
    if by in TIMES and isinstance(key, date):
        start = {"day": key, "week": key - timedelta(days=key.weekday()), "month": key.replace(day=1)}[by]
        return start.isoformat()
    if by == "post":
        return _posts().get(str(key), "")
    return str(key)


def _posts() -> Mapping[str, str]:
    """State -> the permission it waits for."""
    return {state: permission for permission, states in worklist.waiting().items() for state in states}


def _unfinished(scope: access.Scope, asked: Asked, span: Span, now: datetime) -> list[tuple[str, int]]:
    """在办超期 at the end of the span, or now where that is not over: ``rules.statistics.overdue_open`` as a query.

    Two queries: running items that are due, and late steps that were made since.
    """
    at = min(datetime.combine(span.last + timedelta(days=1), time.min, SHANGHAI), now)
    running = Case.objects.filter(
        item__closed_at=None, item__due_at__lt=at, item__clock=HANDLE, item__state_since__lt=at
    )
    found = [running, Case.objects.filter(pk__in=_left_since(at).values("case"))] if at < now else [running]
    return [row for cases in found for row in _by_key(cases.filter(reachable(scope)), asked, at)]


def _left_since(at: datetime) -> QuerySet[Stay]:
    """Late steps that ended a stay which was overdue at that instant; over the index of late steps by day."""
    return Stay.objects.filter(
        late=True, day__gte=at.astimezone(SHANGHAI).date(), stage__in=sorted(worklist.states_on(HANDLE)),
        move__at__gte=at, move__due_at__lt=at, move__stay_from__lt=at,
    )  # fmt: skip


def _by_key(found: QuerySet[Case], asked: Asked, at: datetime) -> list[tuple[str, int]]:
    part: dict[str, Any] = {}
    for name, value in asked.filters.items():
        if name == "area":
            found = found.filter(area_code__startswith=stem(value))
        elif name == "category":
            found = found.filter(category__code=value)
        elif name == "unit":
            part["item__tasks__unit_code"] = value
        elif name in ("source", "module"):
            found = found.filter(**{name: value})
        else:
            return []
    if asked.by == "unit":
        part["item__tasks__lead"] = True
    if part:
        had = Q(item__tasks__ended_at=None) | Q(item__tasks__ended_at__gte=at)
        found = found.filter(had, **part, item__tasks__kind__in=WORK, item__tasks__assigned_at__lt=at)
    column = {"unit": "item__tasks__unit_code", "area": "area_code", "category": "category__code"}.get(
        asked.by, asked.by
    )
    if asked.by not in ("unit", "area", "category", "source", "module"):
        return [("", found.values("pk").distinct().count())]
    rows = found.order_by().values_list(column).annotate(Count("pk", distinct=True))
    return [(_key(key or "", asked.by, asked), n) for key, n in rows]


def _levels(scope: access.Scope, asked: Asked) -> dict[str, int]:
    """Where matters were settled (R-171): level -> closed in the span. One query."""
    if _whole(scope, "") and not asked.filters:
        sums_ = DayCount.objects.filter(
            by="level", verb="close", day__gte=asked.span.first, day__lte=asked.span.last
        )
        return dict(sums_.order_by().values_list("key").annotate(Sum("n")))
    rows = behind(scope, asked, asked.span).filter(verb="close")
    return dict(rows.order_by().values_list("level").annotate(Count("pk")))


def cases_behind(
    scope: access.Scope, asked: Asked, measure: str, key: str, after: int, size: int
) -> list[Stay]:
    """The newest rows behind one figure, ``size`` of them below move ``after``; asks for one more than shown."""
    wanted = BY_CODE[measure]
    rows = behind(scope, asked, asked.span).filter(verb__in=wanted.verbs)
    if wanted.late is not None:
        rows = rows.filter(timed=True, late=wanted.late)
    if key:
        rows = rows.filter(_key_filter(asked.by, key))
    if asked.by != "unit" and not asked.unit:
        rows = rows.filter(counted=True)
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("case", "case__category").order_by("-pk")[: size + 1])


def _key_filter(by: str, key: str) -> Q:
    if by == "area":
        return Q(area_code__startswith=key)
    if by in TIMES:
        start = date.fromisoformat(key)
        days = {"day": 1, "week": 7, "month": 31}[by]
        end = start + timedelta(days=days)
        return Q(day__gte=start, day__lt=end.replace(day=1) if by == "month" else end)
    if by == "post":
        return Q(stage__in=[state for state, permission in _posts().items() if permission == key])
    return Q(**{FIELDS.get(by, "unit"): key})


def daily(unit: str, span: Span) -> list[tuple[date, Sums]]:
    """One unit's sums day by day, for its assessment (R-125). One query."""
    days: dict[date, Sums] = {}
    rows = DayCount.objects.filter(by="unit", key=unit, day__gte=span.first, day__lte=span.last).order_by(
        "day"
    )
    for row in rows.values("day", "verb", *SUMMED):
        day, verb = row.pop("day"), row.pop("verb")
        days.setdefault(day, Sums()).add(verb, **row)
    return list(days.items())


def as_of() -> datetime | None:
    """The instant of the newest move that is counted."""
    last = Stay.objects.select_related("move").order_by("-pk").first()
    return last.move.at if last else None
