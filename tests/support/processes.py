"""Real processes on a real database file (or PostgreSQL), for what threads of one test cannot show."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

PRELUDE = "import django; django.setup()\n"
ON_BOTH = [
    "sqlite",
    pytest.param(
        "postgres",
        marks=[
            pytest.mark.postgres,
            pytest.mark.skipif(not os.environ.get("LIANZHI_TEST_PG"), reason="LIANZHI_TEST_PG is not set"),
        ],
    ),
]


class Place:
    """A home and a database of its own, used by any number of processes."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("LIANZHI_TEST_PG", "LIANZHI_DATABASE")},
            "LIANZHI_HOME": str(home),
            "LIANZHI_DATABASE": database,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.test"
            ),
        }

    def start(self, code: str) -> subprocess.Popen[str]:
        """Run ``code`` with Django ready; standard input and output are pipes."""
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", PRELUDE + code],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        return finish(self.start(code))

    def migrate(self, *rooms: str) -> None:
        calls = "".join(
            f"call_command('migrate', {room!r}, verbosity=0, skip_checks=True)\n" for room in rooms
        )
        self.run("from django.core.management import call_command\n" + calls)


def finish(process: subprocess.Popen[str], timeout: float = 120) -> str:
    out, err = process.communicate(timeout=timeout)
    assert process.returncode == 0, err
    return out


@contextmanager
def place(kind: str, home: Path) -> Iterator[Place]:
    if kind == "sqlite":
        yield Place(home)
        return
    server = os.environ["LIANZHI_TEST_PG"]
    name = f"lianzhi_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield Place(home, server.rpartition("/")[0] + "/" + name)
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")
