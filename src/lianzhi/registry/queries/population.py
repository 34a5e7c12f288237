"""The whole population as columns, read in three goes: persons, their lines of facts, their households.  R-231, ADR 0018.

PostgreSQL sends rows of a fixed width in one piece, which numpy takes as they are; joins, order and types are numpy's, several
times faster than the database's over codes. A few persons, and all on SQLite, come by ordinary queries.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import psycopg
from django.db import connection, models

from lianzhi.registry import facts
from lianzhi.registry.actions.fact_keeping import deciding
from lianzhi.registry.contracts import Items, PopulationColumns
from lianzhi.registry.finding import merged_from
from lianzhi.registry.models import Fact, FactLine, Link, Person
from lianzhi.registry.rules.facts import CELL, CELLS, MISSING, TEXT, TRUTH, number

CODE, GRID = 13, 17
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes, in ASCII order; five bits each, so that twelve of them are one 64-bit number in the same order."""
EPOCH = date(2000, 1, 1)
NEVER = int(np.iinfo(np.int32).max)
UNRELATED = "unrelated"
"""Kin of lodgers and of room-mates in a dormitory: their incomes are no household's (R-231)."""
Only = Collection[str] | None


def population_columns(items: Sequence[str], as_of: date, only: Only = None) -> PopulationColumns:
    """Raises KeyError for an item that is none. ``only``: these persons and nobody else (whole households: ``housemates``).

    No access is asked: no value leaves it with a name. Who was merged into another and whose entry has ended are left out.
    """
    persons = _persons(only)
    persons = persons[persons["ended"] > _days(as_of)]
    own = keys_of(persons["code"])
    home = _homes(own, only)
    order = np.lexsort((own, home))
    persons, own, home = persons[order], own[order], home[order]
    household = np.cumsum(np.append(False, home[1:] != home[:-1]), dtype=np.int32)[: len(home)]
    cells = _cells(own, persons["code"], as_of, only)
    columns = {
        "living": Items(np.ones(len(own), bool), None),
        "born": _born(persons["born"]),
        **{code: _item(code, cells) for code in items},
    }
    areas = np.char.rstrip(persons["grid"])
    return PopulationColumns(
        as_of, persons["code"].copy(), areas, household, int(household[-1]) + 1 if len(own) else 0, columns
    )


def housemates(persons: Collection[str]) -> frozenset[str]:
    """These persons and everybody who belongs to a household that one of them belongs or ever belonged to."""
    refs = [f"person:{code}" for code in persons]
    homes = Link.objects.filter(relation="member_of", subject__in=refs).values_list("object", flat=True)
    mates = Link.objects.filter(relation="member_of", object__in=set(homes), until=None)
    return frozenset(persons) | {ref[7:] for ref in mates.values_list("subject", flat=True)}


def keys_of(codes: np.ndarray) -> np.ndarray:
    """The twelve characters behind a code's letter as one number, in the order of the codes."""
    letters = np.ascontiguousarray(codes).view(np.uint8).reshape(len(codes), CODE)
    found = np.zeros(len(codes), np.uint64)
    for place in range(1, CODE):
        found = found << np.uint64(5) | _PLACES[letters[:, place]]
    return found


_PLACES = np.zeros(256, np.uint64)
_PLACES[[ord(letter) for letter in ALPHABET]] = np.arange(32, dtype=np.uint64)


def _persons(only: Only) -> np.ndarray:
    kind = np.dtype([("code", f"S{CODE}"), ("grid", f"S{GRID}"), ("born", "i4"), ("ended", "i4")])
    if _whole(only):
        parts = [_code("code"), f"rpad(grid_code, {GRID})::bytea", _day("birth"), _day("valid_to")]
        return _sent(kind, parts, "registry_person WHERE merged_into = ''")
    rows = _some(
        Person.objects.filter(merged_into=""), "code", only, "code", "grid_code", "birth", "valid_to"
    )
    return _made(kind, ((code, grid, _days(birth), _days(ended)) for code, grid, birth, ended in rows))


def _homes(own: np.ndarray, only: Only) -> np.ndarray:
    """The key of each person's household; who belongs to none, or lives there without being related, is one by himself."""
    kind = np.dtype([("person", f"S{CODE}"), ("home", f"S{CODE}")])
    if _whole(only):
        parts = [_code(f"right(subject, {CODE})"), _code(f"right(object, {CODE})")]
        links = _sent(
            kind,
            parts,
            f"registry_link WHERE relation = 'member_of' AND until IS NULL AND note <> '{UNRELATED}'",
        )
    else:
        refs = None if only is None else [f"person:{code}" for code in only]
        open_ = Link.objects.filter(relation="member_of", until=None).exclude(note=UNRELATED)
        rows = _some(open_, "subject", refs, "subject", "object")
        links = _made(kind, ((subject[7:], home[10:]) for subject, home in rows))
    at, there = _found(keys_of(links["person"]), own)
    home = own | _ALONE
    home[there] = keys_of(links["home"])[at[there]]
    return home


_ALONE = np.uint64(1 << 63)


