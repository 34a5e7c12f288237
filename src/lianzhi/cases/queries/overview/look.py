"""Whose eyes, which area, which days; and the three sets of cases that all counts start from."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lianzhi.cases.models import Case
from lianzhi.cases.queries.filters import RUNNING
from lianzhi.cases.queries.reach import SEE, inside, reachable, widened
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
NOT_TAKEN = "refused"


@dataclass(frozen=True, slots=True)
class Look:
    """Whose eyes, which area (empty: all), at which instant, and how many days back (1 = today).

    ``kept``: what was read for one panel and serves another.
    """

    scope: access.Scope
    now: datetime
    area: str = ""
    days: int = 1
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

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


def look(by: Actor, now: datetime, *, area: str = "", days: int = 1) -> Look:
    """What ``by`` may see is asked once. Raises ValueError when ``area`` is no area code."""
    if area:
        stem(area)
    return Look(widened(access.scope(by, SEE)), now, area, days)


def waiting_states() -> tuple[str, ...]:
    """States in which the command room has not dispatched yet, in any flow. One query."""
    waiting = worklist.waiting()
    return (*waiting.get("cases.accept", ()), *waiting.get("cases.dispatch", ()))


def within(seen: Look) -> Q:
    return reachable(seen.scope) & (inside(seen.area) if seen.area else Q())


def all_cases(seen: Look) -> QuerySet[Case]:
    return Case.objects.filter(within(seen), item__isnull=False)


def open_cases(seen: Look) -> QuerySet[Case]:
    return all_cases(seen).filter(RUNNING)
