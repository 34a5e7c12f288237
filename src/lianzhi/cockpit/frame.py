"""What a wall looks at: whose eyes, which area, which period. All of it stands in the address.

Figures that several panels need are read once per frame.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, QueryDict

from lianzhi.cases import api as cases
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import api as territory


@dataclass(frozen=True, slots=True)
class Period:
    code: str
    name: str
    days: int


PERIODS = {
    period.code: period
    for period in (
        Period("today", N_("Today"), 1),
        Period("week", N_("7 days"), 7),
        Period("month", N_("30 days"), 30),
    )
}
THEMES = {"dark": N_("Dark"), "light": N_("Light"), "contrast": N_("High contrast")}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the breadcrumb, or one area below it."""

    code: str
    name_zh: str
    name_en: str
    href: str
    open: int = 0


class Frame:
    def __init__(self, by: Actor, now: datetime, area: str, period: Period, query: QueryDict) -> None:
        self.by, self.now, self.period = by, now, period
        self._query = query
        self.way = _way(area)

    @property
    def area(self) -> str:
        """The chosen area; empty for the whole town."""
        return self.way[-1].code if len(self.way) > 1 else ""

    @property
    def here(self) -> territory.AreaView | territory.TownView:
        return self.way[-1]

    @cached_property
    def seen(self) -> "cases.overview.Look":
        return cases.overview.look(self.by, self.now, area=self.area, days=self.period.days)

    @cached_property
    def standing(self) -> "list[cases.overview.Standing]":
        return cases.overview.standing(self.seen)

    @cached_property
    def total(self) -> "cases.overview.Standing":
        return sum(self.standing, cases.overview.Standing(""))

    @cached_property
    def crumbs(self) -> list[Step]:
        """From the town down to here."""
        codes = ["", *(area.code for area in self.way[1:])]
        return [
            Step(code, a.name_zh, a.name_en, self.href(area=code))
            for code, a in zip(codes, self.way, strict=True)
        ]

    @cached_property
    def below(self) -> list[Step]:
        """The areas one level down with what is open in each, the busiest first."""
        levels = ("community", "grid")
        if len(self.way) > len(levels):
            return []
        counts = cases.overview.open_by_area(self.seen)
        inside = territory.areas(levels[len(self.way) - 1], under=self.area or None)
        steps = [
            Step(a.code, a.name_zh, a.name_en, self.href(area=a.code), _inside(counts, a.code))
            for a in inside
        ]
        return sorted(steps, key=lambda step: (-step.open, step.code))

    @cached_property
    def periods(self) -> list[tuple[Period, str]]:
        return [(period, self.href(period=period.code)) for period in PERIODS.values()]

    @cached_property
    def themes(self) -> list[tuple[str, str, str]]:
        return [(code, name, self.href(theme=code)) for code, name in THEMES.items()]

    @property
    def query(self) -> str:
        """What the panels of this frame are asked with."""
        return self.href().removeprefix("?")

    def href(self, **changed: str) -> str:
        """This page with ``changed`` in its address; an empty value takes the key out."""
        query = self._query.copy()
        for key, value in changed.items():
            query[key] = value
        kept = QueryDict(mutable=True)
        kept.update({key: value for key, value in query.items() if value})
        return f"?{kept.urlencode()}"


def frame_of(request: HttpRequest) -> Frame:
    """The frame an address asks for. Raises NotFound for an area the town does not have."""
    period = PERIODS.get(request.GET.get("period", ""), PERIODS["today"])
    return Frame(request.actor, clock.now(), request.GET.get("area", ""), period, request.GET)  # type: ignore[attr-defined]


def _way(code: str) -> "list[territory.AreaView | territory.TownView]":
    """The town and, when an area inside it is chosen, the areas down to that one."""
    town = territory.town()
    if not code or code == town.code:
        return [town]
    area = territory.area(code)
    if area is None or not code.startswith(stem(town.code)):
        raise NotFound(
            "cockpit.area",
            N_("The town has no area %(code)s."),
            way_out=N_("Choose one on the map."),
            params={"code": code},
        )
    above = [territory.area(area.parent)] if area.level == "grid" else []
    return [town, *(one for one in above if one), area]


def _inside(counts: dict[str, int], area: str) -> int:
    return sum(count for code, count in counts.items() if code.startswith(stem(area)))
