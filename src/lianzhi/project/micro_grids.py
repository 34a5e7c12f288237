"""The page of a micro-grid: its buildings with what the register counts in them, and the others of its grid (R-121).

It stands at the register's address of an area: the register keeps grids, not micro-grids, so what lies in one is told
by its buildings. Whoever is kept without an address is counted in the grid only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import parent_of
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

FIGURES = "registry.figures"


class MicroCode:
    """Seventeen digits in an address."""

    regex = r"[0-9]{17}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Line:
    """A building, or with ``code`` empty all of them together."""

    code: str
    name: str
    homes: int
    people: int
    elders: int
    firms: int
    things: int


@access.staff(FIGURES)
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    area = _area(code, request.actor)  # type: ignore[attr-defined]
    lines = _lines(code)
    below = territory.children(area.parent)
    micro = list(territory.micro_grids_in(area.parent).values()) if below else []
    context = {
        "area": area, "grid": territory.area(area.parent), "lines": lines, "all": _together(lines),
        "beside": [each for each in below if each.code != code], "outside": micro.count(""),
    }  # fmt: skip
    return render(request, "administration/micro_grid.html", context)


def _area(code: str, by: Actor) -> territory.AreaView:
    found = territory.area(code)
    if found is None or not access.may(by, FIGURES, _At(code)):
        raise NotFound(
            "registry.no_grid",
            N_("There is no such area, or it is not yours."),
            way_out=N_("Choose one of the list."),
        )
    return found


class _At:
    def __init__(self, area: str) -> None:
        self.area_code, self.unit_codes = area, ()


def _lines(code: str) -> list[Line]:
    """The buildings, the fullest first; a few queries, however many there are."""
    grid = parent_of(code)
    lived, venues = registry.rooms_in(grid, territory.today()), registry.venues_in(grid)
    firms, things = registry.firms_in(grid, ()), registry.things_in(grid)
    found = []
    for each in territory.buildings(code):
        homes = lived.get(each.code, ())
        trading = firms.get(each.code, (0, 0))[0] + sum(venues.get(each.code, {}).values())
        kept = sum(things.get(each.code, {}).values())
        people, elders = sum(room.people for room in homes), sum(room.elders for room in homes)
        found.append(Line(each.code, each.name, len(homes), people, elders, trading, kept))
    return sorted(found, key=lambda line: (-line.people, line.code))


def _together(lines: Iterable[Line]) -> Line:
    rows = list(lines)
    sums = (
        sum(getattr(row, name) for row in rows) for name in ("homes", "people", "elders", "firms", "things")
    )
    return Line("", "", *sums)
