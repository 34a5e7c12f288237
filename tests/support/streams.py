"""Listen to the live stream inside the test process: the real application, no socket, no sleep."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lianzhi.foundation.events.live import application

PATIENCE = 10


@dataclass
class Frame:
    event: str = ""
    id: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Heard:
    """One open stream. ``hold()`` makes its receiver stop reading, as a stalled browser does."""

    status: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    frames: asyncio.Queue[Frame | None] = field(default_factory=asyncio.Queue)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    body: str = ""

    def hold(self) -> None:
        self.reading.clear()

    async def next(self) -> Frame | None:
        """The next event; None when the stream ended."""
        return await asyncio.wait_for(self.frames.get(), PATIENCE)

    async def ids(self, count: int) -> list[int]:
        return [(await self.next()).data["id"] for _ in range(count)]

    async def send(self, message: dict[str, Any]) -> None:
        await self.reading.wait()
        if message["type"] == "http.response.start":
            self.status.set_result(message["status"])
            return
        self.body += message.get("body", b"").decode()
        while "\n\n" in self.body:
            text, self.body = self.body.split("\n\n", 1)
            if (frame := _frame(text)).event:
                self.frames.put_nowait(frame)
        if not message.get("more_body"):
            self.frames.put_nowait(None)

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}


def _frame(text: str) -> Frame:
    frame = Frame()
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if name == "data":
            frame.data = json.loads(value)
        elif name in ("event", "id"):
            setattr(frame, name, value)
    return frame


class Platform:
    """The live application with its own hub; ``step`` is one look into the outbox, when the test wants it."""

    def __init__(self) -> None:
        self.app = application()

    @property
    def hub(self) -> Any:
        return self.app.state.hub

    @asynccontextmanager
    async def listener(self, ticket: str, last: str = "", header: str = ""):
        heard = Heard()
        heard.reading.set()
        query = urlencode({"ticket": ticket, **({"last": last} if last else {})})
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": "/live", "raw_path": b"/live", "query_string": query.encode(), "app": self.app,
            "headers": [(b"last-event-id", header.encode())] if header else [],
        }  # fmt: skip
        before = len(self.hub.listeners)
        task = asyncio.create_task(self.app(scope, heard.receive, heard.send))
        if await asyncio.wait_for(heard.status, PATIENCE) == 200:
            while len(self.hub.listeners) == before and not task.done():  # noqa: ASYNC110  it registers on its first turn
                await asyncio.sleep(0)
        try:
            yield heard
        finally:
            heard.gone.set()
            heard.reading.set()
            await asyncio.wait_for(task, PATIENCE)


@asynccontextmanager
async def platform(monkeypatch: Any):
    """A started application whose hub moves only when the test calls ``hub.step()`` or ``hub.recheck()``."""
    from lianzhi.foundation.events import hub as hubs

    async def wait_for_ever(self: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(hubs.Hub, "run", wait_for_ever)
    monkeypatch.setattr(hubs.Hub, "watch_rights", wait_for_ever)
    there = Platform()
    async with there.app.router.lifespan_context(there.app):
        await there.hub.step()
        yield there
