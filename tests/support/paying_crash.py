"""Eight clients order payments while what serves, works and keeps them is killed: was one lost, or paid twice?

The bank is a folder whose other side is here: it takes each batch file away, notes what it paid, and answers, sometimes
twice. What it paid it paid: nothing that happens to us afterwards takes that back.
"""

import json
import random
import subprocess
import sys
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from lianzhi.benefits.rules.bank_files import PAID, Told, decode, read_batch, write_results
from support.cluster import Cluster, kill_at_once, processes_under
from support.crash import Pages, Shelled, _rows, database_file, free_port, until
from support.power import Synced
from support.processes import Place, finish

CLIENTS, PEOPLE = 8, 12
TOWN = f"""
import json
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from support.paying import build_money, payee
town = build_money(fen=10**12)
print(json.dumps({{"people": [payee(n) for n in range(1, {PEOPLE + 1})], "clerk": town.clerk.id, "head": town.head.id}}))
"""
NO_UNIQUE_KEY = """
from django.db import connection, models
from lianzhi.benefits.models import Payment
old = Payment._meta.get_field("key")
new = models.CharField(max_length=64)
new.set_attributes_from_name("key")
new.model = Payment
with connection.schema_editor() as editor:
    editor.alter_field(Payment, old, new)  # on SQLite it makes the table anew, with all constraints of the model
    editor.execute("DROP INDEX benefits_paid_once")
"""
BOOK = """
from lianzhi.benefits.queries.ledger import drifted
from lianzhi.foundation.audit import api
report = api.verify()
print(len(drifted()), report.entries, len(report.findings))
"""
PAYMENTS = "SELECT key, code, person, period, state FROM benefits_payment WHERE live"
KEYS = "SELECT key FROM benefits_payment"
SUMS = "SELECT entry_id FROM benefits_leg GROUP BY entry_id HAVING sum(fen) <> 0"
ORPHANS = "SELECT count(*) FROM benefits_leg WHERE entry_id NOT IN (SELECT key FROM benefits_entry)"


class PaidPages(Pages):
    APPLICATION = "support.paying_wsgi:application"


@dataclass
class BankSide:
    """``paid``: payment -> how often it left; a payment that left twice is the town's loss."""

    place: Path
    dice: random.Random
    paid: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.is_set():
            for path in sorted((self.place / "out").glob("*.csv")):
                self._take(path)
            self.over.wait(0.05)

    def _take(self, path: Path) -> None:
        number, _key, dues = read_batch(decode(path.read_bytes()))
        path.unlink()
        self.batches += 1
        self.paid.update(due.code for due in dues)
        lines = [Told(due.code, due.fen, PAID, "", f"R{due.code}") for due in dues]
        for turn in range(2 if self.dice.random() < 0.3 else 1):
            half = self.place / "in" / f"{number}-{turn}.part"
            half.write_text(write_results(number, f"{number}-{turn}", lines), encoding="utf-8")
            half.rename(half.with_suffix(".csv"))


class Orders:
    """Clients that never give an order up; each fifth is sent twice at once, as somebody impatient does."""

    def __init__(self, port: int, people: list[str]) -> None:
        self.port, self.people, self.over, self.lock = port, people, threading.Event(), threading.Lock()
        self.acknowledged: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        self.number = 0
        self.threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]

    def __enter__(self) -> "Orders":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _next(self) -> dict[str, object]:
        with self.lock:
            self.number += 1
            n = self.number
        turn, who = divmod(n, len(self.people))
        period = f"{2000 + turn // 12}-{turn % 12 + 1:02}"
        return {"key": uuid.uuid4().hex, "person": self.people[who], "period": period, "fen": 100 + n % 900}

    def _work(self) -> None:
        while not self.over.is_set():
            order = self._next()
            twin = threading.Thread(target=self._send, args=(order,)) if self.number % 5 == 0 else None
            if twin:
                twin.start()
            while not self.over.is_set() and not self._send(order):
                self.over.wait(0.1)
            if twin:
                twin.join()

    def _send(self, order: dict[str, object]) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("POST", "/pay", json.dumps(order).encode(), {"Content-Type": "application/json"})
            answer = line.getresponse()
            said = json.loads(answer.read())
            status = str(answer.status)
        except (OSError, HTTPException, ValueError):
            said, status = {}, "no answer"
        finally:
            line.close()
        with self.lock:
            self.answers[said.get("refused", status)] += 1
            if "code" in said:
                self.acknowledged[str(order["key"])] = said["code"]
        return "code" in said


@dataclass(frozen=True)
class Tally:
    acknowledged: int
    lost: int
    doubled: int
    uneven: int

    def __str__(self) -> str:
        return f"acknowledged {self.acknowledged}, lost {self.lost}, doubled {self.doubled}, entries not zero {self.uneven}"


@dataclass(frozen=True)
class Outcome:
    tally: Tally
    answers: Counter[str]
    paid: int
    unpaid: int
    drifted: int
    entries: int
    findings: int

    def __str__(self) -> str:
        said = ", ".join(f"{word} {count}" for word, count in sorted(self.answers.items()))
        return (
            f"{self.tally}; paid at the bank {self.paid}, acknowledged and unpaid {self.unpaid}, balances adrift {self.drifted}; "
            f"answers: {said}; trail: {self.entries} entries, {self.findings} findings"
        )


