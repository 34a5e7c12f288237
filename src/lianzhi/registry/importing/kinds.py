"""The registers as kinds of tables that people take in by the browser: each column as the register knows it.  R-091."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, Bilingual
from lianzhi.registry import facts, lists, protecting
from lianzhi.registry.access import IMPORT, QUALITY
from lianzhi.registry.contracts import Loaded, RowError
from lianzhi.registry.importing import fact_sheets
from lianzhi.registry.importing.drafts import SAME, Draft, draft, heads
from lianzhi.registry.importing.load import import_drafts, meet, outcome
from lianzhi.registry.quality.checks import moment, registers
from lianzhi.registry.quality.counting import delivered

NAMES: Mapping[str, tuple[str, str, str]] = {
    "persons": (
        N_("Import persons"), "registry:persons",
        N_("Who lives where: identity number, home, household. A person who is in already is met by the number."),
    ),
    "households": (
        N_("Import households"), "registry:households", N_("Households by their number; persons name it in their own table.")
    ),
    "houses": (
        N_("Import houses"), "registry:houses", N_("One row for each room, by its code of 24 characters: use, state, owner."),
    ),
    "enterprises": (
        N_("Import firms"), "registry:enterprises", N_("Firms by credit code; without one by name and address code."),
    ),
    "venues": (
        N_("Import venues"), "registry:venues", N_("Places people go to, such as schools and markets, with their address code."),
    ),
    "things": (
        N_("Import things"), "registry:things", N_("Gas cylinders, alarms, lifts and other things by kind and number."),
    ),
    "parcels": (
        N_("Import land"), "registry:parcels",
        N_("Parcels by their code, with area and term; who holds them comes as relations. A field says its grid."),
    ),
    "certificates": (
        N_("Import certificates"), "registry:persons",
        N_("Documents of persons and firms that are in the register, by kind and number."),
    ),
    "links": (
        N_("Import relations"), "registry:persons",
        N_("Who owns, rents, guards or works where. Both ends must be in the register already."),
    ),
    "facts": (
        N_("Import facts of departments"), "registry:persons",
        N_("What a department knows of persons who are in the register: one row each, one column for each item. Money in yuan."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is good by itself: what was read from its cells, as a draft. ``heads``: the table's own, by field name."""

    row_number: int
    draft: Draft
    cells: tuple[str, ...]
    heads: Mapping[str, str]


class Rows(imports.MappedTable):
    """An opened table of a register."""

    def __init__(
        self, kind: str, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None
    ) -> None:
        super().__init__(path, mapping, partial(_proposed, kind), sheet=sheet)
        self._kind = kind
        self._today = timezone.localdate(clock.now())
        needed = (c for c in lists.columns(kind).values() if c.need)
        self.need(((c.field, c.named) for c in needed), code="registry.columns")

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        found = draft(self._kind, raw.number, said, self._today)
        if found.error:
            return BadRow(raw.number, (_problem(found.error, self.heads),), raw.cells)
        return Row(raw.number, found, raw.cells, self.heads)


def _proposed(kind: str, header: Sequence[str]) -> dict[str, str]:
    return {field: head for head, field in heads(kind, header).items()}


def _problem(error: RowError, named: Mapping[str, str]) -> Problem:
    """In the language of who handed it in, for names of columns come from data; the column as the table calls it."""
    column = named.get(error.field) or (_picked(error.column) if error.column else "")
    return Problem(column, error.reason, error.way_out, {k: _picked(v) for k, v in error.params.items()})


def _picked(value: Any) -> Any:
    return value.pick(get_language() or lists.LANGUAGE) if isinstance(value, Bilingual) else value


def _shown(kind: str, row: Row) -> Mapping[str, str]:
    """As it would be kept; protected fields are covered here too."""
    if kind == facts.KIND:
        return {name: str(value) for name, value in fact_sheets.shown(row.draft).items()}
    columns = lists.columns(kind)
    return {name: _told(columns[name], value) for name, value in row.draft.values.items() if name in columns}


def _told(column: Any, value: Any) -> str:
    if column.listed:
        return lists.named(column.listed, value)
    return protecting.covered(column.field, str(value)) if column.sealed else str(value)


def _known(kind: str, source: str, rows: Sequence[Row]) -> int:
    drafts = [row.draft for row in rows]
    meet(kind, drafts, system("imports"))
    return sum(found.fate == SAME for found in drafts)


def _compared(kind: str, source: str, rows: Sequence[Row], by: Actor) -> imports.Compared:
    """What the import would do with these rows, within the reach of who brings them."""
    drafts = [row.draft for row in rows]
    meet(kind, drafts, by)
    told = outcome(kind, drafts)
    columns = lists.columns(kind)
    first = tuple(
        (
            change.row,
            change.code,
            tuple(_differs(columns[name], *sides) for name, sides in change.fields.items()),
        )
        for change in told.changes
    )
    return imports.Compared(told.same, told.changed, _refused(rows, told), first)


def _differs(column: Any, old: str, new: str) -> tuple[str, str, str]:
    """The column, and both sides as people read them: they are covered already, a word of a list by its name."""
    named = [lists.named(column.listed, side) if column.listed and side else side for side in (old, new)]
    return _picked(column.named), named[0], named[1]


def _refused(rows: Sequence[Row], told: Loaded) -> tuple[BadRow, ...]:
    by_number = {row.row_number: row for row in rows} if told.errors else {}
    return tuple(
        BadRow(error.row, (_problem(error, row.heads),), row.cells)
        for error in told.errors
        for row in (by_number[error.row],)
    )


def _take(kind: str, source: str, rows: Sequence[Row], by: Actor) -> Taken:
    """What is new or says something new counts as kept; what is in as it stands, as known."""
    if not rows:
        return Taken()
    told = import_drafts(kind, [row.draft for row in rows], source=lists.source_code(source), by=by)
    return Taken(told.new + told.changed, told.same, _refused(rows, told))


def _noted(kind: str, source: str, bad: Sequence[BadRow]) -> None:
    """Rows that could not be read count against what the source delivers (R-100)."""
    reasons = [
        (heads(kind, [problem.column]).get(problem.column, ""), problem.message)
        for row in bad
        for problem in row.problems[:1]
    ]
    delivered(kind, lists.source_code(source), len(bad), reasons, moment())


def _sources() -> list[str]:
    return [name for _code, name in lists.choices("sources")]


def _fields(kind: str) -> tuple[Field, ...]:
    return tuple(
        Field(c.field, c.named, tuple(imports.plain(s) for s in (c.zh, f"{c.zh}*", c.en, c.field, *c.also)), c.need)
        for c in lists.columns(kind).values()
    )  # fmt: skip


def made() -> list[Kind]:
    """One kind of table for each register."""
    return [
        Kind(
            code=kind, name=name, lead=lead, permission=IMPORT, fields=_fields(kind), read=partial(Rows, kind),
            shown=partial(_shown, kind), known=partial(_known, kind), take=partial(_take, kind), sources=_sources,
            result=result, noted=partial(_noted, kind),
            compare=partial(_compared, kind) if kind != facts.KIND else None,
            follow=("registry:refused", QUALITY) if kind in registers() else None,
        )
        for kind in (*lists.kinds(), facts.KIND)
        for name, result, lead in (NAMES[kind],)
    ]  # fmt: skip
