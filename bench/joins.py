"""Ten units finish a joint task at the same instant: does it go on exactly once, and does anybody see an error?

    python bench/joins.py [--rounds 1000] [--units 10] [--without-lock]                 (SQLite)
    bash .ci/postgres python bench/joins.py [--rounds 1000] [--units 10] [--without-lock]   (PostgreSQL)

Each round dispatches one matter to all units, lets every unit accept, then releases all "report done" at once from
real threads with real transactions. Counted: rounds in which the matter did not go on exactly once, and errors.
``--without-lock`` is the control: the item is read without its lock (and the audit trail, whose head is a lock of its
own, is left out); on PostgreSQL it must lose joins, else the measurement would prove nothing. SQLite lets one writer
in at a time by itself, so the control says nothing there.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / each) for each in ("src", "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.test")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--units", type=int, default=10)
    parser.add_argument("--without-lock", action="store_true")
    asked = parser.parse_args()
    import django
    from django.conf import settings
    from django.test.utils import get_runner, setup_databases, teardown_databases

    django.setup()
    get_runner(settings)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        _run(asked)
    finally:
        teardown_databases(made, verbosity=0)


def _run(asked: argparse.Namespace) -> None:
    from django.db import connection
    from support.house import make_house
    from support.together import joins, without_the_lock

    house = make_house(asked.units)
    if asked.without_lock:
        without_the_lock(setattr)
    began = time.monotonic()
    found = joins(house, asked.rounds, asked.units)
    took = sorted(found.seconds)
    print(
        f"{connection.vendor}{', without the lock' if asked.without_lock else ''}: {asked.rounds} rounds of {asked.units} units: "
        f"{found.wrong} wrong joins, {len(found.errors)} errors, all done in {took[len(took) // 2]:.3f} s (median), "
        f"{took[-1]:.3f} s (longest); "
        f"{time.monotonic() - began:.0f} s in all, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    )
    for error in sorted(set(found.errors))[:5]:
        print("  ", error.splitlines()[0])
    raise SystemExit(bool(found.wrong or found.errors) != asked.without_lock)


if __name__ == "__main__":
    main()
