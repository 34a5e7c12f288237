"""Which payments a reader's grants reach, as filters over ``area_code``; by range, which an index serves."""

from django.db.models import Q

from lianzhi.benefits.access import SEE
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem

LONGEST = 17


def inside(area: str, field: str = "area_code") -> Q:
    first = stem(area)
    return Q(**{f"{field}__gte": first, f"{field}__lte": first.ljust(LONGEST, "9")})


def reachable(by: Actor, permission: str = SEE, field: str = "area_code") -> Q:
    """A payment has no unit, so a grant that is bound to a unit reaches none."""
    scope = access.scope(by, permission)
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        if not part.unit:
            wanted |= inside(part.area, field)
    return wanted
