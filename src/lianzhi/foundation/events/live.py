"""The live stream: server-sent events from the outbox, each only to those who may know of it.

One small ASGI process beside the page servers (300+ listeners cost a few percent of a core). It reads
the outbox every ``TICK`` seconds for all listeners together. PostgreSQL may commit a lower id after a
higher one, so the reader looks back over ``LOOK_BACK`` ids and remembers which it has sent.

GET /live?ticket=…&last=<event id>    staff; ``last`` or the Last-Event-ID header resumes
GET /health
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import queries
from lianzhi.foundation.events.contracts import Happening
from lianzhi.kernel.errors import Refused

TICK = 0.15
LOOK_BACK = 200
HEARTBEAT = 15.0
QUEUE = 1000
PERMISSION = "live.watch"


@dataclass(eq=False)
class Listener:
    scope: access.Scope
    queue: asyncio.Queue[Happening] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def offer(self, event: Happening) -> None:
        """A listener that reads too slowly loses events, and its page reloads on the gap in ids."""
        if self.scope.reaches(event.area_code, event.units) and not self.queue.full():
            self.queue.put_nowait(event)


class Hub:
    """Reads the outbox once for everybody."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.seen: set[int] = set()
        self.last = 0

    async def run(self) -> None:
        self.last = await _read(queries.newest_id)
        while True:
            with contextlib.suppress(Exception):  # the database may be away for a moment; the stream stays up
                await self.step()
            await asyncio.sleep(TICK)

    async def step(self) -> None:
        floor = max(self.last - LOOK_BACK, 0) if self.seen else self.last
        fresh = [event for event in await _read(queries.after, floor) if event.id not in self.seen]
        for event in fresh:
            for listener in self.listeners:
                listener.offer(event)
        self.last = max([self.last, *(event.id for event in fresh)])
        self.seen = {i for i in self.seen | {event.id for event in fresh} if i > self.last - LOOK_BACK}


def frame(event: Happening) -> str:
    body = json.dumps(
        {"id": event.id, "name": event.name, "at": event.at.isoformat(), **event.payload}, ensure_ascii=False
    )
    return f"id: {event.id}\nevent: {event.name}\ndata: {body}\n\n"


async def stream(hub: Hub, listener: Listener, last: int) -> AsyncIterator[str]:
    hub.listeners.add(listener)
    try:
        yield "retry: 2000\n\n: open\n\n"
        sent = last
        for event in await _read(queries.after, last) if last else []:
            if listener.scope.reaches(event.area_code, event.units):
                yield frame(event)
            sent = event.id
        while True:
            try:
                event = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event.id > sent or not last:
                yield frame(event)
    finally:
        hub.listeners.discard(listener)


async def live(request: Request) -> Response:
    try:
        actor = await _read(access.actor_from_ticket, request.query_params.get("ticket", ""))
        scope = await _read(access.scope, actor, PERMISSION)
    except Refused as refused:
        return JSONResponse({"code": refused.code, "message": str(refused)}, refused.status, headers=_OPEN)
    last = request.headers.get("last-event-id") or request.query_params.get("last", "")
    body = stream(request.app.state.hub, Listener(scope), int(last) if last.isdigit() else 0)
    return StreamingResponse(body, media_type="text/event-stream", headers=_OPEN)


async def health(request: Request) -> Response:
    hub: Hub = request.app.state.hub
    return PlainTextResponse(f"ok {len(hub.listeners)} listeners, event {hub.last}\n")


# The ticket in the address is what admits a page, not a cookie, so any origin may ask.
_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def _read(function, *args):  # noqa: ANN001, ANN002, ANN202  passes through any query
    def call():  # noqa: ANN202
        close_old_connections()
        return function(*args)

    return await sync_to_async(call, thread_sensitive=True)()


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.hub = Hub()
    task = asyncio.create_task(app.state.hub.run())
    yield
    task.cancel()


def application() -> Starlette:
    return Starlette(routes=[Route("/live", live), Route("/health", health)], lifespan=lifespan)
