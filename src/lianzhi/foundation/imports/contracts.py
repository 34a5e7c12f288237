"""Values that cross the door of imports, and the reading of sheets of rows, which needs no Django."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from lianzhi.foundation.imports.reading.encodings import BROKEN
from lianzhi.foundation.imports.reading.error_files import (
    ErrorFile,
    beside,
    explain,
    guarded,
    write_error_file,
)
from lianzhi.foundation.imports.reading.mapped import MappedTable
from lianzhi.foundation.imports.reading.opening import open_table
from lianzhi.foundation.imports.reading.rows import BadRow, Field, Problem, RawRow
from lianzhi.foundation.imports.reading.sheet import Sheet, undecoded
from lianzhi.foundation.imports.reading.times import parse_time
from lianzhi.foundation.imports.rules.mapping import ERROR_COLUMNS, places, plain, proposed
from lianzhi.foundation.imports.rules.states import ImportState
from lianzhi.kernel.actor import Actor


class Reading(Protocol):
    """An opened table: good rows as the room's own values, the others as ``BadRow``. ``count``: about how many."""

    @property
    def header(self) -> tuple[str, ...]: ...
    def count(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one block: new, in already, refused after all."""

    kept: int = 0
    known: int = 0
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Good rows beside what is in, nothing written: as it stands, changed, refused after all; the rest is new.

    ``first``: of the first changed rows (row, what is met, ((column, from, to), …)); protected values are covered.
    """

    same: int = 0
    changed: int = 0
    bad: tuple[BadRow, ...] = ()
    first: tuple[tuple[int, str, tuple[tuple[str, str, str], ...]], ...] = ()


class Reader(Protocol):
    """Open a table with its columns placed (field -> header; "" = no column)."""

    def __call__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> Reading: ...


@dataclass(frozen=True)
class Kind:
    """A kind of table that a room takes in.

    ``take`` writes one block of good rows of a source, in the caller's transaction, and must recognise what is in
    already: a run that was cut off is begun again. ``known`` counts, without writing, how many of these rows are in
    or stand earlier among them.
    ``shown`` tells a good row by field, as it would be kept. ``sources`` names those that were used before.
    """

    code: str
    name: str
    lead: str
    permission: str
    fields: tuple[Field, ...]
    read: Reader
    shown: Callable[[Any], Mapping[str, str]]
    known: Callable[[str, Sequence[Any]], int]
    take: Callable[[str, Sequence[Any], Actor], Taken]
    sources: Callable[[], Iterable[str]] = tuple
    result: str = ""
    """Address name of the page where what came in is found."""
    noted: Callable[[str, Sequence[BadRow]], object] = lambda _source, _bad: None
    """Told of the rows that could not even be read, in the block's transaction."""
    compare: Callable[[str, Sequence[Any], Actor], Compared] | None = None
    """For tables whose rows may change what is in: the difference, for the dry run, as this person may bring it."""
    follow: tuple[str, str] | None = None
    """Where the source is asked to correct what was not taken: (name of the address, permission)."""


@dataclass(frozen=True, slots=True)
class ImportView:
    id: str
    kind: str
    source: str
    name: str
    state: ImportState
    total: int
    rows: int
    kept: int
    known: int
    bad: int
    error: str
    has_errors: bool
    asked_at: datetime
    ended_at: datetime | None

    @property
    def unfinished(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.RUNNING)

    @property
    def share(self) -> int | None:
        """Per cent read, where the total is known."""
        return min(99, 100 * self.rows // self.total) if self.total else None


__all__ = [
    "BROKEN", "ERROR_COLUMNS", "BadRow", "Compared", "ErrorFile", "Field", "ImportView", "Kind", "MappedTable", "Problem",
    "RawRow", "Reader", "Reading", "Sheet", "Taken", "beside", "explain", "guarded", "open_table", "parse_time", "places", "plain",
    "proposed", "undecoded", "write_error_file",
]  # fmt: skip
