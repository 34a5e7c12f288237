"""A supplier's delivery list as a kind of table that people take in by the browser.  R-079, R-091."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel import rooms, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Bilingual, Refused
from lianzhi.safety import books, facts
from lianzhi.safety.access import IMPORT
from lianzhi.safety.actions.taking import take_deliveries
from lianzhi.safety.contracts import Delivery
from lianzhi.safety.models import Movement, Supplier
from lianzhi.safety.rules.cylinders import day_in, number_in

DAYS = ("on", "made", "inspected", "due", "life_ends")
GONE = ("returned", "scrapped")


def _columns() -> tuple[Field, ...]:
    said = yamls.read(books.DATA / "deliveries.yaml")
    return tuple(
        Field(
            name, Bilingual(c["zh"], c["en"]),
            tuple(imports.plain(text) for text in (c["zh"], f"{c['zh']}*", c["en"], name, *c["also"])), c.get("need", False),
        )
        for name, c in said.items()
    )  # fmt: skip


FIELDS = _columns()
NAMED = {field.code: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Row:
    row_number: int
    line: Delivery
    cells: tuple[str, ...]


class Rows(imports.MappedTable):
    """An opened list."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        self.need(((field.code, field.label) for field in FIELDS if field.required), code="safety.columns")

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        said = {field: cell.strip() for field, cell in said.items()}
        try:
            return Row(raw.number, delivery(said), raw.cells)
        except Refused as refused:
            head = self.heads.get(refused.field, "")
            return BadRow(
                raw.number, (Problem(head, refused.message, refused.way_out, _picked(refused)),), raw.cells
            )


def delivery(said: Mapping[str, str]) -> Delivery:
    """One line, read and checked. Raises BadInput with the field."""
    days = {name: _day(name, said.get(name, "")) for name in DAYS}
    if days["on"] is None or days["on"] > facts.today():
        raise _bad(
            "on", N_("The day of the delivery is missing or still to come."), N_("Write it as 2026-01-31.")
        )
    movement = books.spellings("movements").get("".join(said.get("movement", "").split()).casefold(), "")
    if not movement and said.get("movement"):
        raise _bad(
            "movement",
            N_("There is no such step of a cylinder."),
            N_("Write delivered, exchanged, returned, moved, seen or scrapped."),
        )
    movement = movement or "delivered"
    place = "".join(said.get("place", "").split()).upper()
    if movement not in GONE and not rooms.is_place(place):
        raise _bad(
            "place",
            N_("This is no code of a building, unit or room."),
            N_("Look the address up first; a room has 24 characters."),
        )
    return Delivery(
        number_in(said.get("number", "")), movement, days["on"], books.kind_in(said.get("kind", "")),
        said.get("maker", "")[:80], said.get("supplier", "")[:120], days["made"], days["inspected"], days["due"],
        days["life_ends"], "" if movement in GONE else place, said.get("user", "").strip().upper()[:40],
    )  # fmt: skip


def _day(name: str, text: str) -> date | None:
    if text and (day := day_in(text)) is None:
        raise _bad(name, N_("This is no date."), N_("Write it as 2026-01-31."))
    return day if text else None


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("safety.line", message, way_out=way_out, field=field)


def _picked(refused: Any) -> dict[str, Any]:
    language = get_language() or "zh-hans"
    return {k: v.pick(language) if isinstance(v, Bilingual) else v for k, v in refused.params.items()}


def _shown(row: Row) -> Mapping[str, str]:
    return {name: str(value or "") for name, value in asdict(row.line).items() if name in NAMED}


def _known(source: str, rows: Sequence[Row]) -> int:
    """Lines that are in already, as they stand."""
    wanted = {(r.line.number, r.line.movement, r.line.on, r.line.place) for r in rows}
    there = Movement.objects.filter(cylinder__number__in=[each[0] for each in wanted])
    return len(wanted & set(there.values_list("cylinder__number", "kind", "on", "to_place")))


def _take(source: str, rows: Sequence[Row], by: Actor) -> Taken:
    kept, bad = take_deliveries([row.line for row in rows], source=source, by=by)
    refused = tuple(
        BadRow(rows[index].row_number, (Problem(error.field, error.reason, error.way_out, _picked(error)),), rows[index].cells)
        for index, error in sorted(bad.items())
    )  # fmt: skip
    return Taken(kept, len(rows) - kept - len(refused), refused)


DELIVERIES = Kind(
    code="cylinders",
    name=N_("Import deliveries of gas cylinders"),
    lead=N_(
        "A supplier's list: number, step, day, address code, user. Cylinders come into the register by it, each once."
    ),
    permission=IMPORT,
    fields=FIELDS,
    read=Rows,
    shown=_shown,
    known=_known,
    take=_take,
    sources=lambda: Supplier.objects.filter(active=True).values_list("name", flat=True),
    result="safety:cylinders",
)
