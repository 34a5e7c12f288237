"""The whole register at once: the definition run by Splink on DuckDB, in memory, with no file of its own and no extension."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any

from lianzhi.registry.linkage.cards import Card
from lianzhi.registry.linkage.definition import MISSING, Definition, Values, agree, settings
from lianzhi.registry.linkage.scoring import Evidence

BLOCK = 20_000
THREADS, MEMORY = 2, "2GB"
_U_PAIRS, _SEED = 2e7, 1
FEW = 500
"""Of so few pairs m is not learnt: what is assumed stays."""


@dataclass(frozen=True, slots=True)
class Scored:
    one: str
    other: str
    evidence: Evidence


def table(found: Definition, cards: Iterable[Card]) -> Any:
    """An Arrow table, block by block, so that no second copy of the register is made of Python objects."""
    import pyarrow as pa  # noqa: PLC0415  a quarter of a second that only the job pays

    kinds = {"text": pa.string(), "number": pa.int32()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in found.columns.items()])
    walk, batches = iter(cards), []
    while block := list(islice(walk, BLOCK)):
        columns = [pa.array([card[f.name] for card in block], f.type) for f in schema]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


def rows(table: Any, columns: Iterable[str], codes: set[str]) -> Iterator[Card]:
    """Some columns of some cards, read back from the table."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    wanted = pa.array(sorted(codes), pa.string())
    for block in table.select(list(columns)).filter(pc.is_in(table["code"], wanted)).to_batches():
        yield from block.to_pylist()


def pairs(found: Definition, cards: Any) -> Iterator[Scored]:
    """Every pair that may be one, from ``from_doubtful`` on, and those with one number."""
    with _linker(found, cards) as (linker, engine):
        told = linker.inference.predict(threshold_match_weight=found.from_doubtful)
        rows = engine.execute(select(found, told.physical_name))
        while block := rows.fetchmany(BLOCK):
            yield from read(found, block)


def select(found: Definition, table: str) -> str:
    """What is read of Splink's answer, on any engine."""
    names = ", ".join(f"gamma_{each.code}" for each in found.comparisons)
    return f"SELECT code_l, code_r, match_weight, {names} FROM {table}"  # noqa: S608  names of our own


def read(found: Definition, rows: Iterable[Any]) -> Iterator[Scored]:
    """Rows of ``select`` as pairs with their levels."""
    codes = {each.code: _levels(each) for each in found.comparisons}
    for one, other, weight, *gammas in rows:
        levels = {code: codes[code][gamma] for code, gamma in zip(codes, gammas, strict=True)}
        yield Scored(one, other, Evidence(weight, levels))


def train(found: Definition, cards: Any, *, pairs: float = _U_PAIRS) -> Values:
    """m and u by expectation maximisation over a town's own entries; nobody has to say which pairs are one person."""
    with _linker(found, cards) as (linker, engine):
        linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=_SEED)
        for columns in found.trained_by:
            rule = agree(columns)
            counted = f"SELECT count(*) FROM cards l JOIN cards r ON {rule} AND l.code < r.code"  # noqa: S608
            if (
                engine.execute(counted).fetchall()[0][0] < FEW
            ):  # read to its end: the engine refuses other work before
                continue
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, record_sample_proportion=1.0
            )
        return _read(linker.misc.save_model_to_json())


def _read(model: Mapping[str, Any]) -> Values:
    return {
        each["output_column_name"]: {
            level["label_for_charts"]: (level["m_probability"], level["u_probability"])
            for level in each["comparison_levels"]
            if level.get("m_probability") is not None and level.get("u_probability") is not None
        }
        for each in model["comparisons"]
    }


def _levels(comparison: Any) -> dict[int, str]:
    """Splink numbers levels from what is left (0) up; -1 is missing."""
    codes = [level.code for level in reversed(comparison.levels)]
    return {-1: MISSING, **dict(enumerate(codes))}


@contextmanager
def _linker(found: Definition, cards: Any) -> Iterator[tuple[Any, Any]]:
    """A Splink linker over an engine in memory. What does not fit is spilled to a folder that goes with it."""
    import duckdb  # noqa: PLC0415
    from splink import DuckDBAPI, Linker  # noqa: PLC0415  it says nothing: log_level is None

    with TemporaryDirectory(prefix="lianzhi-linkage-") as folder, duckdb.connect(":memory:") as engine:
        for said in (
            f"temp_directory = '{folder}'", f"threads = {THREADS}", f"memory_limit = '{MEMORY}'",
            "autoinstall_known_extensions = false", "autoload_known_extensions = false", "preserve_insertion_order = false",
        ):  # fmt: skip
            engine.execute(f"SET {said}")
        api = DuckDBAPI(engine)
        linker = Linker(
            api.register(cards, table_name="cards"), settings(found, cards.num_rows), log_level=None
        )
        counted = engine.execute(count(found)).fetchall()
        engine.register("borne", borne(found, counted, cards.num_rows))
        linker.table_management.register_term_frequency_lookup(
            api.register("borne", table_name="names"), found.frequent
        )
        yield linker, engine


def count(found: Definition) -> str:
    column = found.frequent
    return f"SELECT {column}, count(*) FROM cards WHERE {column} IS NOT NULL GROUP BY {column}"  # noqa: S608


def borne(found: Definition, counted: Iterable[Any], cards: int) -> Any:
    """How often each name is borne, by the definition's own reckoning: an Arrow table."""
    import pyarrow as pa  # noqa: PLC0415

    column, held = found.frequent, list(counted)
    return pa.table(
        {column: [n for n, _ in held], f"tf_{column}": [found.frequency(c, cards) for _, c in held]}
    )
