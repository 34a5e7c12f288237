"""A whole platform for the journeys: S-town made small, then pages, live stream and worker on free ports.

Nobody lives in this town while the tests run (no simulated day), so whatever changes was done by a test.
"""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support.browser import DESK, PHONE, WALL, Window, launch, needs_chromium, window
from support.paths import SRC
from support.serving import answers

from lianzhi.project.announce import PASSWORD

HERE = Path(__file__).parent
READY_WITHIN, END_WITHIN = 120, 20  # seconds
SIZES = {"grid": PHONE, "leader": WALL}


@dataclass(frozen=True)
class Platform:
    """A running platform. ``facts``: what stands where in its town; ``pid``: the process that keeps the others."""

    base: str
    home: Path
    facts: dict[str, object]
    environment: dict[str, str]
    pid: int = 0

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Read the database file beside the running platform."""
        with closing(
            sqlite3.connect(f"file:{self.home}/lianzhi.sqlite3?mode=ro", uri=True, timeout=30)
        ) as link:
            return link.execute(sql, values).fetchall()

    def count(self, table: str) -> int:
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]

    def case(self, number: str) -> dict[str, object]:
        """State, round and answer of a case as the database has them."""
        [(id_, state, rounds, answer)] = self.rows(
            "SELECT c.id, i.state, i.rounds, c.answer FROM cases_case c JOIN worklist_item i ON i.id = c.item_id"
            " WHERE c.number = ?",
            number,
        )
        return {"id": id_, "state": state, "rounds": rounds, "answer": answer}

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lianzhi.project.cli", *words],
            env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


def _two_free_ports() -> int:
    """A port whose next one is free too: the live stream takes that."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with socket.socket() as second:
                try:
                    second.bind(("127.0.0.1", port + 1))
                except OSError:
                    continue
                return port
    raise AssertionError("no two free ports in a row")


def _wait(address: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + READY_WITHIN
    while not answers(address):
        assert process.poll() is None, f"the platform ended with code {process.returncode}"
        assert time.monotonic() < until, f"{address} does not answer"
        time.sleep(0.2)


def _at_rest(platform: Platform) -> None:
    """What the town's making left in the outbox (warnings and detections that become matters) has been handed on."""
    until = time.monotonic() + READY_WITHIN
    while platform.rows("SELECT 1 FROM events_delivery WHERE done_at IS NULL AND attempts = 0 LIMIT 1"):
        assert time.monotonic() < until, "the outbox does not get empty"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def platform(tmp_path_factory) -> Iterator[Platform]:
    needs_chromium()
    home = tmp_path_factory.mktemp("town")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LIANZHI_")} | {
        "LIANZHI_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "lianzhi.project.settings.demo",
        "PYTHONPATH": str(SRC.parent),
    }
    made = subprocess.run(
        [sys.executable, str(HERE / "make_town.py")], env=environment, capture_output=True, text=True,
        timeout=400, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    port = _two_free_ports()
    serve = [sys.executable, "-m", "lianzhi.project.cli", "serve", "--port", str(port)]
    with (home / "platform.log").open("wb") as log:
        process = subprocess.Popen(
            serve, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(base + "/", process)
            _wait(f"http://127.0.0.1:{port + 1}/", process)
            running = Platform(
                base, home, json.loads(made.stdout.strip().splitlines()[-1]), environment, process.pid
            )
            _at_rest(running)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(END_WITHIN)
    said = (home / "platform.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def browser(platform: Platform) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = launch(playwright)
        yield made
        made.close()


@pytest.fixture(scope="session")
def passes(platform: Platform, browser: Browser) -> Callable[[str], dict]:
    """The session of a member of staff after a login through the page; made once for each."""
    kept: dict[str, dict] = {}

    def log_in(name: str) -> dict:
        if name not in kept:
            with window(browser, platform.base, DESK) as own:
                own.page.goto("/login/")
                own.page.locator("#id_username").fill(name)
                own.page.locator("#id_password").fill(PASSWORD)
                own.page.locator("form.form button.button-primary").click()
                own.page.wait_for_url(lambda url: "/login/" not in url)
                kept[name] = own.context.storage_state()
        return kept[name]

    return log_in


@pytest.fixture
def people(platform: Platform, browser: Browser, passes) -> Iterator[Callable[..., Page]]:
    """``people("duty")`` opens a window in which the duty officer is logged in; "resident" is nobody yet.

    ``refusals=True``: the person will be refused something. At the end no window may have seen an error.
    """
    with ExitStack() as open_windows:

        def come(name: str, size: tuple[int, int] | None = None, **options) -> Page:
            if name != "resident":
                options["storage_state"] = passes(name)
            asked = size or SIZES.get(name, PHONE if name == "resident" else DESK)
            own: Window = open_windows.enter_context(window(browser, platform.base, asked, **options))
            return own.page

        yield come
