"""Ten million rooms in memory, without a database: what the names and rooms take, and how long one reading takes.

    PYTHONPATH=src python bench/resolve_wide.py [--rooms 10000000]

The rules only: no query, no stamp. ``bench/resolve.py --rooms`` is the same through the database.
"""

import argparse
import random
import time

import numpy as np
from resolve import ENDS, FIRST, ROADS, SECOND, _texts, megabytes, said

from lianzhi.territory.rules import resolution
from lianzhi.territory.rules.gazetteer import Entry, Gazetteer, written
from lianzhi.territory.rules.inner import Rooms
from lianzhi.territory.rules.place_match import SAFE_SCORE, read


def rooms_of_one() -> Rooms:
    doors = [(1 + i // 13, 1 + i % 13 // 2, 1 + i % 2) for i in range(25)]
    return Rooms.of([(f"{u:02}{f:02}{d:02}", f"{f}{d:02}") for u, f, d in doors])


def main(rooms: int) -> None:
    rng, before = random.Random(5), megabytes()
    names = sorted(
        {a + b + c + e for a in FIRST for b in SECOND for c in ("", *SECOND[:9]) for e in ENDS if b != c}
    )
    rng.shuffle(names)
    roads = sorted({a + b + c for a in FIRST for b in SECOND for c in ROADS})
    entries, truth, books = [], [], {}
    for number, name in enumerate(names[: rooms // 500]):
        group, at = divmod(number, 40)
        area = f"330{group // 400 + 100:03}{group // 20 % 20 + 100:03}{group % 20 + 1:03}"
        road, grid = f"{rng.choice(roads)}{rng.randrange(1, 400)}号", f"{area}001"
        where = 119.5 + rng.random(), 29.5 + rng.random()
        entries.append(Entry(f"{area}E{at + 1:05}", "quarter", name, road, *where, grid))
        for block in range(1, 21):
            code = f"{area}B{at * 20 + block:05}"
            entries.append(Entry(code, "home", f"{name}{block}幢", road, *where, grid))
            books[code] = rooms_of_one()
        if rng.random() < 0.2:
            truth.append(
                (name, road, f"{area}B{at * 20 + 10:05}", str(rng.randrange(1, 3)), rng.randrange(1, 7))
            )
    start = time.process_time()
    places = Gazetteer.of(entries)
    _ = places.slips, places.spoken
    said("names arranged, CPU s", f"{time.process_time() - start:.1f}")
    said("memory with all rooms, MB", f"{megabytes() - before:,.0f}", "bar: 4,000")
    took, right, wrong, safe, made = [], 0, 0, 0, _texts(truth, rng, 10)
    for text, building, room, _kind in made:
        start = time.process_time()
        found = resolution.answers(read(written(text), places, ()), books)
        took.append((time.process_time() - start) * 1000)
        best = found[0] if found else None
        sure = best is not None and best.score >= SAFE_SCORE
        right += best is not None and best.code == room
        safe += sure
        wrong += sure and best.code[:18] != building
    said("rooms, addresses", f"{25 * len(books):,} {len(made):,}")
    said(
        "right room; safe; wrong and safe",
        f"{right / len(made):.4f} {safe / len(made):.4f} {wrong / len(made):.5f}",
    )
    said(
        "one reading, p50 and p95, ms of CPU",
        "{:.2f} {:.2f}".format(*np.percentile(took, (50, 95))),
        "bar: p95 < 40",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, default=10_000_000)
    main(parser.parse_args().rooms)
