"""Is a payment ever lost or doubled when worker, pages and database are killed while eight clients pay?

    python bench/paying.py [--database postgres sqlite] [--rounds 20] [--control 5] [--port 8310] [--pg-port 54432]

Eight clients order payments, each under a key made before it is sent, again and again until it is acknowledged; each fifth
is sent twice at once. A worker puts them into batches, has them released, sends them to a bank that is a folder, and takes
its results in. SIGKILL takes, in turn, the worker, PostgreSQL with all its processes, both, and worker and pages; with
SQLite the power fails too (``tests/support/power.py``). After every round the database is read past the platform: each
acknowledged payment is there once, nobody gets a period twice, no payment left the bank twice, the legs of every entry sum
to zero. At the end all are paid and the balances are the sum of the legs.

Two controls must fail: without the unique keys payments are doubled; with an asynchronous commit acknowledged ones are lost.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / each) for each in ("src", "tests")]

from support.cluster import Cluster  # noqa: E402
from support.crash import free_port  # noqa: E402
from support.paying_crash import Outcome, PaidTown, Tally, shelled  # noqa: E402


def run(kind: str, rounds: int, asked: argparse.Namespace, control: str = "") -> Outcome:
    name, began = f"{kind}{f', control: {control}' if control else ''}", time.monotonic()

    def say(turn: int, what: str, tally: Tally) -> None:
        print(f"{name}, round {turn + 1:2}, {what} killed: {tally}", flush=True)

    cluster = Cluster(asked.pg_port or free_port()) if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="lianzhi-paying-") as home:
            under = PaidTown(Path(home), cluster=cluster, port=asked.port, control=control)
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
    parser.add_argument("--control", type=int, default=5, help="rounds of each control")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pg-port", type=int, default=0)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}", flush=True)
    wrong = []
    for kind in asked.database:
        true = run(kind, asked.rounds, asked)
        if any(
            (true.tally.lost, true.tally.doubled, true.tally.uneven, true.unpaid, true.drifted, true.findings)
        ):
            wrong.append(f"{kind} lost, doubled or does not add up")
        if asked.control and not run(kind, asked.control, asked, "keys").tally.doubled:
            wrong.append(f"without unique keys {kind} doubled nothing, so nothing is shown")
        if asked.control and not run(kind, asked.control, asked, "loose").tally.lost:
            wrong.append(f"with an asynchronous commit {kind} lost nothing, so nothing is shown")
    print(
        "; ".join(wrong)
        or "nothing acknowledged was lost, nothing was doubled, all legs sum to zero; both controls fail"
    )
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
