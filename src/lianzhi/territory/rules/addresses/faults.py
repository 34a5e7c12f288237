"""Rows that go back to the town: which field breaks which cleaning rule, and what it should probably be. Pure. B1."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianzhi.kernel.errors import N_
from lianzhi.territory.rules.addresses.normal import ABSENT, FIELDS, by_pattern
from lianzhi.territory.rules.addresses.numerals import plainly

_HAN = "[\u4e00-\u9fff]"
_FORM: Mapping[str, tuple[str, str]] = {
    "community": (rf"{_HAN}+(?:社区|村)", N_("A community ends in 社区 or 村, without 居委会 or 村委会.")),
    "grid": (
        r"第[零一二三四五六七八九十百]+网格",
        N_("A grid is written 第一网格, without a code or the community."),
    ),
    "quarter": (rf"{_HAN}+", N_("A quarter holds Chinese characters only.")),
    "building": (
        r"(?:[A-Z]?\d+[A-Z]?|[A-Z])(?:-(?:[A-Z]?\d+[A-Z]?|[A-Z]))?幢",
        N_("A building is written 1幢 or 1-10幢."),
    ),
    "unit": (r"(?:\d+|[A-Z])单元", N_("A unit is written 1单元.")),
    "floor": (r"-?\d+层", N_("A floor is written 1层.")),
    "room": (r"[A-Z0-9]+(?:-[A-Z0-9]+)?室", N_("A room is written 401室.")),
    "number": (r"\d+(?:-\d+)?号", N_("A house number is written 12号.")),
    "lane": (r"\d+弄", N_("A lane is written 12弄.")),
}
_EMPTY = N_("The field is empty; write 无 when there is none.")
_UNKNOWN = N_("No such field.")


@dataclass(frozen=True, slots=True)
class Fault:
    """``row`` counts from 1. ``proposal`` is empty when the rule gives none."""

    row: int
    field: str
    value: str
    reason: str
    proposal: str


def faults(rows: Iterable[Mapping[str, str | None]]) -> Iterator[Fault]:
    """Every broken rule of every row in exchange form. Rows without one give nothing."""
    for number, row in enumerate(rows, 1):
        for field in (*FIELDS, *(name for name in row if name not in FIELDS)):
            value = (row.get(field) or "").strip()
            if field not in FIELDS:
                yield Fault(number, field, value, _UNKNOWN, "")
            elif not value:
                yield Fault(number, field, value, _EMPTY, ABSENT)
            elif value != ABSENT and field in _FORM and not re.fullmatch(_FORM[field][0], value):
                yield Fault(number, field, value, _FORM[field][1], _proposal(field, value))


def _proposal(field: str, value: str) -> str:
    """The same value in normal form, if it has one."""
    shape, _ = _FORM[field]
    text = plainly(value)
    if field == "quarter":
        return re.sub(r"[^\u4e00-\u9fff]", "", text)
    ending = {"building": "幢", "unit": "单元", "floor": "层", "room": "室", "number": "号"}.get(field, "")
    tries = [text, text + ending]
    if field == "building":
        tries.append(re.sub(r"号$", "号楼", text))
    for attempt in tries:
        if re.fullmatch(shape, attempt):
            return attempt
        read = getattr(by_pattern(attempt), field)
        if read and re.fullmatch(shape, read):
            return read
    return ""