class PaidTown(Shelled):
    """``control``: ``keys`` takes the unique constraints away, ``loose`` acknowledges before the data are safe."""

    def __init__(self, home: Path, *, cluster: Cluster | None, port: int = 0, control: str = "") -> None:
        self.cluster, self.loose, self.frames, self.control = cluster, control == "loose", 0, control
        if cluster:
            cluster.start()
        self.place = Place(home, cluster.fresh("lianzhi") if cluster else "")
        made = json.loads(finish(self.place.start(TOWN), 900).splitlines()[-1])
        self.people, self.actors = made["people"], (made["clerk"], made["head"])
        if control == "keys":
            finish(self.place.start(NO_UNIQUE_KEY), 600)
        self.pages = PaidPages(self.place, port or free_port(), loose=self.loose)
        self.synced = Synced(database_file(self.place))
        self.worker: subprocess.Popen | None = None
        for name in ("out", "in", "sent"):
            (home / "bank" / name).mkdir(parents=True, exist_ok=True)
        self.bank = BankSide(home / "bank", random.Random(1))
        if cluster and self.loose:
            cluster.crash()
            self._start_database()

    def start(self) -> None:
        self.pages.start()
        self._start_worker()

    def _start_worker(self) -> None:
        """The controls are about orders: they need none."""
        if self.control:
            return
        words = [sys.executable, "-W", "ignore", "-m", "support.paying_worker", *self.actors]
        with open(Path(self.place.environment["LIANZHI_HOME"]) / "worker.log", "ab") as log:
            self.worker = subprocess.Popen(
                words, env=self.pages.environment, stdout=log, stderr=log, start_new_session=True
            )

    def _kill_worker(self) -> None:
        if self.worker is None:
            return
        if self.worker.poll() is None:
            kill_at_once(processes_under(self.worker.pid))
        self.worker.wait()

    def stop(self) -> None:
        self.pages.stop()
        if self.worker:
            self._kill_worker()

    def fell(self, turn: int) -> str:
        what = self._what(turn)
        if "worker" in what:
            self._kill_worker()
        if "pages" in what:
            self.pages.crash()
        if "power" in what:
            self.frames += self.synced.cut()
        if "database" in what:
            assert self.cluster
            self.cluster.crash()
            self._start_database()
        if "pages" in what:
            self.pages.start()
        if "worker" in what:
            self._start_worker()
        return what

    def _what(self, turn: int) -> str:
        if self.cluster:
            kinds = ("worker", "database", "worker and database", "pages and worker")
            return "database" if self.loose else kinds[turn % 4]
        every = "pages, worker and power"
        return every if self.loose else ("worker", every, "pages and worker", every)[turn % 4]


def shelled(under: PaidTown, rounds: int, *, least: int = 10, most: int = 30, say=lambda *_: None) -> Outcome:
    """Each round some more orders, then a kill. At the end the worker pays what is left, and everything is compared."""
    dice = random.Random(rounds)
    bank = threading.Thread(target=under.bank.run)
    bank.start()
    under.start()
    orders = Orders(under.pages.port, under.people)
    try:
        with orders:
            for turn in range(rounds):
                _more(orders, dice.randint(least, most))
                _goes_on(under, dice.randint(1, 3))
                what = under.fell(turn)
                say(turn, what, tally(under, orders))
            _more(orders, least)
        if not under.control:
            until(
                lambda: (
                    not _rows(under.place, "SELECT 1 FROM benefits_payment WHERE state <> 'paid' LIMIT 1")[0]
                ),
                "all are paid",
                900,
            )
    finally:
        under.stop()
        under.bank.over.set()
        bank.join()
    drift, entries, findings = finish(under.place.start(BOOK), 600).split()
    (rows,) = _rows(under.place, PAYMENTS)
    state = {row[0]: row[4] for row in rows}
    codes = orders.acknowledged
    unpaid = sum(state.get(key) != "paid" or under.bank.paid[code] != 1 for key, code in codes.items())
    return Outcome(
        tally(under, orders),
        orders.answers,
        sum(under.bank.paid.values()),
        unpaid,
        int(drift),
        int(entries),
        int(findings),
    )


def tally(under: PaidTown, orders: Orders) -> Tally:
    """Read past the platform. Doubled: a key twice, a person's period twice, a payment that left the bank twice."""
    with orders.lock:
        asked = dict(orders.acknowledged)
    rows, keys, uneven, orphans = _rows(under.place, PAYMENTS, KEYS, SUMS, ORPHANS)
    by_key = Counter(key for (key,) in keys)
    by_period = Counter((person, period) for _key, _code, person, period, _state in rows)
    lost = sum(key not in by_key for key in asked)
    doubled = sum(n - 1 for counts in (by_key, by_period) for n in counts.values())
    doubled += sum(n - 1 for n in list(under.bank.paid.values()) if n > 1)
    return Tally(len(asked), lost, doubled, len(uneven) + orphans[0][0])


def _more(orders: Orders, count: int) -> None:
    wanted = len(orders.acknowledged) + count
    until(lambda: len(orders.acknowledged) >= wanted, "orders are acknowledged", 300)


def _goes_on(under: PaidTown, batches: int) -> None:
    """The worker works again after the last kill, and is killed while it does: the bank got some more batches."""
    if not under.control:
        wanted = under.bank.batches + batches
        until(lambda: under.bank.batches >= wanted, "batches go to the bank", 300)
