"""A list of devices as a kind of table that people take in by the browser.  R-114, R-091."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import get_language, gettext

from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Bilingual, Refused
from lianzhi.sensing import settings
from lianzhi.sensing.access import EDIT
from lianzhi.sensing.actions.devices import checked, save_device
from lianzhi.sensing.contracts import NewDevice
from lianzhi.sensing.models import Device

NUMBERS = {"lon": True, "lat": True, "height_m": False, "bearing": False, "opening": False, "range_m": False}


@dataclass(frozen=True, slots=True)
class Row:
    row_number: int
    device: NewDevice
    cells: tuple[str, ...]


def _said() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = yamls.read(settings.DATA / "columns.yaml")
    return found


def _columns() -> tuple[Field, ...]:
    return tuple(
        Field(
            name, Bilingual(str(c["zh"]), str(c["en"])),
            tuple(imports.plain(text) for text in (str(c["zh"]), str(c["en"]), name, *c.get("also", []))),  # type: ignore[misc,attr-defined]
            bool(c.get("need")),
        )
        for name, c in _said()["columns"].items()
    )  # fmt: skip


FIELDS = _columns()
KINDS = {word.casefold(): kind for kind, words in _said()["kinds"].items() for word in (kind, *words)}  # type: ignore[misc]
STATES = {word.casefold(): state for state, words in _said()["states"].items() for word in (state, *words)}  # type: ignore[misc]


class Rows(imports.MappedTable):
    """An opened list."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        self.need(((field.code, field.label) for field in FIELDS if field.required), code="sensing.columns")

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        try:
            new = read({field: cell.strip() for field, cell in said.items()})
            checked(new)
        except Refused as refused:
            message, way_out = refused.told(gettext, get_language() or "")
            return BadRow(
                raw.number, (Problem(self.heads.get(refused.field, ""), message, way_out),), raw.cells
            )
        return Row(raw.number, new, raw.cells)


def read(said: Mapping[str, str]) -> NewDevice:
    """One line. Raises BadInput with the field; the rest is checked by ``checked``."""
    numbers = {name: _number(name, said.get(name, ""), need=need) for name, need in NUMBERS.items()}
    return NewDevice(
        code=said.get("code", ""), kind=KINDS.get(said.get("kind", "").casefold(), said.get("kind", "")),
        name=said.get("name", "") or said.get("code", ""), lon=numbers["lon"] or 0.0, lat=numbers["lat"] or 0.0,
        owner=said.get("owner", ""), source=said.get("source", "") or "table", height_m=numbers["height_m"] or 0.0,
        bearing=numbers["bearing"], opening=numbers["opening"], range_m=numbers["range_m"], gb_id=said.get("gb_id", ""),
        state=STATES.get(said.get("state", "").casefold(), said.get("state", "") or "active"),
        datum=said.get("datum", "").upper() or "WGS84",
    )  # fmt: skip


def _number(name: str, text: str, *, need: bool) -> float | None:
    if not text and not need:
        return None
    try:
        return float(text.rstrip("°m米"))
    except ValueError as error:
        raise BadInput(
            "sensing.number",
            N_("This is no number."),
            way_out=N_("Write digits and a point only."),
            field=name,
        ) from error


def _is_in(row: Row) -> bool:
    there = Device.objects.filter(code=row.device.code).first()
    return there is not None and all(
        getattr(there, name) == value for name, value in checked(row.device).items()
    )


def _known(_source: str, rows: Sequence[Row]) -> int:
    return sum(_is_in(row) for row in rows)


def _take(_source: str, rows: Sequence[Row], by: Actor) -> Taken:
    kept, known, bad = 0, 0, []
    for row in rows:
        try:
            if _is_in(row):
                known += 1
                continue
            save_device(row.device, by=by)
            kept += 1
        except Refused as refused:
            message, way_out = refused.told(gettext, get_language() or "")
            bad.append(BadRow(row.row_number, (Problem(refused.field, message, way_out),), row.cells))
    return Taken(kept, known, tuple(bad))


def _shown(row: Row) -> Mapping[str, str]:
    return {name: "" if value is None else str(value) for name, value in asdict(row.device).items()}


DEVICES = Kind(
    code="devices",
    name=N_("Import devices"),
    lead=N_(
        "One row for each camera, sky eye, drone or door sensor: code, kind, place, field of view, unit."
    ),
    permission=EDIT,
    fields=FIELDS,
    read=Rows,
    shown=_shown,
    known=_known,
    take=_take,
    result="sensing:devices",
)
