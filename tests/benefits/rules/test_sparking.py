"""The same policy files on Spark local[2]: 100,000 persons, every field equal.  Needs requirements/spark.txt and Java."""

import importlib.util
import shutil
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lianzhi.benefits.books import as_shipped
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.outcome import indices
from lianzhi.benefits.rules.people import Population
from lianzhi.benefits.rules.sparking import statement
from lianzhi.kernel.rules import Catalogue, Column, Kind, judge, read
from lianzhi.kernel.rules.columns import Cells
from lianzhi.kernel.rules.spark import sql
from lianzhi.simulation.livelihood import WORDS, people

needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="pyspark (requirements/spark.txt) or Java is not installed",
)
PERSONS = 100_000


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()


def population() -> Population:
    columns, household, households = people(PERSONS, seed=11)
    draw = np.random.default_rng(4)
    cells = {c: Cells(d, draw.random(len(d)) > 0.01, WORDS.get(c, ())) for c, d in columns.items()}
    return Population(cells, household, households)


def table(given: Population) -> pa.Table:
    register = as_shipped().library.register
    arrays = {"row": pa.array(np.arange(given.rows)), "household": pa.array(given.household)}
    for code, cells in given.columns.items():
        kind, missing = register.items[code].column.kind, ~cells.known
        if kind is Kind.TEXT:
            values = pa.array(np.array(cells.words)[cells.data].tolist(), mask=missing)
        elif kind is Kind.DATE:
            days = [date(d // 10_000, d // 100 % 100, d % 100) for d in cells.data.tolist()]
            values = pa.array(days, pa.date32(), mask=missing)
        else:
            values = pa.array(cells.data if kind is Kind.TRUTH else cells.data.astype(np.int64), mask=missing)
        arrays[code] = values
    return pa.table(arrays)


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_every_field_of_every_person_is_equal(spark, tmp_path):
    book, given = as_shipped().library.on(date(2026, 11, 30)), population()
    outcome = match(given, book)
    pq.write_table(table(given), tmp_path / "people.parquet")
    spark.read.parquet(str(tmp_path / "people.parquet")).createOrReplaceTempView("people")

    spark.sql(statement(book)).write.parquet(str(tmp_path / "found"))

    found = pq.read_table(tmp_path / "found").sort_by("row")
    assert found.num_rows == PERSONS
    for n in range(len(outcome.held)):
        held = found[f"c_{n}"].combine_chunks()
        unknown = indices(outcome.open[n], PERSONS) if n in outcome.open else np.zeros(0, np.int32)
        assert (np.flatnonzero(held.is_null().to_numpy(zero_copy_only=False)) == unknown).all()
        true = np.flatnonzero(held.fill_null(False).to_numpy(zero_copy_only=False))
        assert (true == indices(outcome.held[n], PERSONS)).all()
    for n, one in enumerate(outcome.found):
        assert (found[f"status_{n}"].to_numpy() == outcome.status(n)).all()
        for name, values in (("amount", one.amount), ("paid", one.paid)):
            mine = np.zeros(PERSONS, np.int64)
            mine[one.rows] = values
            assert (found[f"{name}_{n}"].to_numpy() == mine).all()


MEANING = Catalogue(tuple(Column(c, Kind.NUMBER, c * 2, c, whole=c in "ab") for c in "abxy"))


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_negatives_zero_overflow_and_missing_mean_the_same(spark):
    rules = [
        "a // b", "a % b", "a / b", "a + b", "a * b", "x // y", "x % y", "x / y", "greatest(a, b)", "coalesce(a, b)",
        "abs(x)", "abs(a)", "floor(x)", "ceil(y)", "CASE WHEN a > b THEN a WHEN b > 0 THEN b END",
        "floor(x * 3)", "CASE WHEN a IN (1, b) THEN 1 ELSE 0 END",
        "CASE WHEN NOT (a > 1 OR b > 1) THEN 1 END", "a - b // 2 * 2",
    ]  # fmt: skip
    values = [
        {"a": a, "b": b, "x": x, "y": y}
        for a in (-7, 7, 0, None, 2**63 - 1, -(2**63)) for b in (-2, 2, 0, None, -1)
        for x, y in ((-7.5, 2.0), (7.5, 0.0), (1e300, 1e-300), (None, 1.0))
    ]  # fmt: skip
    trees = [read(rule, MEANING, wants=Kind.NUMBER) for rule in rules]
    from pyspark.sql import types as t

    kinds = t.StructType([t.StructField(c, t.LongType() if c in "ab" else t.DoubleType()) for c in "abxy"])
    rows = [tuple(row[c] for c in "abxy") for row in values]
    spark.createDataFrame(rows, kinds).coalesce(1).createOrReplaceTempView("given")
    asked = ", ".join(f"{sql(tree.root)} AS r{n}" for n, tree in enumerate(trees))

    found = spark.sql(f"SELECT {asked} FROM given").collect()

    for row, answer in zip(values, found, strict=True):
        for n, tree in enumerate(trees):
            assert answer[n] == judge(tree, row), (rules[n], row)


def test_no_chinese_name_reaches_spark():
    text = statement(as_shipped().library.on(date(2026, 11, 30)))

    assert text.isascii()
    assert "low_income" not in text  # ids of conditions are not names of columns
