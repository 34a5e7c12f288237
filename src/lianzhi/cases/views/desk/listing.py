"""A list page as its address says it: filters, tab, order and page all stand in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lianzhi.cases.columns import ORDER_NAMES, Head, heads
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import board, paging
from lianzhi.cases.queries.acts import Act, Reader, buttons
from lianzhi.cases.queries.cases import Wanted, bare, filtered, named
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.queries.reach import SEE, asks_each
from lianzhi.cases.queries.views import case_views
from lianzhi.cases.queries.watching import LEVELS
from lianzhi.cases.queries.ways import called
from lianzhi.cases.search_form import Offered, SearchForm
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory

PASSING = ("page", "after", "before", "n", "select")
SIMPLE_ORDERS = ("newest", "due", "oldest")


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. ``acts`` is filled where the list lets its reader act from the row."""

    case: CaseView
    light: str
    tone: str
    units: tuple[access.UnitView, ...]
    acts: tuple[Act, ...] = ()
    area: territory.AreaView | None = None
    chosen: bool = False
    url: str = ""

    @property
    def data(self) -> SafeString:
        """What the page's own code reads of a row: number, place, light, times. As a template thirty of them took 10 ms."""
        case, item = self.case, self.case.item
        told: dict[str, object] = {"number": case.number}
        if case.located:
            told |= {"lon": case.lon, "lat": case.lat}
        if item.warn_at and item.due_at and not item.closed_at:
            told |= {
                name: timezone.localtime(at).isoformat()
                for name, at in (("warn", item.warn_at), ("due", item.due_at))
            }
        told |= {"light": self.light, "created": timezone.localtime(case.created_at).isoformat()}
        return format_html_join("", ' data-{}="{}"', told.items())

    @property
    def choose(self) -> str:
        return gettext("Choose %(number)s") % {"number": self.case.number}

    @property
    def marked(self) -> bool:
        """Is there a word about it beside its title?"""
        return self.case.urgency != "normal" or bool(self.case.item.urged) or self.case.heat > 1

    @property
    def level(self) -> str:
        return LEVELS.get(self.case.item.level, self.case.item.level)

    @property
    def source(self) -> str:
        return called(self.case.source)


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    url: str
    count: int
    capped: bool = False

    @property
    def shown(self) -> str:
        return f"{self.count}+" if self.capped else str(self.count)


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for; ``url``: the list without it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the area tree."""

    area: territory.AreaView
    url: str
    chosen: bool
    open: bool
    under: list["Branch"] = field(default_factory=list)


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
        self.order = self._asked("order", paging.ORDERS, fixed.order)
        self.chosen = frozenset(request.GET.getlist("select"))

    def _asked(self, name: str, allowed: Any, otherwise: str) -> str:
        value = self.request.GET.get(name, "")
        return value if value in allowed else otherwise

    @cached_property
    def areas(self) -> list[territory.AreaView]:
        return territory.areas()

    @cached_property
    def form(self) -> SearchForm:
        colleagues = access.people(self.by.unit) if self.by.unit else []
        every = sorted(self.units.values(), key=lambda unit: unit.code)
        return SearchForm(
            self.request.GET,
            Offered(categories(), self.areas, every, worklist.every_state(), colleagues),
        )

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted(
            states=board.states_of(self.group, self.waiting),
            unit=self.unit,
            part=self.part,
            order=self.order,
            **self.form.wanted(self.by.id, self.by.unit),
        )

    @cached_property
    def waiting(self) -> Mapping[str, tuple[str, ...]]:
        return worklist.waiting()

    @cached_property
    def units(self) -> Mapping[str, access.UnitView]:
        return {unit.code: unit for unit in access.units()}

    @cached_property
    def page(self) -> paging.KeysetPage:
        """One page of rows; a page number beyond the last shows the last."""
        page = self.cut(self.request.GET)
        return replace(page, object_list=self._rows(page.object_list))

    def cut(self, query: Mapping[str, str], size: int = paging.SIZE) -> paging.KeysetPage:
        """Cases of the list as it stands: a page of it, or its first ``size``."""
        found = filtered(self.by, self.wanted, self.now, bare(), held=self.held)
        order = paging.ORDERS[self.order]
        page = paging.page_of(found, order, query, size=size, cap=self._cap, counted=self.total)
        return replace(page, object_list=case_views(page.object_list))

    @cached_property
    def total(self) -> board.Total:
        """Counted once for the page and for its tab."""
        plenty = board.plenty(self.wanted, self.held, self._cap)
        rows = filtered(self.by, self.wanted, self.now, held=self.held)
        return plenty or paging.total_of(rows, self._cap)

    @property
    def _cap(self) -> int:
        if self.wanted.text or asks_each(access.scope(self.by, SEE)):
            return paging.CAP_ASKED_EACH
        return paging.CAP_SOUGHT if self.wanted.punctual or self.wanted.feedback else paging.CAP

    @cached_property
    def held(self) -> Q:
        """Looked up once for the rows and all counts."""
        return named(self.by, self.wanted)

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
                self.area_of.get(case.area_code),
                case.number in self.chosen,
                case.number.join(self._around_number),
            )
            for case in cases
        ]

    @cached_property
    def _around_number(self) -> list[str]:
        """The address of a matter without its number: what stands before it and behind."""
        return reverse("desk:case", args=["0"]).rsplit("0", 1)

    def _own(self, case: CaseView, reader: Reader) -> list[Act]:
        """One-click acts on this unit's own parts: nothing that needs words is done from a row."""
        return [
            act for act in buttons(case, reader) if act.task and act.task.unit == self.unit and not act.needs
        ]

    @cached_property
    def tabs(self) -> list[Tab]:
        if self.unit:
            return [
                Tab(tab.code, tab.label, self.url(part=tab.code), tab.count, tab.capped)
                for tab in board.parts(self.by, self.wanted, self.now, held=self.held)
            ]
        everything = replace(self.wanted, states=())
        return [
            Tab(tab.code, tab.label, self.url(group=tab.code), tab.count, tab.capped)
            for tab in board.tabs(
                self.by, everything, self.now, self.waiting, held=self.held, known={self.group: self.total}
            )
        ]

    @property
    def tab(self) -> str:
        return self.part if self.unit else self.group

    @property
    def filtered(self) -> bool:
        """Is anything asked for besides a tab and an order?"""
        return bool(self.chips)

    @property
    def unit_name(self) -> access.UnitView | None:
        return self.units.get(self.unit)

    @property
    def query(self) -> str:
        """The filters as a query string, for the page's own requests."""
        return self.url(list=self.kind).removeprefix("?")

    @property
    def orders(self) -> list[tuple[str, str, str]]:
        """The three plain orders; the one that is set by a column's head stands with them."""
        names = [*SIMPLE_ORDERS, *([self.order] if self.order not in SIMPLE_ORDERS else [])]
        return [(name, ORDER_NAMES[name], self.url(order=name)) for name in names]

    @cached_property
    def memory(self) -> ui.Memory:
        return ui.memory_of(self.request, self.by, f"desk:{self.kind}")

    @cached_property
    def heads(self) -> list[Head]:
        return heads(self.memory, self.order, {name: self.url(order=name) for name in paging.ORDERS})

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(head.column.key for head in self.heads if head.shown)

    @cached_property
    def area_of(self) -> Mapping[str, territory.AreaView]:
        return {area.code: area for area in (*territory.former_areas(), *self.areas)}

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, text, self._without(name, value)) for name, value, label, text in self.form.chips()
        ]

    @cached_property
    def tree(self) -> list[Branch]:
        """Communities with their grids: a click keeps all other filters."""
        asked = self.form.said.get("area", "")
        return [
            self._branch(area, asked, [self._branch(grid, asked, []) for grid in self.areas
                                       if grid.level == "grid" and grid.parent == area.code])
            for area in self.areas
            if area.level == "community"
        ]  # fmt: skip

    def _branch(self, area: territory.AreaView, asked: str, under: list[Branch]) -> Branch:
        inside = asked == area.code or any(branch.chosen for branch in under)
        return Branch(area, self.url(area=area.code), asked == area.code, inside, under)

    @property
    def everywhere(self) -> str:
        return self.url(area="")

    def _without(self, name: str, value: str) -> str:
        query = self._kept()
        query.setlist(name, [kept for kept in query.getlist(name) if value and kept != value])
        return f"?{query.urlencode()}"

    def _kept(self) -> QueryDict:
        query = self.request.GET.copy()
        for name in PASSING:
            query.pop(name, None)
        return query

    def url(self, **change: str) -> str:
        query = self._kept()
        for name, value in change.items():
            query[name] = value
        return f"?{query.urlencode()}"
