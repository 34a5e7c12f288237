"""Figures by unit, area, category, post, person or day, with the span before.  R-111, R-171, R-277.

The sums answer where one key of one dimension says all: those by month (``MonthCount``) for whole months that are over, those
by day (``DayCount``) for what is left. Lines within a community and levels within a category have sums by month too. Whatever
areas and units alone decide, filters and the reader's own reach, is added up from what each unit did in each grid
(``GridUnitMonth``). For all else the rows themselves (``Stay``) are, over an index of what is filtered by. All agree; a test
says so.

A person's numbers are of two kinds: what the person did, and what of the person's work was sent back (``of_steps``, ``of_work``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from lianzhi.cases.actions.months import WITHIN
from lianzhi.cases.actions.sums import COMMUNITY, DIMENSIONS, PARTS, WORKER, of_steps, of_work, sums
from lianzhi.cases.models import Case, DayCount, GridUnitMonth, MonthCount, Stay
from lianzhi.cases.queries.cases import TODAY
from lianzhi.cases.queries.reach import reachable, sees_whole
from lianzhi.cases.rules.statistics import REWORK, Span, Sums
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.areas import stem
from lianzhi.kernel.calendars import SHANGHAI

HANDLE = "handle"
WORK = sorted((worklist.TaskKind.WORK, worklist.TaskKind.WHISTLE))
MOST_LINES = 30
TWO_MONTHS = 62  # days
TIMES = {"day", "week", "month"}
MANY = {"person"}
"""Of these there are a thousand and more: whose lines are shown is asked first, and only those are read."""
FIELDS = {
    "unit": "unit", "area": "area_code", "category": "category", "source": "source", "module": "module",
    "person": "actor", "post": "stage",
}  # fmt: skip
STAFF = "staff:"
CROSSED = {"", "unit", "area", "post", "month", "level"}
PLACED = {"unit", "area"}
LINES_OVERDUE = ("unit", "area", "category", "source", "module", "person")
OF_PART = {"unit": "item__tasks__unit_code", "person": "item__tasks__assignee"}
NOW = Coalesce("area_now", "area_code")
SUMMED = ("n", "timed", "late", "worked", "graded", "good")


@dataclass(frozen=True, slots=True)
class Asked:
    """``by``: what the lines are; the rest narrows what is counted. Empty fields do not.

    ``areas``: "today" where lines and filter are areas of today, so that years with other borders compare.
    """

    span: Span
    by: str = "unit"
    unit: str = ""
    area: str = ""
    category: str = ""
    source: str = ""
    module: str = ""
    person: str = ""
    areas: str = ""

    @property
    def of_today(self) -> bool:
        return self.areas == TODAY and (self.by == "area" or bool(self.area))

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
    all_lines: int = 0


def table(
    scope: access.Scope, asked: Asked, now: datetime, *, skip: int = 0, most: int | None = MOST_LINES
) -> Table:
    """At most thirty queries, whatever the number of lines. ``most``: so many lines after ``skip``, all for None."""
    total, lines, months = Line(""), {}, _months_there()
    spans = {"now": asked.span, "before": asked.span.before}
    lined = _newest(asked, most and skip + most)
    late = {
        which: dict(_unfinished(scope, asked, span, now, by=asked.by))
        for which, span in spans.items()
        if asked.by in LINES_OVERDUE
    }
    ranked = _ranked(scope, asked, months, late) if asked.by in MANY and most else None
    keys = None if ranked is None or most is None else set(_page(ranked, skip, most))
    adds_up = _adds_up(asked) and keys is None
    for which, span in spans.items():
        pieces = _pieces(span, months)
        own = _pieces(lined, months) if which == "now" else None if asked.by in TIMES else pieces
        for key, verb, row in _rows(scope, asked, own, by=asked.by, keys=keys) if own else ():
            line = lines.setdefault(key, Line(key))
            getattr(line, which).add(verb, **row)
            if adds_up:
                getattr(total, which).add(verb, **row)
        if not adds_up:
            for _key, verb, row in _rows(scope, asked, pieces, by=""):
                getattr(total, which).add(verb, **row)
        for key, n in late.get(which, {}).items():
            if keys is None or key in keys:
                getattr(lines.setdefault(key, Line(key)), which).unfinished += n
            getattr(total, which).unfinished += n if asked.by != "person" else 0
        if asked.by not in LINES_OVERDUE or asked.by == "person":
            getattr(total, which).unfinished += sum(
                n for _key, n in _unfinished(scope, asked, span, now, by="")
            )
    ordered = _ordered((line for line in lines.values() if _has_line(asked.by, line.key)), asked.by)
    levels = _levels(scope, asked, _pieces(asked.span, months))
    if ranked is not None:
        return Table(total, ordered, levels, len(ranked))
    shown = _page(ordered, skip, most) if most else ordered
    return Table(total, shown, levels, len(ordered) + (lined.first - asked.span.first).days)


def _page(ordered: list[Any], skip: int, most: int) -> list[Any]:
    """So many after ``skip``; past the end the last page."""
    first = min(skip, max(0, len(ordered) - 1) // most * most)
    return ordered[first : first + most]


def _ranked(
    scope: access.Scope, asked: Asked, months: list[date], late: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """The keys of all lines in their order, without their figures."""
    done = Counter(dict.fromkeys(chain(*late.values()), 0))
    for rows in _found(scope, asked, _pieces(asked.span, months), asked.by, ()):
        counted = "sum_n" if "sum_n" in rows.query.annotations else "n"
        for key, n in rows.values_list("k", counted):
            done[str(key)] += n or 0
    for rows in _found(scope, asked, _pieces(asked.span.before, months), asked.by, ()):
        done.update(dict.fromkeys((str(key) for key in rows.values_list("k", flat=True)), 0))
    return sorted((key for key in done if _has_line(asked.by, key)), key=lambda key: (-done[key], key))


def _newest(asked: Asked, most: int | None) -> Span:
    """The days that are shown as lines."""
    if asked.by != "day" or most is None:
        return asked.span
    return Span(max(asked.span.first, asked.span.last - timedelta(days=most - 1)), asked.span.last)


def _has_line(by: str, key: str) -> bool:
    """Persons are those who work here: residents' steps and those of rules count in the total only."""
    return by != "person" or key.startswith(STAFF)


