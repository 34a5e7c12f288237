"""A PostgreSQL of one's own that can be killed like a machine that fails: every process at once, by SIGKILL."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
LOOSE = (
    "synchronous_commit=off",
    "wal_writer_delay=10s",
    "wal_buffers=64MB",
    "bgwriter_lru_maxpages=0",
)
"""A commit returns before the log is written, and with the log writer held nothing else writes it: a kill must lose."""


_LOG_WRITER = "SELECT pid, wait_event FROM pg_stat_activity WHERE backend_type = 'walwriter'"


def processes_under(pid: int) -> list[int]:
    """A process and all below it, the parent first; those that are dead and not reaped are left out."""
    below: dict[int, list[int]] = {}
    for one, parent, state in _processes():
        if state not in "ZX":
            below.setdefault(parent, []).append(one)
    found, todo = [], [pid]
    while todo:
        found.append(one := todo.pop())
        todo += below.get(one, [])
    return found


def _processes() -> list[tuple[int, int, str]]:
    rows = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        rows.append((int(place.parent.name), int(words[1]), words[0]))
    return rows


def kill_at_once(pids: list[int], patience: float = 30) -> None:
    """Stop all first, so that none sees another die; then SIGKILL, and wait until none is left alive."""
    for sign in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue
    end, gone = time.monotonic() + patience, set(pids)
    while gone & {pid for pid, _parent, state in _processes() if state not in "ZX"}:
        assert time.monotonic() < end, f"still alive after SIGKILL: {gone}"


class Cluster:
    """Debian's PostgreSQL on loopback, as an ordinary user, with fsync as in production."""

    def __init__(self, port: int) -> None:
        self.port, self.place = port, Path(tempfile.mkdtemp(prefix="lianzhi-pg-"))
        self.user: dict = {}
        if os.getuid() == 0:
            shutil.chown(self.place, "postgres", "postgres")
            self.user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self.running: subprocess.Popen | None = None
        words = ["-D", str(self.data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        program = str(BINARIES[-1] / "initdb")
        subprocess.run([program, *words], cwd=self.place, check=True, stdout=subprocess.DEVNULL, **self.user)

    @property
    def data(self) -> Path:
        return self.place / "data"

    def start(self, *settings: str) -> None:
        """Returns when it answers, so after the recovery from a crash."""
        given = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.place}", *settings]
        words = [str(BINARIES[-1] / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        with open(self.place / "log", "ab") as log:
            self.running = subprocess.Popen(
                [*words, *(word for each in given for word in ("-c", each))],
                cwd=self.place, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.user,
            )  # fmt: skip
        end = time.monotonic() + 120
        while True:
            try:
                return psycopg.connect(self.address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                assert self.running.poll() is None, (self.place / "log").read_text()[-2000:]
                assert time.monotonic() < end, "PostgreSQL does not answer"
                time.sleep(0.05)

    def hold_log_writer(self) -> None:
        """It would hand whole pages of the log to the operating system, which outlives it.

        Held while it sleeps: stopped in the middle of a write it would keep the lock of the log, and every commit waits.
        """
        assert self.running
        end = time.monotonic() + 30
        with psycopg.connect(self.address("postgres"), autocommit=True) as link:
            while True:
                assert time.monotonic() < end, "PostgreSQL's log writer is missing or never sleeps"
                found = link.execute(_LOG_WRITER).fetchone()
                if not found:
                    continue
                os.kill(found[0], signal.SIGSTOP)
                if link.execute(_LOG_WRITER).fetchone() == (found[0], "WalWriterMain"):
                    return
                os.kill(found[0], signal.SIGCONT)

    def crash(self) -> None:
        """Everything at once. What a dead server leaves behind is swept: its number may belong to anyone by now."""
        assert self.running
        kill_at_once(processes_under(self.running.pid))
        self.running.wait()
        self.running = None
        for left in (self.data / "postmaster.pid", *self.place.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def remove(self) -> None:
        if self.running:
            self.crash()
        shutil.rmtree(self.place, ignore_errors=True)

    def address(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def fresh(self, name: str) -> str:
        """The address of a new, empty database."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            link.execute(f"CREATE DATABASE {name}")
        return self.address(name)
