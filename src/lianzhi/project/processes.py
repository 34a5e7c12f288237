"""Run the platform's processes side by side: pages, live stream, worker, and what listens to devices where a broker is named.

No Django in this process.

A process that dies is started again after a pause that grows; SIGTERM or Ctrl-C ends all of them.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

GRANIAN = [
    sys.executable,
    "-m",
    "granian",
    "--no-ws",
    "--log-level",
    "warning",
    "--workers-kill-timeout",
    "3",
]
PAUSES = (0.5, 1, 2, 5, 10, 30)


@dataclass
class Process:
    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    next_start: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603  our own command line

    def watch(self) -> None:
        """Start it when it is due; note a death and when to try again."""
        now = time.monotonic()
        if self.running is None:
            if now >= self.next_start:
                self.start()
        elif (code := self.running.poll()) is not None:
            self.deaths = 1 if now - self.started_at > 60 else self.deaths + 1
            pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
            print(f"{self.name} ended with code {code}; again in {pause} s", file=sys.stderr, flush=True)
            self.running, self.next_start = None, now + pause

    def stop(self) -> None:
        if self.running and self.running.poll() is None:
            self.running.terminate()

    def wait(self, until: float) -> None:
        if self.running is None:
            return
        try:
            self.running.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)


def platform(host: str, port: int, threads: int, pages: int = 1, *, simulate: bool) -> list[Process]:
    """``pages``: processes that serve pages, with ``threads`` each."""

    def lianzhi(*words: str) -> list[str]:
        return [sys.executable, "-m", "lianzhi.project.cli", *words]

    def served(kind: str, target: str, at: int, *more: str) -> list[str]:
        return [*GRANIAN, "--interface", kind, "--host", host, "--port", str(at), *more, target]

    many = ("--workers", str(pages), "--blocking-threads", str(threads))
    served_pages = served("wsgi", "lianzhi.project.wsgi:application", port, *many)
    live = served("asgi", "lianzhi.project.live:app", port + 1, "--workers", "1")
    worker = lianzhi("worker", *(["--simulate"] if simulate else []))
    devices = [Process("devices", lianzhi("sensing", "listen"))] if os.environ.get("LIANZHI_MQTT") else []
    return [Process("pages", served_pages), Process("live", live), Process("worker", worker), *devices]


def run(processes: list[Process]) -> None:
    """Until SIGTERM or SIGINT."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping:
        for process in processes:
            process.watch()
        time.sleep(0.2)
    for process in processes:
        process.stop()
    until = time.monotonic() + 8
    for process in processes:
        process.wait(until)