def _cells(own: np.ndarray, codes: np.ndarray, as_of: date, only: Only) -> np.ndarray:
    """persons x slots; whose words begin or end on another side of the day is asked of the facts themselves."""
    slots = facts.width()
    kind = np.dtype([("person", f"S{CODE}"), ("since", "i4"), ("until", "i4"), ("cells", CELLS, (slots,))])
    if _whole(only):
        size, blank = slots * CELL, np.full(slots, MISSING, CELLS).tobytes().hex()
        whole = (
            f"CASE WHEN length(packed) = {size} THEN packed "
            f"ELSE substr(packed || decode('{blank}', 'hex'), 1, {size}) END"
        )
        parts = [_code("person"), _day("since", -NEVER), _day("until"), whole]
        lines = _sent(kind, parts, "registry_factline")
    else:
        rows = _some(FactLine.objects.all(), "person", only, "person", "since", "until", "packed")
        lines = _made(
            kind,
            (
                (who, _days(since, -NEVER), _days(until), _line(packed, slots))
                for who, since, until, packed in rows
            ),
        )
    at, there = _found(keys_of(lines["person"]), own)
    cells = np.full((len(own), slots), MISSING, CELLS)
    cells[there] = lines["cells"][at[there]]
    day = _days(as_of)
    other = there & ((lines["since"][at] > day) | (lines["until"][at] <= day)) if len(lines) else there
    if other.any():
        _on_that_day(cells, np.flatnonzero(other), codes, as_of)
    return cells


def _on_that_day(cells: np.ndarray, rows: np.ndarray, codes: np.ndarray, as_of: date) -> None:
    """From the facts with all that was said before: what held on the day, the deciding source's."""
    row_of = {codes[row].decode(): row for row in rows.tolist()}
    stands = {code: code for code in row_of}
    persons = list(row_of)
    held: dict[tuple[str, str], list[Fact]] = {}
    for start in range(0, len(persons), ROWS):
        some = persons[start : start + ROWS]
        merged = merged_from(some)
        stands |= merged
        for fact in Fact.objects.filter(person__in=[*some, *merged]).order_by("pk"):
            if (fact.since is None or fact.since <= as_of) and (fact.until is None or fact.until > as_of):
                held.setdefault((stands[fact.person], fact.item), []).append(fact)
    cells[rows] = MISSING
    for (person, code), words in held.items():
        item = facts.items().get(code)
        counts = deciding(item, words) if item else None
        if item and counts:
            cells[row_of[person], item.slot] = number(item, counts.value)


ROWS = 2000


def _item(code: str, cells: np.ndarray) -> Items:
    item = facts.items()[code]
    data = cells[:, item.slot]
    known = data != MISSING
    given = None if known.all() else known
    if given is not None:
        data = np.where(known, data, 0)
    if item.kind == TRUTH:
        return Items(data.astype(bool), given)
    if item.kind == TEXT:
        return Items(data.astype(np.int8), given, item.words)
    narrow = np.int8 if 0 < item.most < 128 else np.int32
    return Items(data.astype(narrow), given)


def _born(days: np.ndarray) -> Items:
    known = days != NEVER
    moments = (np.datetime64(EPOCH) + np.where(known, days, 0).astype("timedelta64[D]")).astype(
        "datetime64[D]"
    )
    months = moments.astype("datetime64[M]")
    years = moments.astype("datetime64[Y]")
    year = years.astype(np.int32) + 1970
    month = (months - years.astype("datetime64[M]")).astype(np.int32) + 1
    day = (moments - months.astype("datetime64[D]")).astype(np.int32) + 1
    data = (year * 10_000 + month * 100 + day).astype(np.int32)
    return Items(np.where(known, data, 0), None if known.all() else known)


def _found(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(place of each wanted key among ``keys``, whether it is there)."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return at, keys[at] == wanted


def _days(day: date | None, nothing: int = NEVER) -> int:
    return nothing if day is None else (day - EPOCH).days


def _line(packed: Any, slots: int) -> np.ndarray:
    found = np.full(slots, MISSING, CELLS)
    given = np.frombuffer(bytes(packed), CELLS)
    found[: len(given)] = given[:slots]
    return found


# ---- rows from the database -------------------------------------------------------------------------------


def _whole(only: Only) -> bool:
    return only is None and connection.vendor == "postgresql"


def _some(rows: models.QuerySet, key: str, only: Only, *fields: str) -> Iterator[tuple[Any, ...]]:
    if only is None:
        yield from rows.order_by().values_list(*fields).iterator(ROWS)
        return
    wanted = sorted(only)
    for start in range(0, len(wanted), ROWS):
        yield from rows.filter(**{f"{key}__in": wanted[start : start + ROWS]}).order_by().values_list(*fields)


def _made(kind: np.dtype, rows: Iterable[tuple[Any, ...]]) -> np.ndarray:
    return np.array(list(rows), kind)


def _sent(kind: np.dtype, parts: Sequence[str], source: str) -> np.ndarray:
    """Rows of a fixed width, put together by the database as one value of bytes: a row at a time costs each a turn of the
    client. Good for 1 GB, some eight million persons. ``parts``: expressions that give the bytes of each field."""
    statement = f"SELECT string_agg({' || '.join(parts)}, '') FROM {source}"  # noqa: S608  names of this file
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        found = cursor.execute(statement, binary=True).fetchone()
    sent = found[0] if found and found[0] is not None else b""
    fields = [(name, kind[name]) for name in kind.names or ()]
    wire = np.dtype(
        [
            (name, field.newbyteorder(">") if field.shape == () and field.kind == "i" else field)
            for name, field in fields
        ]
    )
    rows, made = np.frombuffer(sent, wire), np.empty(len(sent) // wire.itemsize, kind)
    for name, _field in fields:
        made[name] = rows[name]
    return made


def _code(expression: str) -> str:
    """Every code of the register has ``CODE`` characters (``kernel/ids.py``)."""
    return f"({expression})::bytea"


def _day(column: str, nothing: int = NEVER) -> str:
    return f"int4send(coalesce({column} - DATE '2000-01-01', {nothing}))"
