"""Schools, places and areas as a table that people take in by the browser: one row a school and year (R-077, R-091)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language, gettext

from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused
from lianzhi.services.access import SCHOOLS_EDIT
from lianzhi.services.actions.schooling import NewArea, save_school, set_area, set_places
from lianzhi.services.models import Places, School, SchoolArea
from lianzhi.services.rules.table import HEADS, STAGE_WORDS, cut, read_number

LABELS = {
    "place": N_("Code of the place"), "name": N_("Name"), "stage": N_("School stage"), "year": N_("Year"), "places": N_("Places"),
    "areas": N_("Area"),
}  # fmt: skip
NEEDED = ("place", "stage")
FIELDS = tuple(
    Field(code, label, tuple(imports.plain(head) for head in (*HEADS[code], code)), code in NEEDED)
    for code, label in LABELS.items()
)


@dataclass(frozen=True, slots=True)
class Row:
    row_number: int
    place: str
    stage: str
    name: str
    year: int | None
    places: int | None
    areas: tuple[str, ...]
    cells: tuple[str, ...]


class Rows(imports.MappedTable):
    """An opened table of schools."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        self.need(((name, gettext(LABELS[name])) for name in NEEDED), code="services.columns")

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        said = {name: cell.strip() for name, cell in said.items()}
        problems = []
        stage = STAGE_WORDS.get(said["stage"], "")
        if not stage:
            problems.append(
                self._problem("stage", N_("There is no such stage."), N_("Choose one of the list."))
            )
        numbers = {}
        for name in ("year", "places"):
            numbers[name] = read_number(said.get(name, ""))
            if numbers[name] is None and said.get(name):
                problems.append(self._problem(name, N_("This is no number."), N_("Write digits only.")))
        if (numbers["year"] is None) != (numbers["places"] is None) and not problems:
            problems.append(
                self._problem("places", N_("Year and places belong together."), N_("Fill in both, or none."))
            )
        if problems:
            return BadRow(raw.number, tuple(problems), raw.cells)
        return Row(
            raw.number, said["place"], stage, said.get("name", ""), numbers["year"], numbers["places"],
            cut(said.get("areas", "")), raw.cells,
        )  # fmt: skip

    def _problem(self, name: str, message: str, way_out: str) -> Problem:
        return Problem(self.heads.get(name, ""), message, way_out)


def _shown(row: Row) -> Mapping[str, str]:
    return {
        "place": row.place, "name": row.name, "stage": row.stage, "year": str(row.year or ""),
        "places": "" if row.places is None else str(row.places), "areas": ", ".join(row.areas),
    }  # fmt: skip


def _known(_source: str, rows: Sequence[Row]) -> int:
    return sum(_is_in(row) for row in rows)


def _is_in(row: Row) -> bool:
    """All that the row says stands here already."""
    school = School.objects.filter(code=f"{row.place}-{row.stage}", valid_to=None).first()
    if school is None or (row.name and school.name != row.name):
        return False
    there = Places.objects.filter(school=school, year=row.year, places=row.places)
    if row.year is not None and not there.exists():
        return False
    held = set(SchoolArea.objects.filter(school=school, valid_to=None).values_list("area", flat=True))
    return not row.areas or held == set(row.areas)


def _take(source: str, rows: Sequence[Row], by: Actor) -> Taken:
    kept, known, bad = 0, 0, []
    for row in rows:
        if _is_in(row):
            known += 1
            continue
        try:
            _put(source, row, by)
            kept += 1
        except Refused as refused:
            message, way_out = refused.told(gettext, get_language() or "")
            bad.append(BadRow(row.row_number, (Problem(refused.field, message, way_out),), row.cells))
    return Taken(kept, known, tuple(bad))


def _put(source: str, row: Row, by: Actor) -> None:
    view = save_school(row.place, row.stage, row.name, source=source, by=by)
    if row.year is not None and row.places is not None:
        set_places(view.code, row.year, row.places, source=source, by=by)
    held = set(
        SchoolArea.objects.filter(school__code=view.code, valid_to=None).values_list("area", flat=True)
    )
    if row.areas and held != set(row.areas):
        set_area(view.code, NewArea(areas=row.areas), source=source, by=by)


SCHOOL_TABLE = Kind(
    code="schools", name=N_("Import schools"),
    lead=N_("One row for each school and year: the code of its place, stage, places, and the codes of its area."),
    permission=SCHOOLS_EDIT, fields=FIELDS, read=Rows, shown=_shown, known=_known, take=_take, result="services:schools",
)  # fmt: skip
