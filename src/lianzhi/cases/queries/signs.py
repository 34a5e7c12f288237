"""Places that a sign can be printed for: an area itself, and the places in it, within one's reach.  R-109, R-074.

The sign's code leads to the residents' report page, which fills the place in. It carries nothing else: no right, no name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import api as territory

PRINT = "cases.report"
SHOWN, MOST = 100, 300
OF_AREAS = ("grid", "community", "micro_grid")
KINDS = {
    "grid": N_("Grid"),
    "community": N_("Community"),
    "micro_grid": N_("Micro-grid"),
    "home": N_("Residential building"),
    "house": N_("House"),
    "shop": N_("Shop front"),
    "building": N_("Building"),
    "quarter": N_("Quarter"),
    "estate": N_("Quarter"),
    "school": N_("School"),
    "hospital": N_("Hospital"),
    "market": N_("Market"),
    "park": N_("Park"),
    "hall": N_("Service hall"),
    "works": N_("Industrial site"),
    "trade": N_("Commercial site"),
    "office": N_("Office"),
    "bridge": N_("Bridge"),
    "crossing": N_("Crossing"),
    "road": N_("Road"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, or an area, as it stands on its sign."""

    code: str
    kind: str
    name: str
    address: str
    area: str

    @property
    def label(self) -> str:
        """A msgid; a kind that only this town knows stands for itself."""
        return KINDS.get(self.kind, self.kind)


def areas_within(by: Actor) -> list[territory.AreaView]:
    """The areas this person may print for, in the order of their codes."""
    scope = access.scope(by, PRINT)
    return [a for a in sorted(territory.areas(), key=lambda a: a.code) if scope.reaches(a.code, (by.unit,))]


def area_of(code: str, by: Actor) -> territory.AreaView:
    """Raises NotFound for what is not there or not within reach: the answer is the same."""
    found = territory.area(code)
    if found is None or not access.scope(by, PRINT).reaches(code, (by.unit,)):
        raise _gone()
    return found


def spots(area: territory.AreaView, *, kind: str = "", text: str = "", limit: int = MOST) -> list[Spot]:
    """The area's own sign first, then its places by code; one more than ``limit`` tells that there are more."""
    own = (
        [_of_area(area)]
        if area.level in OF_AREAS and kind in ("", area.level) and text in area.name_zh
        else []
    )
    if kind in OF_AREAS:
        below = territory.areas(kind, under=area.code)
        return [*own, *(_of_area(a) for a in below if a.code != area.code and text in a.name_zh)][: limit + 1]
    found = territory.places_in(area.code, kind=kind, text=text, limit=limit + 1)
    return [*own, *(_of_place(place) for place in found)][: limit + 1]


def chosen(codes: Iterable[str], by: Actor) -> list[Spot]:
    """The spots of these codes, at most ``MOST``, as they were asked for. Raises NotFound."""
    scope = access.scope(by, PRINT)
    return [_spot(code, scope, by) for code in list(dict.fromkeys(codes))[:MOST]]


def _spot(code: str, scope: access.Scope, by: Actor) -> Spot:
    place, area = territory.place(code), territory.area(code)
    if place is not None and scope.reaches(place.grid_code, (by.unit,)):
        return _of_place(place)
    if area is not None and area.level in OF_AREAS and scope.reaches(area.code, (by.unit,)):
        return _of_area(area)
    raise _gone()


def _of_place(place: territory.PlaceMatch) -> Spot:
    address = "" if place.address == place.name else place.address
    return Spot(place.code, place.kind, place.name, address, _community(place.grid_code))


def _of_area(area: territory.AreaView) -> Spot:
    return Spot(area.code, area.level, area.name_zh, "", _community(area.parent))


def _community(code: str) -> str:
    """The name of the community a grid lies in: what people call where they live."""
    area = territory.area(code)
    while area is not None and area.level not in ("community", "town"):
        area = territory.area(area.parent)
    return area.name_zh if area and area.level == "community" else ""


def _gone() -> NotFound:
    return NotFound(
        "cases.sign_place",
        N_("There is no such place within your area."),
        way_out=N_("Choose the area and the places from the list."),
    )
