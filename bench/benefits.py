"""民生直达 over a whole population: this engine beside OpenFisca-core, in one run, on one population, checked person by person.

    python bench/benefits.py --openfisca <python of an environment with openfisca-core> [--sizes 330000 3300000 33000000]

Each engine and size is a process of its own, so that its memory is its own. Both get the same arrays in memory (made-up
persons, ``simulation/livelihood.py``) and give twelve amounts for everybody; what is timed begins with those arrays.
This engine also gives its reasons: one bit for each condition of each person. ``--any-order``: households not together.
OpenFisca-core is AGPL and no dependency: it is installed by hand, for this comparison only.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve()
SOURCE = HERE.parents[1] / "src"
TURNS = {330_000: 7, 3_300_000: 5, 33_000_000: 3}


def ours(columns, household, households, threads=1, missing=0.0):
    """(run, its outcome -> rows, policies, fen)."""
    from datetime import date

    from lianzhi.benefits.books import as_shipped
    from lianzhi.benefits.rules.matching import match
    from lianzhi.benefits.rules.people import Population
    from lianzhi.kernel.rules.columns import Cells
    from lianzhi.simulation.livelihood import WORDS

    draw = np.random.default_rng(5)
    known = {
        c: draw.random(len(d), dtype=np.float32) >= missing if missing else None for c, d in columns.items()
    }
    book = as_shipped().library.on(date(2026, 11, 30))

    def run():
        cells = {code: Cells(data, known[code], WORDS.get(code, ())) for code, data in columns.items()}
        population = Population(cells, household, households)
        return population, match(population, book, threads=threads)

    return run, lambda found: found[1].payments()


def theirs(columns, household, households):
    from benefits_openfisca import run

    def payments(found):
        rows = [np.flatnonzero(amount > 0) for amount in found]
        which = np.repeat(np.arange(len(found), dtype=np.int16), [len(r) for r in rows])
        return np.concatenate(rows), which, np.concatenate([a[r] for a, r in zip(found, rows, strict=True)])

    return lambda: run(columns, household, households), payments


def child(engine: str, size: int, into: str, together: bool) -> None:
    from lianzhi.simulation.livelihood import people

    columns, household, households = people(size, by_household=together)
    if engine == "openfisca":
        run, payments = theirs(columns, household, households)
    else:
        missing = 0.002 if engine == "ours-missing" else 0.0
        run, payments = ours(columns, household, households, 2 if engine == "ours-2" else 1, missing)
    before = _memory()
    walls, cpus = [], []
    for _ in range(TURNS.get(size, 3)):
        found = None  # the last turn's memory is not this one's
        wall, cpu = time.perf_counter(), time.process_time()
        found = run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    rows, which, fen = payments(found)
    np.save(into, np.column_stack([rows.astype(np.int64), which.astype(np.int64), fen.astype(np.int64)]))
    said = {
        "engine": engine, "size": size, "wall": float(np.median(walls)), "best": min(walls), "cpu": float(np.median(cpus)),
        "made_mb": before, "peak_mb": _memory(), "payments": len(rows), "persons": len(np.unique(rows)), "fen": int(fen.sum()),
        "load": os.getloadavg()[0],
    }  # fmt: skip
    if engine == "ours":
        said |= small_questions(*found)
    print(json.dumps(said))


def small_questions(population, outcome) -> dict[str, float]:
    """One policy's near misses, one person's text, one person changed: milliseconds, median of twenty."""
    from lianzhi.benefits.books import wording
    from lianzhi.benefits.rules.explaining import tell, text
    from lianzhi.benefits.rules.matching import rematch
    from lianzhi.kernel.rules.columns import Cells

    draw = np.random.default_rng(3)
    register = outcome.book.register
    income = population.columns["income"].data.copy()
    changed = population.changed({"income": Cells(income)})

    def told():
        row = int(draw.integers(population.rows))
        return [
            text(tell(outcome, population, row), register, wording(), language) for language in ("zh", "en")
        ]

    def one_changed():
        row = int(draw.integers(population.rows))
        income[row] = int(draw.integers(0, 200_000))
        return rematch(outcome, population, changed, np.array([row]))

    asked = {
        "almost_ms": lambda: [outcome.almost(n) for n in (5, 8)],
        "text_ms": told,
        "change_ms": one_changed,
    }
    said = {"explanations_mb": outcome.size / 1e6}
    for name, ask in asked.items():
        spent = []
        for _ in range(20 if population.rows < 10_000_000 else 5):
            began = time.perf_counter()
            ask()
            spent.append((time.perf_counter() - began) * 1000)
        said[name] = float(np.median(spent)) / (2 if name == "almost_ms" else 1)
    return said


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--openfisca", help="the Python of an environment that has openfisca-core")
    parser.add_argument("--sizes", type=int, nargs="+", default=[330_000, 3_300_000])
    parser.add_argument("--engines", nargs="+", default=["ours", "ours-2", "ours-missing"])
    parser.add_argument("--any-order", action="store_true", help="households do not stand together")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child[0], int(asked.child[1]), asked.child[2], not asked.any_order)
        return
    conditions()
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            compare(size, asked, Path(folder))


def conditions() -> None:
    with open("/proc/cpuinfo") as file:
        processor = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    print(
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {processor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}; 12 policies; median of {TURNS} turns\n"
    )


def compare(size: int, asked: argparse.Namespace, folder: Path) -> None:
    engines = {"ours": sys.executable, "ours-2": sys.executable, "ours-missing": sys.executable}
    engines = {engine: python for engine, python in engines.items() if engine in asked.engines}
    engines |= {"openfisca": asked.openfisca} if asked.openfisca else {}
    said, files = {}, {}
    print(f"{size:,} persons{', in any order' if asked.any_order else ', by household'}")
    for engine, python in engines.items():
        files[engine] = folder / f"{engine}.npy"
        command = [python, str(HERE), "--child", engine, str(size), str(files[engine])]
        path = os.pathsep.join([str(SOURCE), str(HERE.parent)])
        done = subprocess.run(
            command + (["--any-order"] if asked.any_order else []), check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        one = said[engine] = json.loads(done.stdout.splitlines()[-1])
        rate = size * 12 / one["wall"] / 1e6
        print(
            f"  {engine:13} wall {one['wall']:8.3f} s (best {one['best']:.3f})   CPU {one['cpu']:8.3f} s"
            f"   {rate:7.1f} M persons x policies/s"
            f"   peak {one['peak_mb']:,} MB ({one['made_mb']:,} before)"
            f"   {one['payments']:,} payments to {one['persons']:,} persons,"
            f" CNY {one['fen'] / 100:,.2f}   load {one['load']:.1f}", flush=True,
        )  # fmt: skip
    mine = said["ours"]
    print(
        f"  explanations of everybody {mine['explanations_mb']:.2f} MB (made in the time above); fails exactly one condition"
        f" {mine['almost_ms']:.1f} ms a policy; one person's text in both languages {mine['text_ms']:.1f} ms;"
        f" one person changed {mine['change_ms']:.1f} ms"
    )
    if "openfisca" in files:
        same = np.array_equal(_sorted(files["ours"]), _sorted(files["openfisca"]))
        print(
            f"  every payment of every person the same: {same}; OpenFisca : ours = {said['openfisca']['wall'] / mine['wall']:.1f}"
            f" by the clock, {said['openfisca']['cpu'] / mine['cpu']:.1f} by CPU\n"
        )
        assert same


def _sorted(path: Path) -> np.ndarray:
    rows = np.load(path)
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


if __name__ == "__main__":
    main()