def _adds_up(asked: Asked) -> bool:
    """Is the total what the lines hold together? Not where each part of a joint task counts for its own line only.

    Of days, weeks and months the total is read apart: lines may be the newest only, and those before are other days.
    """
    return asked.by not in TIMES and (asked.by not in PARTS or of_parts(asked, ""))


def of_parts(asked: Asked, by: str) -> bool:
    """Does each part of a joint task count?"""
    return by in PARTS or bool(PARTS & asked.filters.keys())


@dataclass(frozen=True, slots=True)
class Pieces:
    """A span cut into whole months that have sums, and the stretches of days around them."""

    span: Span
    months: tuple[date, ...]
    days: tuple[Span, ...]

    @property
    def within_days(self) -> Q:
        wanted = Q(pk__in=[])
        for part in self.days:
            wanted |= in_days(part)
        return wanted


def in_days(span: Span) -> Q:
    return Q(day__gte=span.first, day__lte=span.last)


def _months_there() -> list[date]:
    found = MonthCount.objects.filter(by="", within="").order_by("month")
    return list(found.values_list("month", flat=True).distinct())


def _pieces(span: Span, months: Iterable[date]) -> Pieces:
    whole, days, start = [], [], span.first
    for month in months:
        end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if month < span.first or end > span.last:
            continue
        if start < month:
            days.append(Span(start, month - timedelta(days=1)))
        whole.append(month)
        start = end + timedelta(days=1)
    return Pieces(span, tuple(whole), (*days, Span(start, span.last)) if start <= span.last else tuple(days))


