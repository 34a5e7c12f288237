"""A town's old names and those that people use, as a table by the browser (R-074, issue 4 part 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext

from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, RawRow, Taken
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, BadInput, Refused
from lianzhi.territory.access import EDIT
from lianzhi.territory.actions.name_rows import take_names
from lianzhi.territory.contracts import NamePlan
from lianzhi.territory.importing_rooms import day_of, error_of, problem
from lianzhi.territory.rules.names import NAME_KINDS, checked

LABELS = {
    "code": (N_("Code of the place or area"), ("地址编码", "编码", "地点编码", "区域编码", "code", "placecode", "areacode")),
    "name": (N_("Other name"), ("旧名", "旧称", "原名", "曾用名", "别名", "俗称", "名称", "name", "othername")),
    "kind": (N_("Kind of name"), ("类型", "名称类型", "kind", "kindofname")),
    "valid_from": (N_("Used from"), ("启用日期", "起用日期", "from", "usedfrom")),
    "valid_to": (N_("Used until"), ("停用日期", "截止日期", "until", "to", "useduntil")),
}  # fmt: skip
KIND_WORDS = {
    "旧名": "old", "旧称": "old", "原名": "old", "曾用名": "old", "历史名称": "old", "别名": "alias", "俗称": "alias",
    "俗名": "alias", "简称": "alias",
}  # fmt: skip
_KIND_IN_HEAD = ("旧名", "旧称", "原名", "曾用名")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is good by itself."""

    row_number: int
    plan: NamePlan
    cells: tuple[str, ...]
    heads: Mapping[str, str]


class Rows(imports.MappedTable):
    """An opened table of names; where no column says the kind, the head of the names does: 旧称 are former ones."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        lacking = next((field for field in ("code", "name") if field not in self.places), "")
        if lacking:
            raise BadInput(
                "territory.name_columns",
                N_("A table of names needs the code of the place and its other name."),
                way_out=N_("Say which columns they are."),
                field=lacking,
            )

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        said = {field: cell.strip() for field, cell in said.items()}
        try:
            return Row(raw.number, checked(self._plan(said)), raw.cells, self.heads)
        except Refused as refused:
            told = problem(error_of(raw.number, refused), self.heads, LABELS)
            return BadRow(raw.number, (told,), raw.cells)

    def _plan(self, said: Mapping[str, str]) -> NamePlan:
        kind = said.get("kind", "")
        if not kind:
            kind = "old" if self.heads.get("name", "").strip() in _KIND_IN_HEAD else "alias"
        days = (day_of(said.get(field, ""), field) for field in ("valid_from", "valid_to"))
        return NamePlan(said.get("name", ""), said.get("code", "").upper(), kind_of(kind), *days)


def kind_of(text: str) -> str:
    """A kind of name by its code, by the word for it, or as this page says it."""
    named = (code for code, label in NAME_KINDS.items() if text in (label, gettext(label)))
    return KIND_WORDS.get(text) or next(named, text.lower())


def _shown(row: Row) -> Mapping[str, str]:
    plan = row.plan
    return {
        "code": plan.code, "name": plan.name, "kind": gettext(NAME_KINDS[plan.kind]),
        "valid_from": str(plan.valid_from or ""), "valid_to": str(plan.valid_to or ""),
    }  # fmt: skip


def _known(_source: str, rows: Sequence[Row]) -> int:
    return take_names([row.plan for row in rows], by=system("imports"), dry=True).same


def _take(source: str, rows: Sequence[Row], by: Actor) -> Taken:
    told = take_names([row.plan for row in rows], by=by, source=source)
    bad = tuple(
        BadRow(row.row_number, (problem(error, row.heads, LABELS),), row.cells)
        for error in told.errors
        for row in (rows[error.row - 1],)
    )
    return Taken(told.new + told.changed, told.same, bad)


FIELDS = tuple(
    Field(code, label, tuple(imports.plain(s) for s in (label, *synonyms)), code in ("code", "name"))
    for code, (label, synonyms) in LABELS.items()
)
KIND = Kind(
    code="names", name=N_("Import names of places"), permission=EDIT, fields=FIELDS, read=Rows, shown=_shown, known=_known,
    take=_take, result="rooms:index",
    lead=N_("One row for each name: code of the place or area, name, former or in use, its days."),
)  # fmt: skip
