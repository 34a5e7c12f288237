"""May somebody hand this role on?  Least privilege, no escalation (GB/T 22239 8.1.4.2, R-300). Pure.

A person hands on only what the person holds over the whole of that area, and never to oneself. Who holds
``DELEGATE`` there may also hand on what is not held (an administrator who does no case work); not to oneself either.
"""

from collections.abc import Collection, Iterable

from lianzhi.foundation.access.rules.reach import Reach
from lianzhi.kernel.areas import covers

DELEGATE = "access.delegate"
Held = tuple[Collection[str], Reach]


def beyond(
    wanted: Iterable[str], where: Reach, held: Iterable[Held], *, to_oneself: bool = False
) -> tuple[str, ...]:
    """The permissions among ``wanted`` that the holder of ``held`` may not hand on for ``where``; empty: all may."""
    own = {code for codes, reach in held if _contains(reach, where) for code in codes}
    if DELEGATE in own and not to_oneself:
        return ()
    return tuple(sorted(set(wanted) - own))


def _contains(reach: Reach, where: Reach) -> bool:
    return covers(reach.area, where.area) and reach.unit in ("", where.unit)