def _ordered(lines: Iterable[Line], by: str) -> list[Line]:
    """Days, weeks and months the newest first; all else by how much happened."""
    if by in TIMES:
        return sorted(lines, key=lambda line: line.key, reverse=True)
    return sorted(lines, key=lambda line: (-sum(line.now.n.values()), line.key))


def _rows(
    scope: access.Scope, asked: Asked, pieces: Pieces, *, by: str, keys: set[str] | None = None
) -> Iterable[tuple[str, str, dict[str, int]]]:
    posts = posts_of_states() if by == "post" else {}
    found = _found(scope, asked, pieces, by)
    for row in chain(*(found if keys is None else (_only(rows, keys, pieces) for rows in found))):
        numbers = {name: row.get(f"sum_{name}", row.get(name)) or 0 for name in SUMMED}
        key = row.get("k", "")
        yield posts.get(str(key), "") if by == "post" else _key(key, by, asked), row["verb"], numbers


def _only(rows: QuerySet[Any], keys: set[str], pieces: Pieces) -> QuerySet[Any]:
    """The lines of these keys. Days of sums are named one by one: within a range the index is read once for each key."""
    rows = rows.filter(k__in=keys)
    days = [part.first + timedelta(days=n) for part in pieces.days for n in range(part.days)]
    return rows.filter(day__in=days) if rows.model is DayCount and len(days) <= TWO_MONTHS else rows


def _found(
    scope: access.Scope, asked: Asked, pieces: Pieces, by: str, told: tuple[str, ...] = ("verb",)
) -> list[QuerySet[Any]]:
    """Sums of each line, as ``k``, by what is ``told`` apart besides."""
    if _is_plain(scope, asked, by):
        if by in {"day", "week"}:
            return [_summed(asked, DayCount.objects.filter(in_days(pieces.span)), by, told)]
        return [_summed(asked, rows, by, told) for rows in _sums(pieces)]
    if _is_within(scope, asked, by):
        months = _together(_narrowed_months(asked, pieces, by).values(*told, k=F("key")))
        return [months, *_counted(scope, asked, pieces.within_days, by, told)]
    if _is_crossed(asked, by):
        months = _together(_crossed(scope, asked, pieces, by).values(*told, **_column(by, "month")))
        return [months, *_counted(scope, asked, pieces.within_days, by, told)]
    return _counted(scope, asked, in_days(pieces.span), by, told)


def _is_plain(scope: access.Scope, asked: Asked, by: str) -> bool:
    """May the sums by day answer? Without filters; with one, where the lines are days, posts or what is filtered by."""
    if asked.of_today or not sees_whole(scope, asked.area):
        return False
    only = next(iter(asked.filters), "")
    return len(asked.filters) <= 1 and (not only or by in {only, "", "post", *TIMES})


def _is_within(scope: access.Scope, asked: Asked, by: str) -> bool:
    """May sums that are narrowed to the one filter answer for the months?"""
    return not asked.of_today and by in WITHIN.get(_narrowed(asked)[0], ()) and sees_whole(scope, asked.area)


def _is_crossed(asked: Asked, by: str) -> bool:
    """May what units did in grids answer for the months? Whatever the reader reaches."""
    return not asked.of_today and by in CROSSED and asked.filters.keys() <= PLACED


def _narrowed(asked: Asked) -> tuple[str, str]:
    """The one filter: what is narrowed to (``community``, ``category``) and its key; empty when there are more or none."""
    if len(asked.filters) != 1:
        return "", ""
    ((name, value),) = asked.filters.items()
    if name != "area":
        return name, value
    return ("community", stem(value)) if len(stem(value)) == COMMUNITY else ("", "")


def _sums(pieces: Pieces) -> Iterable[QuerySet[Any]]:
    """Sums of the town by month and, where there are more, by day."""
    if pieces.months:
        yield MonthCount.objects.filter(within="", month__in=pieces.months)
    if pieces.days:
        yield DayCount.objects.filter(pieces.within_days)


