"""What of the register a reader's grants reach, as filters over ``grid_code``; by range, which an index serves."""

from typing import Any

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import READ
from lianzhi.registry.finding import entry, keeper, nothing


def inside(area: str, field: str = "grid_code") -> Q:
    """What lies in the subtree of an area."""
    return access.inside(area, field)


def at_or_under(place: str) -> tuple[str, str]:
    """The first and last code at or under a building, a unit or a room."""
    return place, place.ljust(rooms.ROOM, "9")


def reachable(by: Actor, permission: str = READ, field: str = "grid_code") -> Q:
    """Entries have no units, so a grant that is bound to a unit reaches none of them."""
    return access.reached(by, permission, area=field)


def within_reach(code: str, by: Actor, permission: str = READ) -> Any:
    """The entry, if ``by`` may read it; another area's does not exist for him. Raises NotFound."""
    row = entry(code)
    if not access.may(by, permission, keeper(row)):
        raise nothing()
    return row
