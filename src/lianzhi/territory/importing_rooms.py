"""Rooms as a table that people take in by the browser, and as one they take away (issue 4 part 1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs

from django.utils.translation import gettext

from lianzhi.foundation.access import api as access
from lianzhi.foundation.exports import api as exports
from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Field, Kind, Problem, RawRow, Taken
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, BadInput, Refused
from lianzhi.territory import queries, queries_rooms
from lianzhi.territory.access import EDIT
from lianzhi.territory.actions.rooms import take_rooms
from lianzhi.territory.contracts import RoomPlan, RowError
from lianzhi.territory.models import Place
from lianzhi.territory.rules.rooms import ROOM_USES, checked

LABELS = {
    "code": (N_("Room code"), ("房间编码", "房屋编码", "室编码", "地址编码", "code", "roomcode")),
    "building": (N_("Building code"), ("幢编码", "楼幢编码", "楼栋编码", "building", "buildingcode")),
    "unit": (N_("Unit in the building"), ("单元", "单元号", "unit")),
    "floor": (N_("Floor"), ("楼层", "层", "floor")),
    "position": (N_("Room on its floor"), ("层内序号", "户序", "position", "roomonitsfloor")),
    "number": (N_("Number on the door"), ("门牌室号", "室号", "房号", "门牌", "房间号", "number", "numberonthedoor")),
    "name": (N_("Name of the room"), ("房间名称", "名称", "name", "nameoftheroom")),
    "use": (N_("Use of the room"), ("房间用途", "用途", "房屋用途", "use", "useoftheroom")),
    "valid_from": (N_("Holds from"), ("启用日期", "生效日期", "from", "holdsfrom")),
    "valid_to": (N_("No longer there from"), ("停用日期", "失效日期", "until", "nolongertherefrom")),
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
PARTS = ("building", "unit", "floor", "position")
USE_WORDS = {
    "住宅": "home", "居住": "home", "商铺": "shop", "店铺": "shop", "办公": "office", "厂房": "workshop", "车间": "workshop",
    "仓储": "storage", "仓库": "storage", "宿舍": "dormitory", "集体宿舍": "dormitory",
    "公共用房": "public", "公共": "public", "空置": "empty", "闲置": "empty", "其他": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is good by itself."""

    row_number: int
    plan: RoomPlan
    cells: tuple[str, ...]
    heads: Mapping[str, str]


class Rows(imports.MappedTable):
    """An opened table of rooms: by the room's code, or by building, unit, floor and room on it."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, sheet: str | None = None) -> None:
        super().__init__(path, mapping, lambda header: imports.proposed(header, FIELDS, {}), sheet=sheet)
        if "number" not in self.places or not (
            "code" in self.places or {"building", "floor", "position"} <= set(self.places)
        ):
            raise BadInput(
                "territory.room_columns",
                N_(
                    "A table of rooms needs the number on the door, and the room's code or building, floor and room on it."
                ),
                way_out=N_("Say which columns they are."),
                field="number" if "number" not in self.places else "code",
            )

    def row(self, raw: RawRow, said: Mapping[str, str]) -> Row | BadRow:
        said = {field: cell.strip() for field, cell in said.items()}
        try:
            return Row(raw.number, checked(_plan(said)), raw.cells, self.heads)
        except Refused as refused:
            return BadRow(raw.number, (problem(error_of(raw.number, refused), self.heads),), raw.cells)


def _plan(said: Mapping[str, str]) -> RoomPlan:
    code = said.get("code", "").upper() or _code(said)
    use = said.get("use", "")
    return RoomPlan(
        code, said.get("number", ""), said.get("name", ""), USE_WORDS.get(use) or _use(use),
        day_of(said.get("valid_from", ""), "valid_from"), day_of(said.get("valid_to", ""), "valid_to"),
    )  # fmt: skip


def _use(text: str) -> str:
    """A use by its name in the reader's language, as the export writes it."""
    return next((code for code, label in ROOM_USES.items() if text in (label, gettext(label))), text)


