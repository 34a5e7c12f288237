"""What came and went: by the hour, by the day, and against yesterday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Q, QuerySet

from lianzhi.cases.models import Case
from lianzhi.cases.queries.overview.look import Look, all_cases, closed_cases, open_cases


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the last days, the last value being now; ``before``: the same, a day ago at this hour."""

    values: tuple[int, ...]
    before: int

    @property
    def change(self) -> int:
        return self.values[-1] - self.before


@dataclass(frozen=True, slots=True)
class Bucket:
    """What came in and what was closed from ``start`` on, one hour or one day long. None: not yet."""

    start: datetime
    received: int | None
    closed: int | None


def pulse(seen: Look, days: int = 7) -> dict[str, Series]:
    """Received and closed per day, and open at the end of each day, over ``days`` days. Four queries.

    ``open`` counts a case from its coming to its closing; one that was opened again counts as never closed.
    """
    week = Look(seen.scope, seen.now, seen.area, days)
    edges = [*(week.midnight(days - 1 - n) for n in range(days)), seen.now + timedelta(microseconds=1)]
    a_day_ago = seen.now - timedelta(days=1)
    came = _series(all_cases(week).filter(created_at__gte=edges[0]), "created_at", edges, a_day_ago)
    ended = _series(closed_cases(week), "item__closed_at", edges, a_day_ago)
    instants = [*edges[1:], a_day_ago]
    wanted = {f"n{n}": Count("pk", filter=_open_at(at)) for n, at in enumerate(instants)}
    since = all_cases(week).filter(item__closed_at__gte=edges[0])
    still, ended_since = open_cases(week).aggregate(**wanted), since.aggregate(**wanted)
    *values, before = (still[key] + ended_since[key] for key in wanted)
    return {"received": came, "closed": ended, "open": Series(tuple(values), before)}


def trend(seen: Look) -> list[Bucket]:
    """By the hour for one day, by the day for more. Two queries, each one pass over the period."""
    step = timedelta(hours=1) if seen.days == 1 else timedelta(days=1)
    edges = [seen.since + step * n for n in range((24 if seen.days == 1 else seen.days) + 1)]
    came = _per_bucket(all_cases(seen).filter(created_at__gte=edges[0]), "created_at", edges)
    ended = _per_bucket(closed_cases(seen), "item__closed_at", edges)
    begun = [start <= seen.now for start in edges[:-1]]
    return [
        Bucket(start, a if on else None, b if on else None)
        for start, a, b, on in zip(edges, came, ended, begun, strict=False)
    ]


def _open_at(at: datetime) -> Q:
    return Q(created_at__lte=at) & (Q(item__closed_at__isnull=True) | Q(item__closed_at__gt=at))


def _series(found: QuerySet[Case], field: str, edges: Sequence[datetime], a_day_ago: datetime) -> Series:
    """Per day between the edges; besides, what yesterday had by this hour."""
    yesterday = Q(**{f"{field}__gte": edges[-3], f"{field}__lte": a_day_ago})
    *values, before = _per_bucket(found, field, edges, before=Count("pk", filter=yesterday))
    return Series(tuple(values), before)


def _per_bucket(found: QuerySet[Case], field: str, edges: Sequence[datetime], **more: Count) -> list[int]:
    wanted = {
        f"n{n}": Count("pk", filter=Q(**{f"{field}__gte": start, f"{field}__lt": end}))
        for n, (start, end) in enumerate(pairwise(edges))
    }
    return list(found.aggregate(**wanted, **more).values())
