"""What of this room a reader's grants reach, as filters over ``area_code``; by range, which an index serves."""

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.safety.access import SEE


def inside(area: str) -> Q:
    return access.inside(area)


def at_or_under(place: str) -> tuple[str, str]:
    return place, place.ljust(rooms.ROOM, "9")


def reachable(by: Actor, permission: str = SEE) -> Q:
    """Addresses have no units, so a grant that is bound to a unit reaches none of them."""
    return access.reached(by, permission)


class Here:
    """An area as access asks about it."""

    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


def nothing() -> NotFound:
    """Also for what lies in another area: it does not exist for who may not see it."""
    return NotFound(
        "safety.nothing",
        N_("There is no such address or cylinder, or it lies outside your area."),
        way_out=N_("Compare the code or number; search for it in the list."),
    )
