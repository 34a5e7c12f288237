"""What the benches that kill share: one run on a database of its own, told round by round; the options of the command line."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / each) for each in ("src", "tests")]

from support.cluster import Cluster  # noqa: E402
from support.crash import free_port  # noqa: E402


def in_rounds(
    kind: str, name: str, rounds: int, make: Callable[..., Any], shelled: Callable[..., Any], pg_port: int
) -> Any:
    """The outcome of ``shelled`` over the town that ``make(home, cluster=...)`` gives."""
    began = time.monotonic()

    def say(turn: int, what: str, tally: Any) -> None:
        print(f"{name}, round {turn + 1:2}, {what} killed: {tally}", flush=True)

    cluster = Cluster(pg_port or free_port()) if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="lianzhi-killed-") as home:
            outcome = shelled(make(Path(home), cluster=cluster), rounds, say=say)
    finally:
        if cluster:
            cluster.remove()
    print(f"{name}: {rounds} rounds in {time.monotonic() - began:.0f} s: {outcome}", flush=True)
    return outcome


def asked_for(doc: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = ["postgres", "sqlite"]
    parser.add_argument("--database", nargs="+", default=kinds, choices=kinds)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--control", type=int, default=5, help="rounds of each control")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pg-port", type=int, default=0)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}", flush=True)
    return asked
