"""What a grant reaches, as a condition on rows: a subtree of areas is a range of codes, which an index serves in any collation."""

from django.db.models import Q

from lianzhi.foundation.access.queries import scope
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem

LONGEST = 17  # digits of the finest area, a micro-grid


def inside(area: str, field: str = "area_code") -> Q:
    """Rows whose ``field`` is in the subtree of an area."""
    first = stem(area)
    return Q(**{f"{field}__gte": first, f"{field}__lte": first.ljust(LONGEST, "9")})


def reached(by: Actor, permission: str, *, area: str = "area_code", owner: str = "") -> Q:
    """Rows whose ``area`` lies within the actor's grants; none without a grant.

    ``owner``: the field with the unit that a grant may be bound to; without one such a grant reaches nothing.
    """
    seen = scope(by, permission)
    if seen.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in seen.parts:
        if not part.unit:
            wanted |= inside(part.area, area)
        elif owner:
            wanted |= inside(part.area, area) & Q(**{owner: part.unit})
    return wanted
