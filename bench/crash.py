"""Is an acknowledged report ever lost or doubled when server and database are killed under load?

    python bench/crash.py [--database postgres sqlite] [--rounds 20] [--control 5] [--port 8210] [--pg-port 8221]

Four clients report over HTTP, each report under a key of its own, and send again with the same key until they get an
answer. Meanwhile SIGKILL takes, in turn, the page processes, PostgreSQL with every one of its processes at once, or
both; then they are started again. After every round the database is read past the platform: each acknowledged number
must be there once, each key must have made at most one case and kept one answer. At the end the trail is verified.

What a kill can show, and the control of each database, which must lose:

- **PostgreSQL** keeps the newest part of its log in memory shared by its processes; it dies with them. With
  ``synchronous_commit=off`` and the log writer held, acknowledged reports are in that memory only, and a kill loses
  them. (A kill of the pages alone never could.)
- **SQLite** hands each commit to the operating system, which outlives a process: no setting loses anything by SIGKILL.
  So every second round lets the *power* fail too: after the kill the write-ahead log is cut to what was synced, which is
  the worst that a disk may keep (``tests/support/power.py``). Our seal syncs the log before anything is acknowledged;
  the control leaves that sync out (``AUDIT_FSYNC = False``), as SQLite's own ``synchronous=NORMAL`` does.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / each) for each in ("src", "tests")]

from support.cluster import Cluster  # noqa: E402
from support.crash import Outcome, Shelled, Tally, free_port, shelled  # noqa: E402


def run(kind: str, rounds: int, asked: argparse.Namespace, *, loose: bool) -> Outcome:
    name, began = f"{kind}{', control' if loose else ''}", time.monotonic()

    def say(turn: int, what: str, tally: Tally) -> None:
        print(f"{name}, round {turn + 1:2}, {what} killed: {tally}", flush=True)

    cluster = Cluster(asked.pg_port or free_port()) if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="lianzhi-crash-") as home:
            under = Shelled(Path(home), cluster=cluster, port=asked.port, loose=loose)
            outcome = shelled(under, rounds, say=say)
    finally:
        if cluster:
            cluster.remove()
    print(f"{name}: {rounds} rounds in {time.monotonic() - began:.0f} s: {outcome}", flush=True)
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = ["postgres", "sqlite"]
    parser.add_argument("--database", nargs="+", default=kinds, choices=kinds)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--control", type=int, default=5, help="rounds of the control")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pg-port", type=int, default=0)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}", flush=True)
    wrong = []
    for kind in asked.database:
        true = run(kind, asked.rounds, asked, loose=False)
        if true.tally.lost or true.tally.doubled or true.findings:
            wrong.append(f"{kind} lost or doubled")
        if asked.control and not run(kind, asked.control, asked, loose=True).tally.lost:
            wrong.append(f"the control of {kind} lost nothing, so nothing is shown")
    print("; ".join(wrong) or "nothing acknowledged was lost, nothing was doubled; the controls lost")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
