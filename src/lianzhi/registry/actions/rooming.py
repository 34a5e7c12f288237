"""Rooms that the register keeps something of, though the address base lacks them, are added to it (R-074, R-090).

One idea in one place: the address base says which rooms there are; the register says what is in them.
"""

from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry.queries.building import building
from lianzhi.registry.rules.floors import door_number
from lianzhi.territory import api as territory


def add_missing(code: str, by: Actor) -> int:
    """Of a building, or one room of it; how many are in the address base now. Raises NotFound, NotAllowed."""
    found = building(rooms.building_of(code), by)
    wanted = [each for each in found.strange if each == code or len(code) == rooms.BUILDING]
    plans = [territory.RoomPlan(each, door_number(each)) for each in wanted]
    return territory.add_missing_rooms(plans, by=by) if plans else 0
