"""How many cases a second, how long each step takes, and is it the same at a million cases?

    python bench/cases.py [--database postgres sqlite] [--cases 0 100000 1000000] [--clients 1 4 16]
                          [--seconds 15] [--processes 2] [--threads 4] [--worker] [--burst] [--pairs 8] [--keep DIRECTORY]

Starts PostgreSQL (Debian's, on loopback, with fsync) and granian with two processes of the platform, and drives the
REST interface over HTTP from one cheap process. A lifecycle is create, file, dispatch, accept, finish, pass, close and
one search: eight requests of four offices. Besides the rate it prints the CPU that each side spent on one: on a shared
machine that is the figure to trust; ``2 cores`` is the rate it allows on two that do nothing else. ``--pairs`` serves the
first and the last of ``--cases`` side by side and drives them in turns, so that a machine whose speed wanders does not
decide the ratio: medians of both and of the pairs' ratios.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
PORT, PG_PORT = 8230, 8231
WORDS = ("路灯", "占道经营", "噪音", "井盖", "不存在的词汇")
TEXT = "人民路12号门口的路灯坏了三天，晚上很黑，老人走路不方便，请尽快派人来修。编号{}"


# --- the machines ---------------------------------------------------------------------------------------------------
class Postgres:
    """Debian's PostgreSQL as an ordinary user, with the settings that docs/operations.md gives."""

    SETTINGS = ("shared_buffers=1GB", "max_wal_size=4GB", "checkpoint_timeout=15min", "jit=off", "random_page_cost=1.1",
                "max_connections=100")  # fmt: skip

    def __init__(self, place: Path, port: int) -> None:
        self.place, self.port = place, port
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        place.mkdir(parents=True, exist_ok=True)

    def _run(self, *words: str) -> None:
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run([str(self.bin / words[0]), *words[1:]], cwd=self.place, check=True,
                       stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **user)  # fmt: skip

    def start(self) -> None:
        data = self.place / "data"
        if not data.exists():
            if os.getuid() == 0:
                import shutil

                shutil.chown(self.place, "postgres")
            self._run(
                "initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"
            )
        options = " ".join(f"-c {each}" for each in (*self.SETTINGS, "listen_addresses=127.0.0.1"))
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.place / "log"),
                  "-o", f"-p {self.port} -k {self.place} {options}", "start")  # fmt: skip
        self.pid = int((data / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.place / "data"), "-m", "fast", "stop")

    def address(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> list[tuple]:
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as link:
            answer = link.execute(statement)
            return answer.fetchall() if answer.description else []

    def databases(self) -> set[str]:
        return {row[0] for row in self.sql("SELECT datname FROM pg_database")}


def children(pid: int) -> list[int]:
    """All processes below ``pid``, and itself."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(place.parent.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += parents.get(one, [])
    return found


def cpu(pid: int) -> float:
    """CPU seconds of a process and all below it, so far."""
    spent = 0
    for one in children(pid):
        try:
            words = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent += sum(int(word) for word in words[11:15])
    return spent / TICK


# --- the platform ---------------------------------------------------------------------------------------------------
PREPARE = """
import json, sys
import django; django.setup()
from lianzhi.cases import api as cases
from lianzhi.exchange.actions.clients import make_client
from lianzhi.exchange.models import ApiClient
from lianzhi.foundation.access.models import User
from lianzhi.kernel.actor import system
from lianzhi.project.setting_up import setup
from lianzhi.territory import api as territory
setup(lambda text: None)
by, out = system("bench"), {}
scopes = ["cases:read", "cases:create", "cases:move", "events:read"]
ApiClient.objects.filter(name__startswith="bench ").delete()
for role in ("duty", "staff", "checker", "grid"):
    user = User.objects.select_related("unit").get(username=role)
    _view, token = make_client("bench " + role, account=f"staff:{user.pk}", scopes=scopes, by=by)
    out[role] = {"token": token, "unit": user.unit.code}
out["grids"] = [[g.lon, g.lat, g.code] for g in territory.areas("grid")]
out["categories"] = [c.code for c in cases.categories() if "lamp" in c.code or "light" in c.code] or [cases.categories()[0].code]
print(json.dumps(out))
"""


@dataclass
class Town:
    """A home and a database with so many cases."""

    home: Path
    address: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    port: int = PORT

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "LIANZHI_HOME": str(self.home), "LIANZHI_DATABASE": self.address, "LIANZHI_LOG": "ERROR",
            "DJANGO_SETTINGS_MODULE": "lianzhi.project.settings.demo",
            "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), *sys.path[1:]]), **self.settings,
        }  # fmt: skip

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()

    def keys(self) -> dict:
        return json.loads(self.run("-c", PREPARE).splitlines()[-1])


def town_of(keep: Path, kind: str, count: int, postgres: Postgres | None) -> Town:
    """Made once and kept: a base of real cases, copied and filled up to ``count``."""
    if postgres is not None:
        home, base = keep / "home-postgres", f"lianzhi_{0}"
        if base not in postgres.databases():
            postgres.sql(f"CREATE DATABASE {base}")
            Town(home, postgres.address(base), base).run(str(HERE / "filling.py"))
        name = f"lianzhi_{count}"
        town = Town(home, postgres.address(name), name)
        if name not in postgres.databases():
            postgres.sql(f"CREATE DATABASE {name} TEMPLATE {base}")
            town.run(str(HERE / "filling.py"), "--cases", str(count))
        return town
    home = keep / f"home-sqlite-{count}"
    town = Town(home, "", f"sqlite {count}")
    if not (home / "filled").exists():
        home.mkdir(parents=True, exist_ok=True)
        town.run(str(HERE / "filling.py"), "--cases", str(count))
        (home / "filled").touch()
    return town


@contextmanager
def served(town: Town, processes: int, threads: int, worker: bool):
    """Granian with ``processes`` workers of ``threads`` each; yields its process id."""
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error", "--host", "127.0.0.1",
             "--port", str(town.port), "--workers", str(processes), "--blocking-threads", str(threads), "--backlog", "512",
             "lianzhi.project.wsgi:application"]  # fmt: skip
    pages = subprocess.Popen(words, env=town.environment)
    hand = None
    if worker:
        hand = subprocess.Popen([sys.executable, "-m", "lianzhi.project.cli", "worker"], env=town.environment)
    try:
        _wait(town.port)
        yield pages, hand
    finally:
        for one in (pages, hand):
            if one is not None:
                one.terminate()
        for one in (pages, hand):
            if one is not None:
                one.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 180
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/openapi.json", timeout=5).read()
            return
        except OSError as error:
            if getattr(error, "code", None):
                return
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


# --- the client -----------------------------------------------------------------------------------------------------
class Failed(Exception):
    """An answer that is not the one asked for."""


class Line:
    """One keep-alive connection: as little as HTTP needs, since the client shares the two cores."""

    def __init__(self, port: int) -> None:
        self.port, self.socket = port, None

    def ask(self, method: str, path: str, token: str, body: dict | None = None, key: str = "") -> dict:
        data = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        if key:
            head += f"Idempotency-Key: {key}\r\n"
        message = head.encode() + b"\r\n" + data
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(message)
            status, answer = self._answer()
        except BaseException:
            self.socket.close()
            self.socket = None
            raise
        if status >= 400:
            raise Failed(f"{method} {path}: {status} {answer[:300].decode(errors='replace')}")
        return json.loads(answer)

    def _answer(self) -> tuple[int, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            if not (more := self.socket.recv(65536)):
                raise ConnectionError("closed")
            got += more
        head, _, rest = got.partition(b"\r\n\r\n")
        status, length = int(head[9:12]), 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        while len(rest) < length:
            if not (more := self.socket.recv(65536)):
                raise ConnectionError("closed")
            rest += more
        return status, rest


class Driver:
    def __init__(self, town: Town) -> None:
        self.keys = keys = town.keys()
        self.port = town.port
        self.grids, self.categories = cycle(keys["grids"]), cycle(keys["categories"])
        self.words = cycle(WORDS)

    def create(self, line: Line, note) -> dict:
        lon, lat, _code = next(self.grids)
        body = {"text": TEXT.format(uuid.uuid4().hex[:6]), "category": next(self.categories), "lon": lon, "lat": lat,
                "place": "人民路12号"}  # fmt: skip
        with note("create"):
            return line.ask("POST", "/api/v1/cases", self.keys["duty"]["token"], body, uuid.uuid4().hex)

    def life(self, line: Line, note) -> None:
        case = self.create(line, note)
        duty, staff, checker = (self.keys[role] for role in ("duty", "staff", "checker"))
        self._move(line, note, case, "file", duty)
        case = self._move(line, note, case, "dispatch", duty, units=[staff["unit"]])
        task = case["tasks"][0]["id"]
        self._move(line, note, case, "accept", staff, task=task)
        self._move(line, note, case, "finish", staff, task=task, result="已更换灯泡，线路正常。")
        self._move(line, note, case, "pass", checker)
        self._move(line, note, case, "close", duty, answer="路灯已经修好，感谢您的反映。")
        with note("search"):
            from urllib.parse import quote

            line.ask("GET", f"/api/v1/cases?size=20&q={quote(next(self.words))}", duty["token"])

    def _move(self, line: Line, note, case: dict, verb: str, who: dict, **given) -> dict:
        with note(verb):
            return line.ask("POST", f"/api/v1/cases/{case['number']}/moves/{verb}", who["token"], given)


class Notes:
    """Latencies by step, and what failed."""

    def __init__(self) -> None:
        self.lock, self.spent, self.failures = threading.Lock(), {}, []

    @contextmanager
    def __call__(self, step: str):
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        with self.lock:
            self.spent.setdefault(step, []).append(took)


def drive(driver: Driver, act, clients: int, seconds: float) -> tuple[Notes, int, float]:
    """``clients`` lines at work for ``seconds``: (notes, how often the act was done, seconds it really took)."""
    notes, done, until = Notes(), [0] * clients, time.perf_counter() + seconds

    def work(index: int) -> None:
        line = Line(driver.port)
        while time.perf_counter() < until:
            try:
                with notes("whole"):
                    act(line, notes)
                done[index] += 1
            except (Failed, OSError) as error:
                notes.failures.append(str(error))

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return notes, sum(done), time.perf_counter() - began


def quantiles(spent: list[float]) -> str:
    if not spent:
        return "-"
    ordered = sorted(spent)
    return " ".join(
        f"{ordered[min(len(ordered) - 1, int(len(ordered) * q))] * 1000:5.0f}" for q in (0.5, 0.95, 0.99)
    )


def measured(driver: Driver, name: str, act, clients: int, seconds: float, pids: dict[str, int]) -> float:
    before, own = {what: cpu(pid) for what, pid in pids.items()}, time.process_time()
    notes, count, took = drive(driver, act, clients, seconds)
    own = time.process_time() - own
    each = {what: (cpu(pid) - before[what]) / max(1, count) * 1000 for what, pid in pids.items()}
    each["client"] = own / max(1, count) * 1000
    total = sum(each.values())
    print(f"  {name:<9} {clients:>2} clients: {count / took:6.1f}/s  ms p50 p95 p99 {quantiles(notes.spent.get('whole', []))}"
          f"  failures {len(notes.failures)}  CPU ms each: {' '.join(f'{k} {v:.1f}' for k, v in each.items())}"
          f"  -> 2 cores {2000 / max(total, 0.01):.0f}/s", flush=True)  # fmt: skip
    if name == "lifecycle":
        print(
            "            "
            + "  ".join(
                f"{step} {quantiles(spent)}" for step, spent in notes.spent.items() if step != "whole"
            )
        )
    for failure in notes.failures[:3]:
        print("            !", failure[:300])
    return total


def burst(driver: Driver, rate: float, seconds: float = 10) -> None:
    """``rate`` reports a second, ten times that for ``seconds``, then ``rate`` again: how soon is all as before?"""
    taken: list[tuple[float, float, float]] = []
    failures: list[str] = []
    begin = time.perf_counter()
    plan: list[float] = []
    at = 0.0
    for length, each in ((seconds, rate), (seconds, rate * 10), (3 * seconds, rate)):
        plan += [at + n / each for n in range(int(length * each))]
        at += length
    todo, lock = iter(plan), threading.Lock()

    def work() -> None:
        line = Line(driver.port)
        while True:
            with lock:
                due = next(todo, None)
            if due is None:
                return
            time.sleep(max(0.0, begin + due - time.perf_counter()))
            try:
                driver.create(line, Notes())
                taken.append((due, time.perf_counter() - begin - due, 0.0))
            except (Failed, OSError) as error:
                failures.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def p95(first: float, last: float) -> float:
        spent = sorted(late for due, late, _ in taken if first <= due < last)
        return spent[int(len(spent) * 0.95)] * 1000 if spent else 0.0

    calm = p95(1, seconds)
    after = next(
        (
            n
            for n in range(int(3 * seconds))
            if p95(2 * seconds + n, 2 * seconds + n + 2) <= max(2 * calm, 50)
        ),
        None,
    )
    print(f"  burst     {rate:.0f}/s -> {rate * 10:.0f}/s for {seconds:.0f} s: p95 before {calm:.0f} ms, during "
          f"{p95(seconds, 2 * seconds):.0f} ms; as before {after if after is not None else '> 28'} s after it ended; "
          f"failures {len(failures)} of {len(plan)}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--database", nargs="+", default=["postgres", "sqlite"], choices=["postgres", "sqlite"]
    )
    parser.add_argument("--cases", nargs="+", type=int, default=[0, 100_000, 1_000_000])
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="of each process, as `lianzhi serve` has them")
    parser.add_argument("--worker", action="store_true", help="a worker hands on events meanwhile")
    parser.add_argument("--burst", type=float, default=0, help="reports a second before the burst")
    parser.add_argument("--pairs", type=int, default=0, help="turns of the first and the last of --cases")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/lianzhi-bench"))
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    for kind in asked.database:
        postgres = Postgres(asked.keep / "postgres", PG_PORT) if kind == "postgres" else None
        if postgres:
            postgres.start()
        try:
            towns = {count: town_of(asked.keep, kind, count, postgres) for count in asked.cases}
            if asked.pairs:
                _pairs(asked, kind, towns)
            for count, town in () if asked.pairs else towns.items():
                _one(asked, kind, count, town, postgres)
        finally:
            if postgres:
                postgres.stop()


def _one(asked, kind: str, count: int, town: Town, postgres: Postgres | None) -> None:
    print(f"{kind}, {count} cases", flush=True)
    driver = Driver(town)
    with served(town, asked.processes, asked.threads, asked.worker) as (pages, hand):
        pids = {"pages": pages.pid} | ({"database": postgres.pid} if postgres else {})
        pids |= {"worker": hand.pid} if hand else {}
        drive(driver, driver.life, 4, 3)  # warm
        for clients in asked.clients:
            measured(driver, "create", driver.create, clients, asked.seconds, pids)
            measured(driver, "lifecycle", driver.life, clients, asked.seconds, pids)
        if asked.burst:
            burst(driver, asked.burst)


def _pairs(asked, kind: str, towns: dict[int, Town]) -> None:
    """The lifecycle on two towns in turns of ``seconds``; each turn begins with the other one."""
    first, last = min(towns), max(towns)
    towns[last].port = PORT + 2
    pair = {count: Driver(towns[count]) for count in (first, last)}
    with (
        served(towns[first], asked.processes, asked.threads, False),
        served(towns[last], asked.processes, asked.threads, False),
    ):
        for driver in pair.values():
            drive(driver, driver.life, 4, 3)  # warm
        for clients in asked.clients:
            rates, failures = {first: [], last: []}, 0
            for turn in range(asked.pairs):
                for count in (first, last) if turn % 2 else (last, first):
                    notes, done, took = drive(pair[count], pair[count].life, clients, asked.seconds)
                    rates[count].append(done / took)
                    failures += len(notes.failures)
            ratios = [many / none for none, many in zip(rates[first], rates[last], strict=True)]
            said = "; ".join(
                f"{count}: {median(each):.1f}/s ({min(each):.1f} to {max(each):.1f})"
                for count, each in rates.items()
            )
            print(f"  {kind}, {clients} clients, {asked.pairs} turns of {asked.seconds:.0f} s: {said}; {last} against "
                  f"{first}: {median(ratios) - 1:+.1%} (median of the turns), failures {failures}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
