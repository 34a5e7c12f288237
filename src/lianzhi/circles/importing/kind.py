"""Parties as a table that people take in by the browser: one row a party (R-120, R-091)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language, gettext

from lianzhi.circles.access import EDIT
from lianzhi.circles.actions.parties import save_party
from lianzhi.circles.contracts import NewParty
from lianzhi.circles.models import Party
from lianzhi.circles.rules.table import HEADS, KINDS, cut
from lianzhi.foundation.access import api as access
from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused

LABELS = {
    "kind": N_("Kind of party"), "name": N_("Name"), "covers": N_("Answers for"), "phone": N_("Mobile number"), "unit": N_("Unit"),
}  # fmt: skip
NEEDED = ("kind", "name", "covers")
FIELDS = tuple(
    Field(code, label, tuple(imports.plain(head) for head in (*HEADS[code], code)), code in NEEDED)
    for code, label in LABELS.items()
)


@dataclass(frozen=True, slots=True)
class Row:
    row_number: int
    kind: str
    name: str
    covers: tuple[str, ...]
    phone: str
    unit: str
    cells: tuple[str, ...]


class Rows(imports.MappedTable):
    """An opened table of parties."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        self.need(((name, gettext(LABELS[name])) for name in NEEDED), code="circles.columns")

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        said = {name: cell.strip() for name, cell in said.items()}
        kind, phone, problems = KINDS.get(said["kind"], ""), said.get("phone", ""), []
        if not kind:
            problems.append(
                self._problem("kind", N_("There is no such kind of party."), N_("Choose one of the six."))
            )
        try:
            phone = access.clean_phone(phone) if phone else ""
        except Refused as refused:
            problems.append(self._problem("phone", refused.message, refused.way_out))
        if problems:
            return BadRow(raw.number, tuple(problems), raw.cells)
        return Row(
            raw.number, kind, said["name"], cut(said["covers"]), phone, said.get("unit", ""), raw.cells
        )

    def _problem(self, name: str, message: str, way_out: str) -> Problem:
        return Problem(self.heads.get(name, ""), message, way_out)


def _shown(row: Row) -> Mapping[str, str]:
    return {
        "kind": row.kind, "name": row.name, "covers": ", ".join(row.covers),
        "phone": access.mask_phone(row.phone) if row.phone else "", "unit": row.unit,
    }  # fmt: skip


def _same(row: Row) -> Party | None:
    """Who has this name and kind and answers for the first of these places is the same party."""
    rows = Party.objects.filter(kind=row.kind, name=row.name, until=None)
    return rows.filter(covers__target__in=row.covers).first()


def _is_in(row: Row) -> bool:
    party = _same(row)
    return (
        party is not None
        and {c.target for c in party.covers.all()} == set(row.covers)
        and party.unit == row.unit
    )


def _known(_source: str, rows: Sequence[Row]) -> int:
    return sum(_is_in(row) for row in rows)


def _take(source: str, rows: Sequence[Row], by: Actor) -> Taken:
    kept, known, bad = 0, 0, []
    for row in rows:
        if _is_in(row):
            known += 1
            continue
        try:
            there = _same(row)
            save_party(
                NewParty(row.kind, row.name, row.covers, row.phone, row.unit, source), party=there.pk if there else None, by=by
            )  # fmt: skip
            kept += 1
        except Refused as refused:
            message, way_out = refused.told(gettext, get_language() or "")
            bad.append(BadRow(row.row_number, (Problem(refused.field, message, way_out),), row.cells))
    return Taken(kept, known, tuple(bad))


PARTY_TABLE = Kind(
    code="parties", name=N_("Import responsible parties"),
    lead=N_("One row for each party: its kind, name, the codes of places or areas it answers for, mobile number, unit."),
    permission=EDIT, fields=FIELDS, read=Rows, shown=_shown, known=_known, take=_take, result="circles:parties",
)  # fmt: skip
