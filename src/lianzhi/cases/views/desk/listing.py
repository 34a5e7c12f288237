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
from lianzhi.territory import api as territory

SIZE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. ``acts`` is filled where the list lets its reader act from the row."""

    case: CaseView
    light: str
    units: tuple[access.UnitView, ...]
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    url: str
    count: int


class Listing:
    """``unit`` and ``group`` are set by the page, everything else by the address."""

    def __init__(
        self, request: HttpRequest, *, unit: str = "", group: str = "", acting: bool = False
    ) -> None:
        self.request, self.unit, self.acting = request, unit, acting
        self.by = request.actor  # type: ignore[attr-defined]
        self.now = clock.now()
        self.group = group or self._asked("group", board.GROUPS, board.ALL)
        self.part = self._asked("part", ("assigned", "accepted"), "") if unit else ""
        self.order = self._asked("order", ORDERS, "newest")

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
                tuple(self.units[code] for code in case.unit_codes if code in self.units),
                tuple(self._own(case, reader)) if self.acting else (),
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
    def query(self) -> str:
        """The filters as a query string, for the page's own requests."""
        return self.url().removeprefix("?")

    def url(self, **change: str) -> str:
        query = self.request.GET.copy()
        for name in ("page", "n"):
            query.pop(name, None)
        for name, value in change.items():
            query[name] = value
        return f"?{query.urlencode()}"

    def order_urls(self) -> list[tuple[str, str]]:
        return [(name, self.url(order=name)) for name in ORDERS]
