"""Programs report under load while what serves them is killed: was anything lost that was acknowledged, or doubled?"""

import json
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

from support.cluster import LOOSE, Cluster, kill_at_once, processes_under
from support.power import Synced
from support.processes import Place

TOWN = """
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from lianzhi.exchange.actions.clients import make_client
from support import desk
town = desk.build()
print(make_client("bench", account=town.duty.id, scopes=["cases:create"], by=desk.ROOT)[1])
"""
VERIFY = """
from lianzhi.foundation.audit import api
report = api.verify()
print(report.entries, len(report.findings), len(report.notices))
"""
CASES = "SELECT substr(text, length(text) - 31), number FROM cases_case WHERE source = 'api'"
KEPT = "SELECT key, count(*) FROM exchange_idempotencykey GROUP BY key, client_id"
CLIENTS, LON, LAT = 4, 120.01, 30.01


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(true, what: str, seconds: float = 120) -> None:
    """Wait for a fact by looking at it."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.01)


class Pages:
    """Two processes of the platform behind one address."""

    APPLICATION = "support.crash_wsgi:application"

    def __init__(self, place: Place, port: int, *, loose: bool = False) -> None:
        self.port, self.environment = port, place.environment | ({"LOOSE": "1"} if loose else {})
        self.running: subprocess.Popen | None = None

    def start(self) -> None:
        words = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "critical",
                 "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2", "--blocking-threads", "4",
                 self.APPLICATION]  # fmt: skip
        with open(Path(self.environment["LIANZHI_HOME"]) / "pages.log", "ab") as log:
            self.running = subprocess.Popen(
                words, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until(self._answers, "the pages answer", 600)

    def _answers(self) -> bool:
        assert self.running and self.running.poll() is None, "the pages ended by themselves"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/openapi.json", timeout=5).read()
        except (OSError, HTTPException):
            return False
        return True

    def crash(self) -> None:
        assert self.running
        kill_at_once(processes_under(self.running.pid))
        self.running.wait()

    def stop(self) -> None:
        if self.running and self.running.poll() is None:
            self.crash()


class Load:
    """Clients that never give a report up: what was not answered is sent again under the same key."""

    def __init__(self, port: int, token: str, clients: int = CLIENTS) -> None:
        self.port, self.token, self.over, self.lock = port, token, threading.Event(), threading.Lock()
        self.acknowledged: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        self.threads = [threading.Thread(target=self._work) for _ in range(clients)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        line: HTTPConnection | None = None
        for key in iter(lambda: uuid.uuid4().hex, ""):
            while not self.over.is_set():
                line = line or HTTPConnection("127.0.0.1", self.port, timeout=30)
                number, said = self._send(line, key)
                with self.lock:
                    self.answers[said] += 1
                    if number:
                        self.acknowledged[key] = number
                if number:
                    break
                line.close()
                line = None
                self.over.wait(0.1)
            if self.over.is_set():
                break
        if line:
            line.close()

    def _send(self, line: HTTPConnection, key: str) -> tuple[str, str]:
        body = {"text": f"路灯坏了三天，晚上很黑。{key}", "category": "road", "lon": LON, "lat": LAT}
        head = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Content-Type": "application/json"}  # fmt: skip
        try:
            line.request("POST", "/api/v1/cases", json.dumps(body).encode(), head)
            answer = line.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            return "", "no answer"
        return (json.loads(text)["number"] if answer.status == 201 else ""), str(answer.status)


@dataclass(frozen=True)
class Tally:
    """What the database holds of what was acknowledged so far."""

    acknowledged: int
    found: int
    lost: int
    doubled: int

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged}, found {self.found}, lost {self.lost}, doubled {self.doubled}"
        )


@dataclass(frozen=True)
class Outcome:
    tally: Tally
    answers: Counter[str]
    frames: int
    entries: int
    findings: int

    def __str__(self) -> str:
        said = ", ".join(f"{word} {count}" for word, count in sorted(self.answers.items()))
        cut = f"; {self.frames} frames of the log cut off" if self.frames else ""
        return f"{self.tally}; answers: {said}{cut}; trail: {self.entries} entries, {self.findings} findings"


def tally(place: Place, load: Load) -> Tally:
    """Read past the platform. Doubled: cases beyond one for a key, answers without their case, shared numbers."""
    with load.lock:
        asked = dict(load.acknowledged)
    cases, kept = _rows(place, CASES, KEPT)
    by_key, by_number, there = Counter(key for key, _ in cases), Counter(n for _, n in cases), set(cases)
    found = sum((key, number) in there for key, number in asked.items())
    doubled = sum(count - 1 for counts in (by_key, by_number) for count in counts.values())
    doubled += sum(count - 1 for _, count in kept) + len({key for key, _ in kept} ^ by_key.keys())
    return Tally(len(asked), found, len(asked) - found, doubled)


def _rows(place: Place, *queries: str) -> list[list[tuple]]:
    """All of one moment."""
    if address := place.environment["LIANZHI_DATABASE"]:
        with psycopg.connect(address) as link:
            link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return [link.execute(query).fetchall() for query in queries]
    link = sqlite3.connect(database_file(place), timeout=30, isolation_level=None)
    try:
        link.execute("BEGIN")
        return [link.execute(query).fetchall() for query in queries]
    finally:
        link.close()


def database_file(place: Place) -> Path:
    return Path(place.environment["LIANZHI_HOME"]) / "lianzhi.sqlite3"


class Shelled:
    """A small town in a home of its own; what is killed, in which order, and how it comes back."""

    def __init__(
        self, home: Path, *, cluster: Cluster | None = None, port: int = 0, loose: bool = False
    ) -> None:
        self.cluster, self.loose, self.frames = cluster, loose, 0
        if cluster:
            cluster.start()
        self.place = Place(home, cluster.fresh("lianzhi") if cluster else "")
        self.token = self.place.run(TOWN).split()[-1]
        self.pages = Pages(self.place, port or free_port(), loose=loose)
        self.synced = Synced(database_file(self.place))
        if cluster and loose:  # only now, or the town itself would be lost
            cluster.crash()
            self._start_database()

    def _start_database(self) -> None:
        assert self.cluster
        self.cluster.start(*(LOOSE if self.loose else ()))
        if self.loose:
            self.cluster.hold_log_writer()

    def fell(self, turn: int) -> str:
        """Kill and start again: in turn pages, database, both (PostgreSQL); pages, pages and power (SQLite)."""
        what = self._what(turn)
        if what != "database":
            self.pages.crash()
        if what == "pages and power":
            self.frames += self.synced.cut()
        if what in ("database", "pages and database"):
            assert self.cluster
            self.cluster.crash()
            self._start_database()
        if what != "database":
            self.pages.start()
        return what

    def _what(self, turn: int) -> str:
        if self.cluster:
            return "database" if self.loose else ("pages", "database", "pages and database")[turn % 3]
        return "pages and power" if self.loose or turn % 2 else "pages"


def shelled(
    under: Shelled,
    rounds: int,
    *,
    least: int = 10,
    most: int = 40,
    say: Callable[[int, str, Tally], object] = lambda *_: None,
) -> Outcome:
    """Each round some more reports, then a kill; ``say`` gets the tally. The load goes on all the time."""
    dice = random.Random(rounds)
    under.pages.start()
    try:
        with Load(under.pages.port, under.token) as load:
            for turn in range(rounds):
                _more(load, dice.randint(least, most))
                what = under.fell(turn)
                say(turn, what, tally(under.place, load))
            _more(load, least)
    finally:
        under.pages.stop()
    if not under.cluster:
        assert _rows(under.place, "PRAGMA integrity_check") == [[("ok",)]]
    entries, findings, _notices = under.place.run(VERIFY).split()
    return Outcome(tally(under.place, load), load.answers, under.frames, int(entries), int(findings))


def _more(load: Load, count: int) -> None:
    wanted = len(load.acknowledged) + count
    until(lambda: len(load.acknowledged) >= wanted, "reports are acknowledged")
