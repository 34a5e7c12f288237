"""Reads the outbox once for all listeners of the live stream and gives each what it may know.

The database is read by threads of our own, one connection each, kept open: one for the outbox, one for
tickets and rights, so that a page that opens never waits behind the stream.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connections

from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import queries
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.rules.cursor import Cursor
from lianzhi.kernel.errors import Refused

log = logging.getLogger(__name__)
Result = TypeVar("Result")

TICK = 0.15
RECHECK = 30.0
BACKLOG = 500
QUEUE = 1000
GAP_LIVES = 600.0
BEHIND = 5.0
PERMISSION = "live.watch"


@dataclass(frozen=True, slots=True)
class Ear:
    """Who listens, and what of the town's events they may hear."""

    person: str
    scope: access.Scope

    def hears(self, event: Happening) -> bool:
        if event.to:
            return self.person in event.to
        return self.scope.reaches(event.area_code, event.units)


def admitted(ticket: str) -> Ear:
    """What the holder of a ticket may hear. Raises NotAllowed: forged, old, closed account, no such right."""
    actor = access.actor_from_ticket(ticket)
    scope = access.scope(actor, PERMISSION)
    if not scope:
        raise access.lacking(PERMISSION)
    return Ear(actor.id, scope)


class Reader:
    """One thread with one database connection of its own."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, function: Callable[..., Result], *args: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, _reading, function, *args)

    async def close(self) -> None:
        await self(connections.close_all)
        self._pool.shutdown(wait=False)


def _reading(function: Callable[..., Result], *args: Any) -> Result:
    try:
        return function(*args)
    except (DatabaseError, InterfaceError):
        connections.close_all()  # the next read connects anew
        raise


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the text that goes to browsers, made once for all of them."""

    event: Happening
    text: str


@dataclass(eq=False)
class Listener:
    """One open page. ``ending`` says why its stream must end; the page then reloads."""

    ticket: str
    ear: Ear
    queue: asyncio.Queue[Told | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    ending: str = ""

    def reached_by(self, event: Happening) -> bool:
        return self.ear.hears(event)

    def offer(self, told: Told) -> None:
        """A listener that reads too slowly is told to reload: better than a page that is silently wrong."""
        if self.ending or not self.reached_by(told.event):
            return
        if self.queue.full():
            self.end("slow")
        else:
            self.queue.put_nowait(told)

    def end(self, why: str) -> None:
        if self.ending:
            return
        self.ending = why
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.cursor = Cursor()
        self.outbox, self.door = Reader("live-outbox"), Reader("live-door")
        self._gaps_since: dict[int, float] = {}
        self._read_at = 0.0
        self._begun = False

    @property
    def behind(self) -> bool:
        """True while the database does not answer (and before it first did)."""
        return time.monotonic() - self._read_at > BEHIND

    async def run(self) -> None:
        while True:
            try:
                await self.step()
            except Exception as error:  # whatever it is, the streams stay up and the next look may work
                log.warning("the outbox cannot be read, trying again: %s", error)
                await asyncio.sleep(1)
            await asyncio.sleep(TICK)

    async def step(self) -> None:
        """One look into the outbox."""
        if not self._begun:
            self.cursor, self._begun = await self.outbox(queries.end), True
        events = await self.outbox(queries.since, self.cursor)
        self._read_at = time.monotonic()
        for event in events:
            self.cursor = self.cursor.past(event.id)
            told = Told(event, frame(event, self.cursor))
            for listener in tuple(self.listeners):
                listener.offer(told)
        self._give_up_old_gaps()

    def _give_up_old_gaps(self) -> None:
        now = time.monotonic()
        self._gaps_since = {gap: self._gaps_since.get(gap, now) for gap in self.cursor.gaps}
        old = {gap for gap, since in self._gaps_since.items() if now - since > GAP_LIVES}
        self.cursor = self.cursor.without(old)

    async def watch_rights(self) -> None:
        while True:
            await asyncio.sleep(RECHECK)
            await self.recheck()

    async def recheck(self) -> None:
        """End the streams of those whose rights changed: closed account, old ticket, other area or unit."""
        rights: dict[str, Ear | None] = {}
        for listener in tuple(self.listeners):
            if listener.ticket not in rights:
                try:
                    rights[listener.ticket] = await self.door(admitted, listener.ticket)
                except Refused:
                    rights[listener.ticket] = None
                except (DatabaseError, InterfaceError):
                    return
            if rights[listener.ticket] != listener.ear:
                listener.end("rights")

    async def close(self) -> None:
        for listener in tuple(self.listeners):
            listener.end("restart")
        await self.outbox.close()
        await self.door.close()


def frame(event: Happening, cursor: Cursor) -> str:
    body = {"id": event.id, "name": event.name, "at": event.at.isoformat(), **event.payload}
    return f"id: {cursor}\nevent: {event.name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
