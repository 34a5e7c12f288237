"""The live day: S-town goes on while the demo is being looked at, in accelerated time, through the real actions.

``speed`` 60: a day of reports in 24 minutes, by the hourly curve that starts with the present hour; people take a
sixtieth of their time. The clock of the actions is the real one: deadlines, lights and times on the pages are real.
Simulated people leave alone what a person at the screen has touched, and what real residents report (``acting``).
"""

import heapq
import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import close_old_connections, connection

from lianzhi.cases import api as cases
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import NotFound
from lianzhi.simulation import calls
from lianzhi.simulation.acting import Planned, Stands, Troupe
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.marks import read_mark
from lianzhi.simulation.sensing import Feed
from lianzhi.simulation.voices import EVENTS_PER_DAY, Voices
from lianzhi.territory import api as territory

log = logging.getLogger(__name__)
SPEED = 60.0
LONGEST = timedelta(hours=6)  # nobody takes longer than this in simulated time, so that the day moves on
BY = system("simulation")
OPEN_AT_START = 400
Waiting = tuple[datetime, int, Planned]


class LiveDay:
    """What is due next: the next report, and one planned act for each matter that goes on."""

    def __init__(self, troupe: Troupe, per_day: float, speed: float) -> None:
        self.troupe, self.speed = troupe, speed
        now = clock.now()
        self._started, self._number, self._order = now, int(now.timestamp() * 10), 0
        dice = Random(f"{troupe.voices.seed}:live:{self._number}")  # noqa: S311
        self._gaps: Iterator[datetime] = calls.gaps(now.astimezone(SHANGHAI), per_day, dice)
        self._next_report = self._real(next(self._gaps))
        self._waiting: list[Waiting] = []

    def take_up(self) -> int:
        """Plan for the simulated matters that are open from before; returns how many."""
        found, _total = cases.page(BY, cases.Wanted(open_only=True), clock.now(), size=OPEN_AT_START)
        for case in found:
            self.plan(self.troupe.look(case))
        for stands in self.troupe.followed():
            self.plan(stands)
        return len(self._waiting)

    def next_at(self) -> datetime:
        return min(self._next_report, self._waiting[0][0]) if self._waiting else self._next_report

    def step(self) -> None:
        """Do the one thing that is due."""
        if self._waiting and self._waiting[0][0] <= self._next_report:
            _at, _order, planned = heapq.heappop(self._waiting)
            stands = self.troupe.act(planned)
        else:
            self._number += 1
            self._next_report = self._real(next(self._gaps))
            stands = self.troupe.report(self._number)
        if stands is not None:
            for one in (stands, *self.troupe.others(stands)):
                self.plan(one)

    def plan(self, stands: Stands) -> None:
        planned = self.troupe.plan(stands)
        if planned:
            self._order += 1
            wait = min(timedelta(seconds=planned.seconds), LONGEST) / self.speed
            heapq.heappush(self._waiting, (clock.now() + wait, self._order, planned))

    def _real(self, simulated: datetime) -> datetime:
        """When an instant of the simulated day comes in real time."""
        return self._started + (simulated - self._started) / self.speed


def run_day(*, speed: float = SPEED, stop: threading.Event) -> None:
    """Until ``stop``. Without a simulated town in this database it returns at once. A failure is logged; it goes on."""
    try:
        live = _live(speed)
        if live is None:
            return
        live.take_up()
        feed = Feed(live.troupe.voices.seed)
        while not stop.wait(max(0.0, (min(live.next_at(), feed.next_at) - clock.now()).total_seconds())):
            try:
                (feed if feed.next_at <= live.next_at() else live).step()
            except Exception:
                log.exception("the simulated day goes on after a failure")
                close_old_connections()
                stop.wait(1)
    finally:
        if not connection.in_atomic_block:  # a thread of its own leaves no connection behind
            connection.close()


def _live(speed: float) -> LiveDay | None:
    mark = read_mark()
    if mark is None:
        return None
    try:
        voices = Voices(mark.seed, territory.places_in(territory.town().code, limit=1_000_000))
    except NotFound:
        return None
    cast = Cast()
    return LiveDay(Troupe(voices, cast), EVENTS_PER_DAY * mark.scale, speed) if cast else None
