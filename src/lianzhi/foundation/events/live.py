"""The live stream: server-sent events from the outbox, each only to those who may know of it.

GET /live?ticket=…&last=<cursor>    staff; ``last`` or the Last-Event-ID header resumes without loss
GET /health

Besides the events themselves a page hears ``beat`` (nothing happened, the line is up; ``ok`` is false
while the database does not answer) and ``reload`` (this stream ends; what the page shows may be stale:
it was too slow, away for too long, its rights changed, or the platform restarts).
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from django.db import DatabaseError, InterfaceError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lianzhi.foundation.events import hub as hubs
from lianzhi.foundation.events import queries
from lianzhi.foundation.events.hub import Hub, Listener
from lianzhi.foundation.events.rules import cursor as cursors
from lianzhi.foundation.events.rules.cursor import Cursor
from lianzhi.kernel.errors import N_, Refused

HEARTBEAT = 15.0
LISTENERS = 3000
RETRY_MS = 2000

# The ticket in the address is what admits a page, not a cookie, so any origin may ask.
_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def live(request: Request) -> Response:
    hub: Hub = request.app.state.hub
    ticket = request.query_params.get("ticket", "")
    try:
        ear = await hub.door(hubs.admitted, ticket)
    except Refused as refused:
        return _refusal(refused)
    except (DatabaseError, InterfaceError):
        return _refusal(_BUSY)
    if len(hub.listeners) >= LISTENERS:
        return _refusal(_BUSY)
    last = request.headers.get("last-event-id") or request.query_params.get("last", "")
    body = stream(hub, Listener(ticket, ear), cursors.read(last))
    return StreamingResponse(body, media_type="text/event-stream", headers=_OPEN)


async def stream(hub: Hub, listener: Listener, last: Cursor | None) -> AsyncIterator[str]:
    hub.listeners.add(listener)
    try:
        yield f"retry: {RETRY_MS}\n\n"
        had: set[int] = set()
        if last is not None:
            async for text in _backlog(hub, listener, last, had):
                yield text
        async for text in _live(hub, listener, had):
            yield text
        yield f"event: reload\ndata: {json.dumps({'why': listener.ending})}\n\n"
    finally:
        hub.listeners.discard(listener)


async def _backlog(hub: Hub, listener: Listener, last: Cursor, had: set[int]) -> AsyncIterator[str]:
    """What the page missed. It listens already, so what comes meanwhile is in ``had`` and the queue: once only."""
    try:
        missed = await hub.outbox(queries.since, last, hubs.BACKLOG + 1)
        newest = await hub.outbox(queries.newest_id)
    except (DatabaseError, InterfaceError):
        listener.end("away")
        return
    if len(missed) > hubs.BACKLOG or last.last > newest:
        listener.end("away")
        return
    for event in missed:
        last = last.past(event.id)
        had.add(event.id)
        if listener.reached_by(event):
            yield hubs.frame(event, last)


async def _live(hub: Hub, listener: Listener, had: set[int]) -> AsyncIterator[str]:
    while not listener.ending:
        try:
            told = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
        except TimeoutError:
            yield f"event: beat\ndata: {json.dumps({'ok': not hub.behind})}\n\n"
            continue
        if told is not None and not listener.ending and told.event.id not in had:
            yield told.text


async def health(request: Request) -> Response:
    hub: Hub = request.app.state.hub
    text = f"{'behind' if hub.behind else 'ok'} {len(hub.listeners)} listeners, event {hub.cursor.last}\n"
    return PlainTextResponse(text, 503 if hub.behind else 200)


class _Busy(Refused):
    status = 503


_BUSY = _Busy(
    "events.busy",
    N_("The live connection is not available at the moment."),
    way_out=N_("It tries again by itself."),
)


def _refusal(refused: Refused) -> JSONResponse:
    return JSONResponse({"code": refused.code, "message": str(refused)}, refused.status, headers=_OPEN)


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.hub = hub = Hub()
    tasks = [asyncio.create_task(hub.run()), asyncio.create_task(hub.watch_rights())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await hub.close()


def application() -> Starlette:
    return Starlette(routes=[Route("/live", live), Route("/health", health)], lifespan=lifespan)
