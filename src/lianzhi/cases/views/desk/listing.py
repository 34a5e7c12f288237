"""A list page as its address says it: filters, tab, order and page all stand in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.forms import BoardForm
from lianzhi.cases.queries import board
from lianzhi.cases.queries.acts import Act, Reader, buttons
from lianzhi.cases.queries.cases import ORDERS, Wanted, listed
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.territory import api as territory

SIZE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. ``acts`` is filled where the list lets its reader act from the row."""

    case: CaseView
    light: str
    tone: str
    units: tuple[access.UnitView, ...]
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What a list page sets by itself. ``own``: only the reader's unit's parts, with acts in the row."""

    own: bool = False
    group: str = ""
    order: str = "due"


KINDS: Mapping[str, Kind] = {
    "board": Kind(order="newest"),
    "inbox": Kind(own=True),
    "checks": Kind(group="check"),
}
ORDER_NAMES: Mapping[str, str] = {
    "newest": N_("Newest first"),
    "due": N_("Due first"),
    "oldest": N_("Oldest first"),
}


class Listing:
    """``kind`` names the page; everything else the address says."""

    def __init__(self, request: HttpRequest, kind: str = "board") -> None:
        self.request, self.kind = request, kind if kind in KINDS else "board"
        self.by: Actor = request.actor  # type: ignore[attr-defined]
        self.now = clock.now()
        fixed = KINDS[self.kind]
        self.unit = self.by.unit if fixed.own else ""
        self.group = fixed.group or self._asked("group", board.GROUPS, board.ALL)
        self.part = self._asked("part", board.PARTS, "") if fixed.own else ""
        self.order = self._asked("order", ORDERS, fixed.order)

    def _asked(self, name: str, allowed: Any, otherwise: str) -> str:
        value = self.request.GET.get(name, "")
        return value if value in allowed else otherwise

    @cached_property
    def form(self) -> BoardForm:
        return BoardForm(self.request.GET, categories(), territory.areas(level="community"))

    @cached_property
    def wanted(self) -> Wanted:
        said = self.form.said
        return Wanted(
            states=board.states_of(self.group, self.waiting),
            modules=(said["module"],) if said.get("module") else (),
            category=said.get("category", ""),
            light=said.get("light", ""),
            unit=self.unit,
            part=self.part,
            mine=self.by.id if said.get("mine") else "",
            area=said.get("area", ""),
            text=said.get("q", ""),
            order=self.order,
        )

    @cached_property
    def waiting(self) -> Mapping[str, tuple[str, ...]]:
        return worklist.waiting()

    @cached_property
    def units(self) -> Mapping[str, access.UnitView]:
        return {unit.code: unit for unit in access.units()}

    @cached_property
    def page(self) -> Page:
        """One page of rows; a page number beyond the last shows the last."""
        found = Paginator(listed(self.by, self.wanted, self.now), SIZE).get_page(self.request.GET.get("page"))
        found.object_list = self._rows([case_view(row) for row in found.object_list])
        return found

    def some(self, numbers: list[str]) -> list[Row]:
        return self._rows(board.some(self.by, self.wanted, self.now, numbers))

    def _rows(self, cases: list[CaseView]) -> list[Row]:
        reader = Reader(self.by)
        return [
            Row(
                case,
                str(case.item.light(self.now)),
                board.tone(case.item),
                tuple(self.units[code] for code in case.unit_codes if code in self.units),
                tuple(self._own(case, reader)) if self.unit else (),
            )
            for case in cases
        ]

    def _own(self, case: CaseView, reader: Reader) -> list[Act]:
        """One-click acts on this unit's own parts: nothing that needs words is done from a row."""
        return [
            act for act in buttons(case, reader) if act.task and act.task.unit == self.unit and not act.needs
        ]

    @cached_property
    def tabs(self) -> list[Tab]:
        if self.unit:
            return [
                Tab(tab.code, tab.label, self.url(part=tab.code), tab.count)
                for tab in board.parts(self.by, self.wanted, self.now)
            ]
        everything = replace(self.wanted, states=())
        return [
            Tab(tab.code, tab.label, self.url(group=tab.code), tab.count)
            for tab in board.tabs(self.by, everything, self.now, self.waiting)
        ]

    @property
    def tab(self) -> str:
        return self.part if self.unit else self.group

    @property
    def filtered(self) -> bool:
        """Is anything asked for besides a tab and an order?"""
        return any(value for name, value in self.form.said.items() if name in self.form.fields)

    @property
    def unit_name(self) -> access.UnitView | None:
        return self.units.get(self.unit)

    @property
    def query(self) -> str:
        """The filters as a query string, for the page's own requests."""
        return self.url(list=self.kind).removeprefix("?")

    @property
    def orders(self) -> list[tuple[str, str, str]]:
        return [(name, label, self.url(order=name)) for name, label in ORDER_NAMES.items()]

    def url(self, **change: str) -> str:
        query = self.request.GET.copy()
        for name in ("page", "n"):
            query.pop(name, None)
        for name, value in change.items():
            query[name] = value
        return f"?{query.urlencode()}"