def _code(said: Mapping[str, str]) -> str:
    try:
        numbers = [int(said.get(part, "") or 0) for part in PARTS[1:]]
        return codes.room_code(said.get("building", "").upper(), *numbers)
    except ValueError:
        parts = " ".join(said.get(part, "") for part in PARTS)
        raise BadInput(
            "territory.room_parts",
            N_("“%(parts)s” makes no room."),
            way_out=N_(
                "Give the building's code, the unit (0: none), the floor (-9 to 89, not 0) and the room on it."
            ),
            field="building",
            params={"parts": parts.strip()},
        ) from None


def day_of(text: str, field: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else _no_day(text, field)
    except ValueError:
        return _no_day(text, field)


def _no_day(text: str, field: str) -> NoReturn:
    raise BadInput(
        "territory.day", N_("“%(text)s” is no day."), way_out=N_("Write it as 2026-11-30."), field=field,
        params={"text": text},
    )  # fmt: skip


def error_of(number: int, refused: Refused) -> RowError:
    return RowError(number, "", refused.field, refused.message, refused.way_out, refused.params)


def problem(
    error: RowError, heads: Mapping[str, str], labels: Mapping[str, tuple[str, Any]] = LABELS
) -> Problem:
    label = heads.get(error.field, "")
    if not label and error.field in labels:
        label = gettext(labels[error.field][0])
    return Problem(label, error.why, error.way_out, error.params)


def _shown(row: Row) -> Mapping[str, str]:
    plan = row.plan
    return {
        "code": plan.code, "number": plan.number, "name": plan.name,
        "use": gettext(ROOM_USES[plan.use]) if plan.use else "",
        "valid_from": str(plan.valid_from or ""), "valid_to": str(plan.valid_to or ""),
    }  # fmt: skip


def _known(_source: str, rows: Sequence[Row]) -> int:
    return take_rooms([row.plan for row in rows], by=system("imports"), dry=True).same


def _take(_source: str, rows: Sequence[Row], by: Actor) -> Taken:
    told = take_rooms([row.plan for row in rows], by=by)
    bad = tuple(
        BadRow(row.row_number, (problem(error, row.heads),), row.cells)
        for error in told.errors
        for row in (rows[error.row - 1],)
    )
    return Taken(told.new + told.changed, told.same, bad)


FIELDS = tuple(
    Field(code, label, tuple(imports.plain(s) for s in (label, *synonyms)), code == "number")
    for code, (label, synonyms) in LABELS.items()
)
KIND = Kind(
    code="rooms", name=N_("Import rooms"), permission=EDIT, fields=FIELDS, read=Rows, shown=_shown, known=_known, take=_take,
    lead=N_("One row for each room: its code of 24 characters, or building, unit, floor and room on it."), result="rooms:index",
)  # fmt: skip


def rooms_table(by: Actor, query: str) -> exports.Table:
    """The rooms that hold today, of one building or of all within reach; the same heads that the import reads."""
    asked = parse_qs(query).get("building", [""])[0]
    scope = access.scope(by, EDIT)
    columns = [exports.Column(gettext(LABELS[field][0]), 26 if field == "code" else 14) for field in LABELS]
    return exports.Table(columns, _rows(scope, asked), scope=asked)


def _rows(scope: access.Scope, building: str) -> Iterator[tuple[exports.Cell, ...]]:
    grids: dict[str, str] = {}
    for block in queries_rooms.room_blocks(building or queries.town().code):
        lacking = {room.building for room in block} - grids.keys()
        grids |= dict(Place.objects.filter(code__in=lacking).values_list("code", "grid_code"))
        for room in block:
            if scope.reaches(grids.get(room.building, "")):
                yield (
                    room.code, room.building, codes.unit_number(room.code), room.floor, codes.number_of(room.code),
                    room.number, room.name, gettext(ROOM_USES[room.use]) if room.use in ROOM_USES else "",
                    room.valid_from.isoformat(), room.valid_to.isoformat() if room.valid_to else "",
                )  # fmt: skip
