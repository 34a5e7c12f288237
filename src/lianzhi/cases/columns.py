"""The columns of the desk's lists: which there are, which a person sees, which one may sort by.  A3."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_


@dataclass(frozen=True, slots=True)
class Column:
    """``orders``: what a click on the head sorts by, and what a second click does. ``away``: not shown unless asked for."""

    key: str
    label: str
    orders: tuple[str, ...] = ()
    away: bool = False
    fixed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("light", N_("Deadline")),
    Column("matter", N_("Matter"), fixed=True),
    Column("category", N_("Category"), ("category",), away=True),
    Column("area", N_("Area"), ("area",), away=True),
    Column("source", N_("Source"), away=True),
    Column("level", N_("Stands with"), away=True),
    Column("voices", N_("Voices"), ("hottest",), away=True),
    Column("units", N_("Units")),
    Column("state", N_("State")),
    Column("reported", N_("Reported"), ("newest", "oldest"), away=True),
    Column("left", N_("Left"), ("due", "last_due")),
)
ORDER_NAMES: Mapping[str, str] = {
    "newest": N_("Newest first"),
    "due": N_("Due first"),
    "oldest": N_("Oldest first"),
    "last_due": N_("Due last"),
    "category": N_("By category"),
    "area": N_("By area"),
    "hottest": N_("Most voices first"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """One column as this reader has it. ``url``: what a click sorts by; ``sorted``: aria-sort, empty when it is not."""

    column: Column
    shown: bool
    url: str = ""
    sorted: str = ""


def heads(memory: ui.Memory | None, order: str, urls: Mapping[str, str]) -> list[Head]:
    return [_head(column, memory, order, urls) for column in COLUMNS]


def _head(column: Column, memory: ui.Memory | None, order: str, urls: Mapping[str, str]) -> Head:
    away = memory.hides(column.key, column.away) if memory else column.away
    shown = column.fixed or not away
    if not column.orders:
        return Head(column, shown)
    turned = column.orders[-1] if order == column.orders[0] else column.orders[0]
    direction = {"newest": "descending", "last_due": "descending", "hottest": "descending"}
    return Head(
        column, shown, urls[turned], direction.get(order, "ascending") if order in column.orders else ""
    )
