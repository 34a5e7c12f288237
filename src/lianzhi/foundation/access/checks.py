"""May this actor do this to that thing?"""

from lianzhi.foundation.access import queries
from lianzhi.foundation.access.guards import lacking
from lianzhi.foundation.access.rules.reach import Thing
from lianzhi.kernel.actor import Actor


def may(by: Actor, permission: str, thing: Thing | None) -> bool:
    """``thing`` None asks for the permission over the whole of somebody's area: held anywhere is enough."""
    held = queries.scope(by, permission)
    return bool(held) if thing is None else held.reaches(thing.area_code, thing.unit_codes)


def require(by: Actor, permission: str, thing: Thing | None) -> None:
    if not may(by, permission, thing):
        raise lacking(permission)
