"""Where the people of an example live: a building in which nobody does, of the loaded town or of the square laid out for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhi.kernel import rooms
from lianzhi.registry import api as registry
from lianzhi.scenarios.world import ROOT
from lianzhi.territory import api as territory

SOURCE = "rehearsal"
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Ground:
    building: str
    lon: float
    lat: float

    def room(self, number: int) -> str:
        """Rooms high up in a unit that no building has."""
        return rooms.room_code(self.building, 99, 80 + number // 90, number % 90 + 1)


def ground() -> Ground:
    """Raises LookupError in a town where somebody lives in every building."""
    found = territory.places_in(territory.town().code, kind="building", limit=LOOKED_AT)
    taken = {rooms.building_of(each.place) for each in registry.homes_with_elders(date.max)} | {
        rooms.building_of(each.place) for each in registry.children(date.min, date.max)
    }
    free = next((each for each in found if each.code not in taken and len(each.code) == rooms.BUILDING), None)
    if free is None:
        raise LookupError("no building without people")
    return Ground(free.code, free.lon, free.lat)


def person(number: int, room: str, said: dict[str, Any]) -> str:
    """The code of somebody invented who lives in a room."""
    since = said.get("since") or max(said["born"], date(2020, 1, 1))
    values = {
        "name": f"示例{number}", "birth": said["born"], "sex": str(number % 2 + 1), "kind": said.get("kind", "registered"),
        "place": room, "living": said.get("living", "own"), "since": since,
    }  # fmt: skip
    code = registry.record_person(values, source=SOURCE, by=ROOT).code
    if values["kind"] == "registered":
        registry.link(code, "registered_in", room, since=since, source=SOURCE, by=ROOT)
    return code
