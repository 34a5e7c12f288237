"""Reads of the imports room: always one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianzhi.foundation.imports import kinds, store
from lianzhi.foundation.imports.contracts import BadRow, Compared, ImportView, Kind, Problem
from lianzhi.foundation.imports.models import Import, Remembered
from lianzhi.foundation.imports.reading.sheet import Sheet
from lianzhi.foundation.imports.rules.mapping import columns_of, proposed
from lianzhi.foundation.imports.rules.states import FIRST, LOOKED_AT, ImportState
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

LISTED = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """A handed-in file before anything is taken in: its columns and what they are proposed to hold."""

    sheets: tuple[str, ...]
    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    remembered: bool
    total: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A dry run. ``cut``: only the first ``looked`` of ``total`` rows were read; nothing was written."""

    looked: int
    total: int
    cut: bool
    good: int
    known: int
    changed: int
    bad: int
    first: tuple[tuple[int, Mapping[str, str]], ...]
    troubles: tuple[BadRow, ...]
    reasons: tuple[tuple[int, str, Problem], ...]
    differences: tuple[tuple[int, str, tuple[tuple[str, str, str], ...]], ...] = ()

    @property
    def fresh(self) -> int:
        return self.good - self.known - self.changed


def own(by: Actor) -> list[ImportView]:
    """The newest first."""
    return [view_of(row) for row in Import.objects.filter(owner=by.id).order_by("-asked_at")[:LISTED]]


def row_of(import_id: str, by: Actor) -> Import:
    """One's own import; another's does not exist."""
    found = Import.objects.filter(pk=import_id, owner=by.id).first()
    if found is None:
        raise NotFound("imports.gone", N_("There is no such import."), way_out=N_("Go back to your imports."))
    return found


def view_of(row: Import) -> ImportView:
    return ImportView(
        row.id, row.kind, row.source, row.name, ImportState(row.state), row.total, row.rows, row.kept, row.known, row.bad,
        row.error, bool(row.errors), row.asked_at, row.ended_at,
    )  # fmt: skip


def opened(row: Import) -> Opened:
    """Raises BadInput for a file, or a sheet, that cannot be used."""
    sheet = Sheet(store.where(row.place), row.sheet or None)
    made = kinds.get(row.kind)
    before = Remembered.objects.filter(kind=row.kind, source=row.source).first()
    given = row.mapping or (before.columns if before else {})
    mapping = proposed(sheet.header, made.fields, given)
    return Opened(
        sheet.sheets,
        tuple(columns_of(sheet.header)),
        mapping,
        bool(before and not row.mapping),
        sheet.count(),
    )


def trial(row: Import, made: Kind, mapping: Mapping[str, str], total: int, by: Actor) -> Trial:
    """Read the rows as they would be taken in, without writing any."""
    looked = 0
    first: list[tuple[int, Mapping[str, str]]] = []
    bad: list[BadRow] = []
    good: list[Any] = []
    cut = False
    for each in made.read(store.where(row.place), given(made, mapping), sheet=row.sheet or None):
        if looked == LOOKED_AT:
            cut = True
            break
        looked += 1
        if isinstance(each, BadRow):
            bad.append(each)
            continue
        good.append(each)
        if len(first) < FIRST:
            first.append((getattr(each, "row_number", looked), made.shown(each)))
    met = compared(made, row.source, good, by)
    bad += met.bad
    return Trial(
        looked, max(total, looked) if cut else looked, cut, len(good) - len(met.bad), met.same, met.changed, len(bad),
        tuple(first), tuple(bad[:FIRST]), _reasons(bad), met.first[:FIRST],
    )  # fmt: skip


def compared(made: Kind, source: str, good: Sequence[Any], by: Actor) -> Compared:
    """Good rows beside what is in; where a kind tells no difference, only what is in already."""
    if not good:
        return Compared()
    if made.compare is not None:
        return made.compare(source, good, by)
    return Compared(same=made.known(source, good))


def given(made: Kind, mapping: Mapping[str, str]) -> dict[str, str]:
    """Every field said, those without a column too: nothing is guessed behind a person's back."""
    return {field.code: mapping.get(field.code, "") for field in made.fields}


def _reasons(bad: Sequence[BadRow]) -> tuple[tuple[int, str, Problem], ...]:
    """How many rows each reason stopped, the most frequent first, with one example."""
    counts: dict[tuple[str, str], list[Any]] = {}
    for row in bad:
        for problem in row.problems:
            found = counts.setdefault((problem.column, problem.message), [0, problem])
            found[0] += 1
    ordered = sorted(counts.items(), key=lambda pair: -pair[1][0])
    return tuple((count, column, problem) for (column, _message), (count, problem) in ordered[:FIRST])
