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
from functools import partial

from killing import asked_for, in_rounds  # first: it tells where src and tests lie
from support.paying_crash import Outcome, PaidTown, shelled


def run(kind: str, rounds: int, asked: argparse.Namespace, control: str = "") -> Outcome:
    name = f"{kind}{f', control: {control}' if control else ''}"
    return in_rounds(
        kind, name, rounds, partial(PaidTown, port=asked.port, control=control), shelled, asked.pg_port
    )


def main() -> None:
    asked = asked_for(__doc__)
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
