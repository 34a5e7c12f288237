"""What of the cases a reader's grants reach, as filters."""

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.areas import covers, stem
from lianzhi.territory import api as territory

SEE = "cases.see"
COUNTED = sorted(worklist.OPEN_TASKS | {"done", "informed", "read"})
TOWN_DIGITS = 9


def inside(area: str) -> Q:
    """Cases in the subtree of an area."""
    return access.inside(area)


def inside_today(area: str) -> Q:
    """Cases whose ground lies in the subtree of an area as it is today, whatever it was called on their day."""
    return access.inside(area, "area_now") | Q(area_now=None) & inside(area)


def reachable(scope: access.Scope, *, worked_on_by: str = "") -> Q:
    """The scope as a filter over cases, all of which that unit (if one is named) has a part in."""
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        here = inside(part.area)
        if part.unit and part.unit != worked_on_by:
            here &= worklist.with_part(part.unit, COUNTED, or_else=len(scope.parts) > 1)
        wanted |= here
    return (
        _within(scope) & wanted if len(scope.parts) > 1 and any(part.unit for part in scope.parts) else wanted
    )


def _within(scope: access.Scope) -> Q:
    """The grounds alone, which cost nothing to compare: what lies elsewhere is asked neither for units nor for words."""
    areas = {part.area for part in scope.parts}
    wide = [area for area in sorted(areas) if not any(covers(other, area) for other in areas - {area})]
    within = Q(pk__in=[])
    for area in wide:
        within |= inside(area)
    return within


def sees_whole(scope: access.Scope, area: str = "") -> bool:
    """Does the reader see all of the area (the town when none is named), whatever the unit?"""
    if scope.reaches_all:
        return True
    where = area or territory.town().code
    return any(not part.unit and covers(part.area, where) for part in scope.parts)


def widened(scope: access.Scope) -> access.Scope:
    """Who sees the whole town sees all: comparing a million area codes with the town's costs a third of a count."""
    wide = any(not part.unit and len(stem(part.area)) <= TOWN_DIGITS for part in scope.parts)
    return access.EVERYTHING if wide and sees_whole(scope) else scope


def asks_each(scope: access.Scope) -> bool:
    """Is each row asked whether it is within reach? Then lists do not count to their end."""
    return any(
        part.unit and (len(scope.parts) > 1 or worklist.unit_has_many(part.unit, COUNTED))
        for part in scope.parts
    )
