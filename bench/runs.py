"""Policies over the whole town from the register: reading, matching, rows written, one person changed.  Issue 5 part 3.

    LIANZHI_HOME=<empty directory> bash .ci/postgres python bench/runs.py       (or without .ci/postgres: SQLite)
    ... --scale 0.1     a smaller town
    ... --ready         the home was made before: only the runs
    ... --parts         only reading and matching

S-town at scale 1 (``whole_town.py``): 330,000 persons in 154,536 households, with fifteen facts each (``simulation/registers/
departments.py``). Bars: a run from the register with all its rows written under 3 s; one person's change under 200 ms.
CPU is this process's and, on PostgreSQL, that of its database process beside it.
"""

import argparse
import os
import statistics
import time
from datetime import UTC, date, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]
SEED = 7
ITEMS = 15


def make(scale: float) -> None:
    from django.core.management import call_command
    from whole_town import fill

    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.town import make_town

    call_command("migrate", verbosity=0)
    fill(scale, SEED)
    fill_facts(make_registers(make_town(SEED, scale), scale, SEED, date.today()))  # noqa: DTZ011


def fill_facts(registers: Any) -> None:
    """Every fact by COPY past the import, and each person's line; ``executemany`` on SQLite."""
    import numpy as np
    from django.db import connection

    from lianzhi.registry import facts
    from lianzhi.registry.rules.facts import CELLS, MISSING
    from lianzhi.simulation.registers.departments import make_facts

    began = time.monotonic()
    who, found = make_facts(registers)
    codes = [f"P{n:012}".translate(str.maketrans("01", "YZ")) for n in range(len(who))]
    now = datetime.now(UTC).isoformat()
    cells = np.full((len(who), facts.width()), MISSING, CELLS)
    count = 0
    for code, data in found.items():
        item = facts.items()[code]
        places = {word: n for n, word in enumerate(item.words)}
        numbers = np.array([places[word] for word in data.tolist()]) if item.words else data.astype(np.int64)
        known = numbers >= 0
        numbers = np.where(known, numbers * (100 if item.unit else 1), MISSING)
        cells[:, item.slot] = numbers
        texts = data.tolist() if item.words else numbers.tolist()
        rows = [
            (person, code, str(text), "simulation", now, "bench")
            for person, text, there in zip(codes, texts, known.tolist(), strict=True)
            if there
        ]
        _put(connection, "registry_fact", "person, item, value, source, recorded_at, by", rows)
        count += len(rows)
    lines = [(person, cells[n].tobytes(), False) for n, person in enumerate(codes)]
    _put(connection, "registry_factline", "person, packed, disputed", lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"{count:,} facts of {len(codes):,} persons in {time.monotonic() - began:.0f} s by the clock",
        flush=True,
    )


def _put(connection: Any, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def database_seconds() -> float:
    from rooms import database_seconds as seconds

    return seconds()


def timed(label: str, act: Any) -> Any:
    wall, cpu, there = time.perf_counter(), time.process_time(), database_seconds()
    done = act()
    print(
        f"  {label:<46}{time.perf_counter() - wall:8.3f} s by the clock  {time.process_time() - cpu:7.3f} CPU s"
        f" + {database_seconds() - there:6.3f} of the database   load {os.getloadavg()[0]:.1f}", flush=True,
    )  # fmt: skip
    return done


def parts(turns: int) -> None:
    """The costs of a run one by one; nothing is written."""
    from django.utils import timezone

    from lianzhi.benefits import books, snapshots
    from lianzhi.benefits.population import read
    from lianzhi.benefits.rules.matching import match

    library, today = books.library(), timezone.localdate()
    book = library.on(today)
    for _ in range(turns):
        town = timed(f"columns: {ITEMS} items of everybody", lambda: read(book.register, today))
        timed("digest of the population", lambda: town.population.digest)  # noqa: B023
        outcome = timed("matching", lambda: match(town.population, book))  # noqa: B023
        timed("digest of the outcome", lambda: outcome.digest)  # noqa: B023
    digest = snapshots.digest_of(town, books.files(), today, "")
    snapshots.where(digest).unlink(missing_ok=True)
    size = timed("snapshot written", lambda: snapshots.keep(digest, town, books.files(), today, ""))
    print(f"  snapshot: {size / 1e6:.1f} MB for {town.population.rows:,} persons")


def runs(turns: int) -> None:
    from django.urls import get_resolver

    from lianzhi.benefits.actions.running import rematch, run
    from lianzhi.benefits.models import Entitlement, Run
    from lianzhi.benefits.snapshots import open_snapshot
    from lianzhi.kernel.actor import system

    by = system("bench")
    get_resolver().url_patterns  # noqa: B018  as a process that has run for a while
    for label in ("first run, every row is new", *(["run again, nothing has changed"] * turns)):
        done = timed(label, lambda: run(by=by))
        found = Run.objects.get(code=done.code)
        print(
            f"    {found.figures['seconds']}   open rows {Entitlement.objects.filter(until_run=None).count():,}"
        )
    from lianzhi.benefits.actions.looking_ahead import look_ahead

    timed("what ends within thirty days", lambda: look_ahead(done))
    timed("snapshot opened again and checked", lambda: open_snapshot(found.snapshot.digest))
    changes(by, rematch)


def changes(by: Any, rematch: Any) -> None:
    """One person's fact changes: his household decided again, and the rows of both ways of it written."""
    from lianzhi.registry import api as registry
    from lianzhi.registry.models import Person

    codes = list(Person.objects.order_by("pk").values_list("code", flat=True)[: 1000 * 40 : 1000])
    spent, used = [], []
    for turn, code in enumerate(codes):
        registry.record_facts([registry.FactRow(code, {"income": 1000 * turn})], source="income", by=by)
        began, cpu = time.perf_counter(), time.process_time()
        rematch([code], by=by)
        spent.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    print(
        f"  one person's change: median {statistics.median(spent):.1f} ms, slowest {max(spent):.1f} ms of {len(spent)}"
        f"   CPU {statistics.median(used):.1f} ms"
        f"   load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--ready", action="store_true")
    parser.add_argument("--facts", action="store_true", help="the town is there, its facts are not")
    parser.add_argument("--parts", action="store_true", help="only reading and matching")
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    import django

    django.setup()
    if asked.facts:
        from lianzhi.simulation.registers import make_registers
        from lianzhi.simulation.town import make_town

        fill_facts(make_registers(make_town(SEED, asked.scale), asked.scale, SEED, date.today()))  # noqa: DTZ011
    elif not asked.ready:
        make(asked.scale)
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    parts(asked.turns)
    if not asked.parts:
        runs(asked.turns)


if __name__ == "__main__":
    main()