def _summed(asked: Asked, rows: QuerySet[Any], by: str, told: tuple[str, ...]) -> QuerySet[Any]:
    """From the sums: a few thousand rows a month of days."""
    dimension = "community" if by == "area" else by if by in DIMENSIONS else ""
    when = "month" if rows.model is MonthCount else "day"
    key = {"post": F("stage"), "week": TruncWeek("day"), "month": TruncMonth(when), "day": F("day")}.get(
        by, F("key")
    )
    only, value = next(iter(asked.filters.items()), ("", ""))
    if only == "area":
        rows = rows.filter(access.inside(value, "key"), by="area")
    elif only:
        rows = rows.filter(by=only, key=value)
    else:
        rows = rows.filter(by=dimension)
    if by == "person":
        rows = rows.filter(key__startswith=STAFF)
    return _together(rows.values(*told, **({"k": key} if by else {})))


def _narrowed_months(asked: Asked, pieces: Pieces, by: str) -> QuerySet[Any]:
    within = ":".join(_narrowed(asked))
    return MonthCount.objects.filter(by=by, within=within, month__in=pieces.months)


def _crossed(scope: access.Scope, asked: Asked, pieces: Pieces, by: str) -> QuerySet[GridUnitMonth]:
    """What units did in grids in those months, within the reader's scope and the filters."""
    rows = _placed(GridUnitMonth.objects.filter(month__in=pieces.months), scope, asked)
    return rows if of_parts(asked, by) else rows.filter(counted=True)


