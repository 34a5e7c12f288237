"""Items that departments know of a person: their normal form, and a person's line of all of them.  R-085, R-090, R-093. Pure.

A value is kept as one text: ``1``/``0``, a whole number, a choice's code, a day as 2026-01-31. A line holds every item as a
32-bit whole number at its slot (a truth as 1 or 0, a choice by its place, a day as yyyymmdd), so that a whole population is
read as one table of numbers; what is missing is the least number there is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lianzhi.kernel.errors import N_, BadInput, Bilingual

TRUTH, NUMBER, TEXT, DATE = "truth", "number", "text", "date"
CELLS, CELL = "<i4", 4
MISSING = int(np.iinfo(CELLS).min)
Value = bool | int | str | date


@dataclass(frozen=True, slots=True)
class Item:
    """``source``: the system whose word decides. ``most``: the greatest number; the least is 0. ``unit``: of money,
    whole fen."""

    code: str
    slot: int
    zh: str
    en: str
    kind: str
    source: str
    sensitive: bool
    most: int = 0
    unit: str = ""
    choices: Mapping[str, str] | None = None

    @property
    def named(self) -> Bilingual:
        return Bilingual(self.zh, self.en)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.choices or ())


def normal(item: Item, value: Any) -> str:
    """The one text a value is kept as. Raises BadInput for one that the item cannot have."""
    if item.kind == TRUTH and value in (True, False, "1", "0"):
        return "1" if value in (True, "1") else "0"
    if item.kind == NUMBER and not isinstance(value, bool | float):
        text = str(value)
        if text.isascii() and text.isdigit() and int(text) <= item.most:
            return str(int(text))
    if item.kind == TEXT and value in item.words:
        return str(value)
    if item.kind == DATE and isinstance(value, date):
        return value.isoformat()
    raise BadInput(
        "registry.fact_value", N_("“%(item)s” cannot be %(value)s."),
        way_out=N_("Give a value of its kind; numbers are whole and not below zero."),
        field=item.code, params={"item": item.named, "value": str(value)[:40]},
    )  # fmt: skip


def number(item: Item, text: str) -> int:
    """The value of a line's cell."""
    if item.kind == TEXT:
        return item.words.index(text)
    return int(text.replace("-", "")) if item.kind == DATE else int(text)


def value(item: Item, text: str) -> Value:
    """What a kept text says."""
    if item.kind == TRUTH:
        return text == "1"
    if item.kind == NUMBER:
        return int(text)
    return date.fromisoformat(text) if item.kind == DATE else text


def line(cells: Mapping[int, int], slots: int) -> bytes:
    """A person's line: ``cells`` by slot."""
    found = np.full(slots, MISSING, CELLS)
    for slot, cell in cells.items():
        found[slot] = cell
    return found.tobytes()


def slots(items: Iterable[Item]) -> int:
    return max(item.slot for item in items) + 1
