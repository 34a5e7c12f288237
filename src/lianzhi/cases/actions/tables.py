"""Hand in a table, see what it would change, take it in.  House law 6: the good rows are not lost, the bad ones say why.

A kind of table is a value: its columns, what the house holds now, how a row is checked and written. Handing in writes
nothing but the table itself; a person then looks at the difference and takes it in, row by row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext

from lianzhi.cases.importing.sheets import Column, SheetRow, read
from lianzhi.cases.models import TableFile
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused, WrongState

EDIT = "duties.edit"
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Seen:
    """All rows of the file, for checks of one row against its neighbours."""

    target: str
    keys: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class TableKind:
    """``check`` gives JSON values or raises Refused naming a field; ``held`` what the house has under the row's key."""

    code: str
    columns: Sequence[Column]
    key: Callable[[Mapping[str, Any]], tuple[str, ...]]
    rows: Callable[[str], Iterable[Mapping[str, Any]]]
    check: Callable[[Mapping[str, str], Seen], dict[str, Any]]
    held: Callable[[str], Mapping[tuple[str, ...], Mapping[str, Any]]]
    write: Callable[[str, Mapping[str, Any], Actor], object]
    order: Callable[[Mapping[str, Any]], Any] = lambda row: 0

    def label(self, field: str) -> str:
        return next((c.label for c in self.columns if c.field == field), "")


@dataclass(frozen=True, slots=True)
class Change:
    """One good row against what is held: ``what`` new, changed or same; ``fields`` before and after."""

    number: int
    what: str
    values: Mapping[str, Any]
    fields: tuple[tuple[str, Any, Any], ...] = ()


@transaction.atomic
def hand_in(kind: TableKind, target: str, path: Path, name: str, *, by: Actor) -> TableFile:
    """Read and check; nothing is changed yet. Raises BadInput for a file that is no such table at all."""
    access.require(by, EDIT, None)
    rows = list(read(path, kind.columns))
    if not rows:
        raise BadInput(
            "tables.no_rows", N_("There are no rows in the table."), way_out=N_("Fill in the template."), field="file"
        )  # fmt: skip
    good, bad = _sorted_out(kind, target, rows)
    return TableFile.objects.create(
        kind=kind.code, target=target, name=name[:200], rows=good, bad=bad, by=by.id, at=clock.now(),
        header=[c.field for c in kind.columns],
    )  # fmt: skip


def _sorted_out(kind: TableKind, target: str, rows: Sequence[SheetRow]) -> tuple[list[Any], list[Any]]:
    seen = Seen(target, frozenset(kind.key(row.values) for row in rows))
    good, bad, taken = [], [], {}
    for row in rows:
        try:
            _complete(kind, row)
            values = kind.check(row.values, seen)
            _once(kind.key(values), row.number, taken)
            good.append({"number": row.number, "values": values})
        except Refused as refused:
            bad.append(_bad(kind, row.number, row.values, refused))
    return good, bad


def _complete(kind: TableKind, row: SheetRow) -> None:
    for column in kind.columns:
        if column.required and not row.values.get(column.field):
            raise BadInput(
                "tables.missing", N_("This cell is empty."), way_out=N_("Fill it in."), field=column.field
            )  # fmt: skip


def _once(key: tuple[str, ...], number: int, taken: dict[tuple[str, ...], int]) -> None:
    if key in taken:
        raise BadInput(
            "tables.twice",
            N_("The same entry already stands in row %(other)d."),
            way_out=N_("Delete one of the two rows."),
            params={"other": taken[key]},
        )
    taken[key] = number


def _bad(kind: TableKind, number: int, values: Mapping[str, Any], refused: Refused) -> dict[str, Any]:
    why = " ".join(part for part in refused.told(gettext, get_language() or "") if part)
    return {"number": number, "values": dict(values), "column": kind.label(refused.field), "why": why}


def difference(kind: TableKind, table: TableFile) -> list[Change]:
    """What taking the table in would change now. Rows the table does not name stay as they are."""
    held = kind.held(table.target)
    found = []
    for row in table.rows:
        before = held.get(kind.key(row["values"]))
        after = row["values"]
        if before is None:
            found.append(Change(row["number"], NEW, after))
            continue
        differ = tuple(
            (kind.label(f), before[f], v) for f, v in after.items() if f in before and before[f] != v
        )
        found.append(Change(row["number"], CHANGED if differ else SAME, after, differ))
    return found


def waiting(table_id: int, kinds: Mapping[str, TableKind]) -> tuple[TableFile, TableKind]:
    table = TableFile.objects.filter(pk=table_id).first()
    if table is None or table.kind not in kinds:
        raise NotFound("tables.gone", N_("There is no such table."), way_out=N_("Hand it in again."))
    return table, kinds[table.kind]


@transaction.atomic
def take_in(table_id: int, kinds: Mapping[str, TableKind], *, by: Actor) -> tuple[int, int]:
    """(rows written, rows that could not be written after all). The same table is taken in once."""
    access.require(by, EDIT, None)
    TableFile.objects.select_for_update().filter(pk=table_id).first()
    table, kind = waiting(table_id, kinds)
    if table.taken_at:
        raise WrongState(
            "tables.taken", N_("This table was taken in already."), way_out=N_("Hand in a newer one.")
        )  # fmt: skip
    changes = [change for change in difference(kind, table) if change.what != SAME]
    written, bad = 0, list(table.bad)
    for change in sorted(changes, key=lambda c: kind.order(c.values)):
        try:
            with transaction.atomic():
                kind.write(table.target, change.values, by)
            written += 1
        except Refused as refused:
            bad.append(_bad(kind, change.number, change.values, refused))
    table.bad, table.taken_at = bad, clock.now()
    table.save(update_fields=["bad", "taken_at"])
    audit.record(
        by, "cases.take_table", f"table:{table.pk}",
        {"kind": table.kind, "target": table.target, "name": table.name, "written": written, "bad": len(bad)},
    )  # fmt: skip
    return written, len(bad)
