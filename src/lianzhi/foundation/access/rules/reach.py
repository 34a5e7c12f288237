"""Does a permission reach a thing?  By area subtree and by unit; default deny (GB/T 22239 8.1.4.2).

A grant gives a role inside one area subtree. When it also names a unit, it reaches only things in
which that unit has a part. A thing without units is reached by area alone, never by a unit grant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from lianzhi.kernel.areas import covers


class Thing(Protocol):
    """Anything access can be asked about."""

    @property
    def area_code(self) -> str: ...

    @property
    def unit_codes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """One grant as it matters here: an area subtree, and the unit it is bound to (empty: any)."""

    area: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """All that one actor's permission reaches."""

    reaches_all: bool = False
    parts: tuple[Reach, ...] = ()

    def __bool__(self) -> bool:
        return self.reaches_all or bool(self.parts)

    def reaches(self, area_code: str, unit_codes: Iterable[str] = ()) -> bool:
        if self.reaches_all:
            return True
        units = tuple(unit_codes)
        return any(covers(p.area, area_code) and (not p.unit or p.unit in units) for p in self.parts)


EVERYTHING = Scope(reaches_all=True)
NOTHING = Scope()
