"""Rows of two towns lie side by side and no key meets.  Issue 3 part 10, ADR 0007."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner
from support.processes import ON_BOTH, Place, finish, place

from lianzhi.kernel import towns
from lianzhi.project.cli import main

FILL = """
from lianzhi.project.setting_up import setup
setup(lambda text: None)
from lianzhi.cases.models import Case, Rating
from lianzhi.foundation.audit import api as audit
from django.utils import timezone
from lianzhi.cases.actions.report import _next_number
from django.db import transaction
for n in range(3):
    with transaction.atomic():
        case = Case.objects.create(number=_next_number(), token=f"t{n}", scenario="snap_report", source="snap", title="t",
            text="x", area_code="330199100001001", created_at=timezone.now())
        Rating.objects.create(case=case, round=0, grade=5, at=timezone.now())
print(Case.objects.order_by("id").first().number, audit.verify().ok)
"""
KEYS = """
import json
from django.db import connection
from lianzhi.project.town_keys import keyed
with connection.cursor() as cursor:
    found = {}
    for table, column, counted in keyed():
        cursor.execute(f'SELECT min("{column}"), max("{column}"), count(*) FROM "{table}"')
        found[table] = cursor.fetchone()
print(json.dumps({k: v for k, v in found.items() if v[2]}))
"""


def town(home: Path, number: int, database: str = "") -> Place:
    made = Place(home, database)
    made.environment["LIANZHI_TOWN_ID"] = str(number)
    return made


@pytest.mark.parametrize("kind", ON_BOTH)
def test_every_key_of_a_town_lies_in_its_own_range(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path / "a") as one:
        one.environment["LIANZHI_TOWN_ID"] = "7"

        number, whole = one.run(FILL).split()

        assert number.startswith(towns.prefix(7)) and whole == "True"
        found = json.loads(one.run(KEYS))
        assert len(found) > 10
        for table, (least, most, _count) in found.items():
            assert towns.town_of(least) == towns.town_of(most) == 7, table
            assert least == towns.base(7) + 1, table


@pytest.mark.parametrize("kind", ON_BOTH)
def test_another_number_is_refused_and_nothing_changes(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path / "a") as one:
        one.environment["LIANZHI_TOWN_ID"] = "7"
        one.run(FILL)
        before = one.run(KEYS)
        for other in ("8", "0"):
            one.environment["LIANZHI_TOWN_ID"] = other
            process = one.start("from lianzhi.project.setting_up import setup; setup(print)")
            _, error = process.communicate(timeout=120)
            assert process.returncode and "of town 7" in error
        assert one.run(KEYS) == before
        one.environment["LIANZHI_TOWN_ID"] = "7"
        finish(one.start("from lianzhi.project.setting_up import setup; setup(print)"))


def test_a_number_is_exact_in_a_browser_and_nothing_else_is_taken() -> None:
    assert towns.last(towns.MOST) < 2**53
    assert len({towns.prefix(n) for n in range(towns.MOST + 1)}) == towns.MOST + 1
    for wrong in ("8192", "-1", "seven", "1.5"):
        with pytest.raises(ValueError, match="LIANZHI_TOWN_ID"):
            towns.number(wrong)


@contextmanager
def databases(count: int) -> Iterator[list[str]]:
    server = os.environ["LIANZHI_TEST_PG"]
    names = [f"lianzhi_{uuid4().hex[:12]}" for _ in range(count)]
    with psycopg.connect(server, autocommit=True) as link:
        for name in names:
            link.execute(f"CREATE DATABASE {name}")
        try:
            yield [server.rpartition("/")[0] + "/" + name for name in names]
        finally:
            for name in names:
                link.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
@pytest.mark.skipif(not os.environ.get("LIANZHI_TEST_PG"), reason="LIANZHI_TEST_PG is not set")
def test_a_district_reads_two_towns_as_one_and_asks_only_the_town_that_is_meant(tmp_path: Path) -> None:
    """Town 7 has a database of its own, town 8 a schema in another; `lianzhi district` writes the SQL."""
    with databases(3) as (seven, eight, district):
        eight += "?schema=town_8"
        for number, address in ((7, seven), (8, eight)):
            town(tmp_path / str(number), number, address).run(FILL)
        sql = CliRunner().invoke(main, ["district", f"7={seven}", f"8={eight}"])
        assert sql.exit_code == 0, sql.output

        with psycopg.connect(district, autocommit=True) as link:
            link.execute(sql.output)
            numbers = [row[0] for row in link.execute("SELECT number FROM cases_case ORDER BY number")]
            assert len(numbers) == len(set(numbers)) == 6
            rated = link.execute(
                "SELECT c.id >> 40, count(*) FROM cases_case c JOIN cases_rating r ON r.case_id = c.id GROUP BY 1"
            ).fetchall()
            assert sorted(rated) == [(7, 3), (8, 3)]
            plan = "\n".join(
                row[0]
                for row in link.execute(
                    f"EXPLAIN (VERBOSE) SELECT * FROM cases_case WHERE id = {towns.base(8) + 1}"
                )
            )
            assert "town_8.cases_case" in plan and "town_7" not in plan, plan
            entries = link.execute("SELECT count(*), count(DISTINCT seq) FROM audit_entry").fetchone()
            assert entries[0] == entries[1] > 200

            # The same rows in one real table of the district, a partition for each town.
            link.execute("CREATE SCHEMA store")
            link.execute(
                "CREATE TABLE store.cases (LIKE cases_case, PRIMARY KEY (id)) PARTITION BY RANGE (id)"
            )
            for number in (7, 8):
                link.execute(
                    f"CREATE TABLE store.town_{number} PARTITION OF store.cases "
                    f"FOR VALUES FROM ({towns.base(number)}) TO ({towns.base(number + 1)})"
                )
            link.execute("INSERT INTO store.cases SELECT * FROM cases_case")
            kept = link.execute(
                "SELECT tableoid::regclass::text, count(*) FROM store.cases GROUP BY 1"
            ).fetchall()
            assert sorted(kept) == [("store.town_7", 3), ("store.town_8", 3)]
