"""What somebody types as an address, and the schools of what it may mean."""

from dataclasses import dataclass

from lianzhi.kernel import rooms
from lianzhi.services.contracts import SchoolOf
from lianzhi.services.queries.schools import schools_of
from lianzhi.territory import api as territory

MOST = 5


@dataclass(frozen=True, slots=True)
class Offer:
    code: str
    name: str
    address: str


def offers(text: str) -> list[Offer]:
    """Buildings that a text may mean, best first; a code means itself."""
    typed = "".join(text.split()).upper()
    if rooms.is_place(typed):
        building = rooms.building_of(typed)
        name = territory.names_of([building]).get(building)
        return [Offer(building, name, "")] if name else []
    found = territory.find_place(text, limit=MOST)
    return [Offer(each.code, each.name, each.address) for each in found if each.grid_code]


def chosen(code: str) -> tuple[Offer, list[SchoolOf]] | None:
    """A building that was chosen, with its schools; None for a code that is none."""
    if not rooms.is_place(code):
        return None
    building = rooms.building_of(code)
    name = territory.names_of([building]).get(building)
    return (Offer(building, name, ""), schools_of(building)) if name else None
