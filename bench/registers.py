"""How long does S-town's register take, how much memory, and how near is it to the paper's figures?

    python bench/registers.py [--scale 1] [--seed 7] [--write]

Touches no database. Quoted figures are those of the paper (requirements, section 2), times the scale.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

AS_OF = date(2026, 11, 29)


def timed(label: str, act):
    start, wall = time.process_time(), time.perf_counter()
    result = act()
    took, waited = time.process_time() - start, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<52}{took:8.2f} CPU s{waited:8.2f} s{memory:8.0f} MB largest so far")
    return result


def main(scale: float, seed: int, writing: bool) -> None:
    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.registers.census import census
    from lianzhi.simulation.registers.copies import sources
    from lianzhi.simulation.registers.dirty import dirty_addresses
    from lianzhi.simulation.registers.lists import NEVER
    from lianzhi.simulation.registers.writing import write
    from lianzhi.simulation.registers.year import replay
    from lianzhi.simulation.town import make_town

    town = timed(f"make the town, scale {scale}", lambda: make_town(seed, scale))
    made = timed("make its registers and a year of changes", lambda: make_registers(town, scale, seed, AS_OF))
    timed("play the changes", lambda: replay(made.start, made.start_rent, made.start_open, made.changes))
    records = timed("200,000 records of six departments", lambda: sources(made, seed=seed))
    written = timed(
        "100,000 addresses as people write them", lambda: dirty_addresses(town, made, 100_000, seed)
    )
    print(f"digest {made.digest()}")
    if writing:
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("csv", "jsonl"):
                timed(f"write all sheets, {kind}", lambda kind=kind: write(made, Path(folder) / kind, kind))
    here, changes, people = made.here, Counter(made.changes.kind.tolist()), census(made)
    lived = len(np.unique(made.persons.room[here]))
    rows = [
        ("residents", 330_000, people.pop("residents"), "F-03"),
        ("of whom mobile", 150_000, people.pop("of whom mobile"), "F-05"),
        ("enterprises", 20_000, int((made.firms.closed == NEVER).sum()), "F-06"),
        ("coded places (firms and other places)", 11_000, len(made.venues), "F-30"),
        ("building sites among them", 100, int((made.venues.kind == "building-site").sum()), "F-07"),
        ("grids", 125, len(town.of_level("grid")), "F-13"),
        ("communities", 43, len(town.of_level("community")), "F-23"),
    ]
    print(f"\n{'':<52}{'quoted x scale':>15}{'simulated':>12}")
    for label, quoted, found, source in rows:
        print(f"{label:<52}{round(quoted * scale):>15}{found:>12}  {source}")
    more = {
        "places of the map (address base)": len(town.places), "buildings": len(made.buildings), "rooms": len(made.rooms),
        "homes": int((made.rooms.use == "home").sum()), "homes lived in": lived,
        **people, "things": len(made.things),
        "certificates": len(made.certificates), "links": len(made.links), "changes": len(made.changes),
        "persons of the whole year": len(made.persons), "records for linkage": len(records),
        "pairs of records of one person": records.pairs(), "kinds of written addresses": len({row[3] for row in written}),
        **changes,
    }  # fmt: skip
    for label, found in more.items():
        print(f"{label:<52}{'-':>15}{found:>12}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    main(asked.scale, asked.seed, asked.write)
