"""What came in and what was closed, counted by stretch of time: read once for a look, and all panels add it up.

A stretch lies between two neighbouring edges: the midnights of the days, the hours of today where they are asked for, this hour
of yesterday, and now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from lianzhi.cases.queries.overview.look import NOT_TAKEN, Look, all_cases

WEEK = 7
HOUR, DAY, INSTANT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Passed:
    """So many (``n``) cases that came in, or were closed, in the stretch that begins ``at``.

    Of closed ones: ``taken`` False where the matter was refused; ``promise`` is kept, broken, or empty where none was given.
    """

    at: datetime
    module: str
    n: int
    taken: bool = True
    promise: str = ""


def came(seen: Look) -> list[Passed]:
    """What came in over the period, and over the last week. One query for a look."""
    return _read(seen, "came", "created_at", {})


def ended(seen: Look) -> list[Passed]:
    """What was closed and is closed still, as ``came``. One query for a look."""
    kept = Case(When(item__promised_at=None, then=Value("")),
                When(item__closed_at__lte=F("item__promised_at"), then=Value("kept")), default=Value("broken"))  # fmt: skip
    return _read(seen, "ended", "item__closed_at", {"taken": ~Q(item__state=NOT_TAKEN), "promise": kept})


def _read(seen: Look, name: str, field: str, more: dict[str, Any]) -> list[Passed]:
    if name not in seen.kept:
        edges = _edges(seen)
        since = [
            When(**{f"{field}__gte": edge}, then=Value(n)) for n, edge in reversed(list(enumerate(edges)))
        ]
        stretch = Case(*since, output_field=IntegerField())
        rows = (
            all_cases(seen).filter(**{f"{field}__gte": edges[0]}).annotate(stretch=stretch, **more).order_by()
        )
        counted = rows.values_list("stretch", "module", *more).annotate(n=Count("pk"))
        seen.kept[name] = [Passed(edges[at], module, n, *rest) for at, module, *rest, n in counted]
    return seen.kept[name]


def _edges(seen: Look) -> list[datetime]:
    midnights = [seen.midnight(day) for day in range(max(seen.days, WEEK))]
    hours = [seen.today + HOUR * n for n in range(1, 24)] if seen.days == 1 else []
    return sorted({*midnights, a_day_ago(seen), seen.now + INSTANT, *hours})


def a_day_ago(seen: Look) -> datetime:
    """What happened before this instant had happened by this hour of yesterday."""
    return seen.now - DAY + INSTANT


def between(rows: Iterable[Passed], start: datetime, end: datetime) -> int:
    return sum(one.n for one in rows if start <= one.at < end)


def since(rows: Iterable[Passed], at: datetime) -> int:
    return sum(one.n for one in rows if one.at >= at)
