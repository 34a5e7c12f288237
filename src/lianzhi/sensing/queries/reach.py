"""What of this room a reader's grants reach; by range over ``area_code``, which an index serves."""

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.kernel.errors import N_, NotFound

LONGEST = 17


def inside(area: str, field: str = "area_code") -> Q:
    first = stem(area)
    return Q(**{f"{field}__gte": first, f"{field}__lte": first.ljust(LONGEST, "9")})


def reachable(by: Actor, permission: str, *, area: str = "area_code", owner: str = "") -> Q:
    """``owner``: the field with the unit that a grant may be bound to; without one such a grant reaches nothing."""
    scope = access.scope(by, permission)
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        if not part.unit:
            wanted |= inside(part.area, area)
        elif owner:
            wanted |= inside(part.area, area) & Q(**{owner: part.unit})
    return wanted


def nothing() -> NotFound:
    """Also for what lies in another area: it does not exist for who may not see it."""
    return NotFound(
        "sensing.nothing",
        N_("There is no such thing here, or it lies outside your area."),
        way_out=N_("Open the list again."),
    )
