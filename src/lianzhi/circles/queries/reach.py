"""What a reader reaches, as a condition on rows that carry ``area_code``."""

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem

LONGEST = 17


def reachable(by: Actor, permission: str, field: str = "area_code") -> Q:
    """No area at all: nothing. A grant that is bound to a unit reaches nothing by area alone."""
    scope = access.scope(by, permission)
    if scope.reaches_all:
        return Q()
    found = Q(pk__in=[])
    for part in scope.parts:
        if not part.unit:
            first = stem(part.area)
            found |= Q(**{f"{field}__gte": first, f"{field}__lte": first.ljust(LONGEST, "9")})
    return found