def _together(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(**{f"sum_{name}": Sum(name) for name in SUMMED}).order_by()


def _counted(
    scope: access.Scope, asked: Asked, within: Q, by: str, told: tuple[str, ...]
) -> list[QuerySet[Any]]:
    key = NOW if by == "area" and asked.of_today else _column(by, "day").get("k")
    rows = behind(scope, asked, within)
    if not of_parts(asked, by):
        rows = rows.filter(counted=True)
    if by != "person" and not asked.person:
        return [_grouped(rows, told, key, sums())]
    work = behind(scope, asked, within, person="worker").filter(verb__in=REWORK)
    return [
        _grouped(rows, told, key, of_steps()),
        _grouped(work, told, WORKER if by == "person" else key, of_work()),
    ]


def _column(by: str, when: str) -> dict[str, F]:
    """What lines are told apart by, as ``k``; nothing for one line. ``when``: the column that says the time."""
    name = when if by in TIMES else FIELDS.get(by, "")
    return {"k": F(name)} if name else {}


def _grouped(
    rows: QuerySet[Stay], told: tuple[str, ...], key: Any, numbers: Mapping[str, Any]
) -> QuerySet[Any]:
    return rows.values(*told, **({"k": key} if key else {})).annotate(**numbers).order_by()


def behind(scope: access.Scope, asked: Asked, within: Q, *, person: str = "actor") -> QuerySet[Stay]:
    """The rows that are counted, within the reader's scope, those days and the filters. ``person``: as whose."""
    return _placed(Stay.objects.filter(within), scope, asked, person=person)


def _placed(rows: Any, scope: access.Scope, asked: Asked, *, person: str = "actor") -> Any:
    """Those within the reader's scope and the filters."""
    rows = rows.filter(_within(scope))
    for name, value in asked.filters.items():
        if name == "area":
            rows = rows.filter(in_area(asked, value))
        else:
            rows = rows.filter(**{person if name == "person" else FIELDS[name]: value})
    return rows


def in_area(asked: Asked, area: str) -> Q:
    """Steps and matters in an area: as it was on their day, or as it is today."""
    then = access.inside(area, "area_code")
    return access.inside(area, "area_now") | Q(area_now=None) & then if asked.of_today else then


def _within(scope: access.Scope) -> Q:
    """A grant bound to a unit reaches what that unit did."""
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        inside = access.inside(part.area, "area_code")
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
    return str(key)


def posts_of_states() -> Mapping[str, str]:
    """State -> the permission it waits for."""
    return {state: permission for permission, states in worklist.waiting().items() for state in states}


def _unfinished(
    scope: access.Scope, asked: Asked, span: Span, now: datetime, *, by: str
) -> list[tuple[str, int]]:
    """在办超期 at the end of the span, or now where that is not over: ``rules.statistics.overdue_open`` as a query.

    Two queries: running items that are due, and late steps that were made since.
    """
    at = min(datetime.combine(span.last + timedelta(days=1), time.min, SHANGHAI), now)
    running = Case.objects.filter(
        item__closed_at=None, item__due_at__lt=at, item__clock=HANDLE, item__state_since__lt=at
    )
    found = [running, Case.objects.filter(pk__in=_left_since(at).values("case"))] if at < now else [running]
    return [row for cases in found for row in _by_key(cases.filter(reachable(scope)), asked, at, by)]


def _left_since(at: datetime) -> QuerySet[Stay]:
    """Late steps that ended a stay which was overdue at that instant."""
    return Stay.objects.filter(
        worklist.overdue_when(at, "move__"), late=True, day__gte=at.astimezone(SHANGHAI).date(),
        stage__in=sorted(worklist.states_on(HANDLE)),
    )  # fmt: skip


def _by_key(found: QuerySet[Case], asked: Asked, at: datetime, by: str) -> list[tuple[str, int]]:
    """A matter counts for the unit that led it then, for a person where that person had accepted a part that was open then."""
    part: dict[str, Any] = {}
    for name, value in asked.filters.items():
        if name == "area":
            found = found.filter(in_area(asked, value))
        elif name == "category":
            found = found.filter(category__code=value)
        elif name in OF_PART:
            part[OF_PART[name]] = value
        else:
            found = found.filter(**{name: value})
    if by == "unit":
        part["item__tasks__lead"] = True
    if by == "person" or asked.person:
        part |= {"item__tasks__assignee__gt": "", "item__tasks__accepted_at__lt": at}
    if part:
        had = Q(item__tasks__ended_at=None) | Q(item__tasks__ended_at__gte=at)
        found = found.filter(had, **part, item__tasks__kind__in=WORK, item__tasks__assigned_at__lt=at)
    if not by:
        return [("", found.values("pk").distinct().count())]
    column = OF_PART.get(by) or {"area": "area_code", "category": "category__code"}.get(by, by)
    key = NOW if by == "area" and asked.of_today else F(column)
    rows = found.order_by().values_list(key).annotate(Count("pk", distinct=True))
    return [(_key(key or "", by, asked), n) for key, n in rows]


def _levels(scope: access.Scope, asked: Asked, pieces: Pieces) -> dict[str, int]:
    """Where matters were settled (R-171): level -> closed in the span. Two queries at most."""
    found: Counter[str] = Counter()
    closed, within = {"by": "level", "verb": "close"}, in_days(asked.span)
    if sees_whole(scope, "") and not asked.filters:
        for rows in _sums(pieces):
            found.update(dict(rows.filter(**closed).order_by().values_list("key").annotate(Sum("n"))))
        return dict(found)
    if _is_within(scope, asked, "level"):
        months = _narrowed_months(asked, pieces, "level").filter(**closed).order_by()
        found.update(dict(months.values_list("key").annotate(Sum("n"))))
        within = pieces.within_days
    elif _is_crossed(asked, "level"):
        months = _crossed(scope, asked, pieces, "level").filter(verb="close").order_by()
        found.update(dict(months.values_list("level").annotate(Sum("n"))))
        within = pieces.within_days
    rows = behind(scope, asked, within).filter(verb="close")
    found.update(dict(rows.order_by().values_list("level").annotate(Count("pk"))))
    return dict(found)


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
