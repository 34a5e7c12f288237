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
from functools import partial

from killing import asked_for, in_rounds  # first: it tells where src and tests lie
from support.crash import Outcome, Shelled, shelled


def run(kind: str, rounds: int, asked: argparse.Namespace, *, loose: bool) -> Outcome:
    name = f"{kind}{', control' if loose else ''}"
    return in_rounds(
        kind, name, rounds, partial(Shelled, port=asked.port, loose=loose), shelled, asked.pg_port
    )


def main() -> None:
    asked = asked_for(__doc__)
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
