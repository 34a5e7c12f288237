"""What was acknowledged outlives the death of every process, and of the power.  R-087; ``bench/crash.py`` does it 20 times.

The controls acknowledge before the data are safe and must lose, else these tests would see nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.cluster import Cluster
from support.crash import Shelled, free_port, shelled
from support.processes import ON_BOTH


@contextmanager
def town(kind: str, home: Path, *, loose: bool = False) -> Iterator[Shelled]:
    cluster = Cluster(free_port()) if kind == "postgres" else None
    try:
        yield Shelled(home, cluster=cluster, loose=loose)
    finally:
        if cluster:
            cluster.remove()


@pytest.mark.parametrize("kind", ON_BOTH)
def test_no_acknowledged_report_is_lost_or_doubled_when_everything_is_killed(
    kind: str, tmp_path: Path
) -> None:
    with town(kind, tmp_path) as under:
        found = shelled(under, 3, least=8, most=16)

    assert found.tally.acknowledged >= 32
    assert (found.tally.lost, found.tally.doubled, found.findings) == (0, 0, 0)
    assert set(found.answers) <= {"201", "409", "503", "no answer"}


@pytest.mark.parametrize("kind", ON_BOTH)
def test_what_is_acknowledged_before_it_is_safe_is_lost_and_the_trail_says_so(
    kind: str, tmp_path: Path
) -> None:
    with town(kind, tmp_path, loose=True) as under:
        found = shelled(under, 1, least=8, most=16)

    assert found.tally.lost > 0
    assert found.findings > 0
