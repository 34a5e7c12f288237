"""Past days, written through the real actions with the clock set back: nothing about a past matter is made up.

The command room takes in and dispatches day and night, a little slower at night; everybody else works in
office hours except on urgent matters; residents answer when they like. What would be done after ``until`` is
left undone, so matters of every state are there, some of them late.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI, Amount, Unit, WorkCalendar
from lianzhi.simulation import calls
from lianzhi.simulation.acting import BY_COMMAND_ROOM, Planned, Stands, Troupe, number_of

URGENT = frozenset({"gas-leak", "road-collapse", "power-line", "drain-flood", "repair-lift"})
BY_RESIDENTS = frozenset({"rate", "reopen"})
NIGHT, SLOWER = range(7), 3
BATCH = 200
Due = tuple[datetime, int, Planned | int]


@dataclass
class Written:
    reports: int = 0
    acts: int = 0


class Past:
    """A queue of what happens next, over all matters; the earliest first."""

    def __init__(self, troupe: Troupe, until: datetime, calendar: WorkCalendar) -> None:
        self.troupe, self.until, self.calendar = troupe, until, calendar
        self.queue: list[Due] = []
        self.done = Written()
        self._order = 0

    def add(self, at: datetime, what: Planned | int) -> None:
        """``what``: a planned act, or the number of a report."""
        if at <= self.until:
            self._order += 1
            heapq.heappush(self.queue, (at, self._order, what))

    def run(self) -> Iterator[None]:
        """One act a turn."""
        while self.queue:
            at, _order, what = heapq.heappop(self.queue)
            with clock.at(at):
                stands = self.troupe.report(what) if isinstance(what, int) else self.troupe.act(what)
                if stands is not None:
                    self._count(what)
                    for one in (stands, *self.troupe.others(stands)):
                        self.plan(one, at)
            yield

    def plan(self, stands: Stands, at: datetime) -> None:
        planned = self.troupe.plan(stands)
        if planned:
            self.add(self._when(planned, at), planned)

    def _when(self, planned: Planned, at: datetime) -> datetime:
        """Urgent work and residents know no office hours; everything else waits for the office to open."""
        case, verb, due = planned.case, planned.step.verb, at + timedelta(seconds=planned.seconds)
        if verb in BY_COMMAND_ROOM:
            return at + (due - at) * (SLOWER if at.astimezone(SHANGHAI).hour in NIGHT else 1)
        if verb in BY_RESIDENTS or (case.category and case.category.code in URGENT):
            return due
        opened = self.calendar.add(due, Amount(0, Unit.WORK_HOUR))
        if opened == due:
            return due
        dice = Random(f"{self.troupe.voices.seed}:morning:{number_of(case)}:{verb}")  # noqa: S311
        return opened + timedelta(minutes=dice.uniform(1, 75))

    def _count(self, what: Planned | int) -> None:
        if isinstance(what, int):
            self.done.reports += 1
        else:
            self.done.acts += 1


def write_history(
    troupe: Troupe,
    *,
    days: int,
    per_day: int,
    until: datetime | None = None,
    say: Callable[[str], object] = lambda _t: None,
) -> Written:
    """``days`` days before ``until`` (now) with about ``per_day`` reports each; numbers count from 1."""
    end = until or clock.now()
    past = Past(troupe, end, worklist.calendar())
    for number, at in enumerate(_arrivals(troupe, end, days, per_day), 1):
        past.add(at, number)
    turns = past.run()
    while _batch(turns):
        say(f"{past.done.reports} reports, {past.done.acts} acts")
    return past.done


@transaction.atomic
def _batch(turns: Iterator[None]) -> int:
    """Many acts in one transaction: one seal of the audit trail, one wait for the disk."""
    return sum(1 for _turn in islice(turns, BATCH))


def _arrivals(troupe: Troupe, end: datetime, days: int, per_day: int) -> list[datetime]:
    """The last day is cut at ``end``; each day has its own ups and downs."""
    dice = Random(f"{troupe.voices.seed}:arrivals")  # noqa: S311
    today = end.astimezone(SHANGHAI).date()
    found = []
    for back in range(days, -1, -1):
        count = round(per_day * dice.uniform(0.8, 1.2))
        found += calls.times(today - timedelta(days=back), count, SHANGHAI, dice)
    return [at for at in found if end - timedelta(days=days) <= at <= end]
