"""Codes below the building (ADR 0010, R-074): unit = building + 2 digits, room = unit + floor 2 + number 2. Pure.

``330199100001B00012`` is a building, ``330199100001B0001201`` its unit 1, ``330199100001B00012010302`` there floor 3
room 02. Unit ``00``: the building has no units. Floors are 01-89; 91-99 are the basements -1 to -9. This is the only
place that builds or cuts such codes.
"""

import re
from dataclasses import dataclass

SCHEME = "lianzhi-1"
BUILDING, UNIT, ROOM = 18, 20, 24  # lengths
TOP, DEEPEST = 89, -9
_CODE = re.compile(r"([0-9]{12}B[0-9]{5})(?:([0-9]{2})(?:([0-9]{2})([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a code says. ``unit``, ``floor`` and ``number`` are None where the code ends before them."""

    building: str
    unit: int | None = None
    floor: int | None = None
    number: int | None = None


def build(building: str, unit: int = 0, floor: int | None = None, number: int | None = None) -> str:
    """The code of a room, or of a unit when no floor is given. Raises ValueError."""
    if check(building) != "building":
        raise ValueError(f"not the code of a building: {building!r}")
    if not 0 <= unit <= 99:
        raise ValueError(f"a unit is 0 to 99, not {unit}")
    if floor is None and number is None:
        return f"{building}{unit:02d}"
    if floor is None or number is None or not 1 <= number <= 99:
        raise ValueError(f"a room has a floor and a number from 1 to 99, not {floor} and {number}")
    return f"{building}{unit:02d}{floor_digits(floor):02d}{number:02d}"


def floor_digits(floor: int) -> int:
    """How a floor stands in a code: 3 -> 3, -1 -> 91. There is no floor 0. Raises ValueError."""
    if not (1 <= floor <= TOP or DEEPEST <= floor <= -1):
        raise ValueError(f"floors are 1 to {TOP} and {DEEPEST} to -1, not {floor}")
    return floor if floor > 0 else 90 - floor


def cut(code: str) -> Parts:
    """The parts of a building's, unit's or room's code. Raises ValueError."""
    found = _CODE.fullmatch(code)
    if not found or found[3] in ("00", "90") or found[4] == "00":
        raise ValueError(f"not the code of a building, unit or room: {code!r}")
    building, unit, floor, number = found.groups()
    if unit is None:
        return Parts(building)
    if floor is None:
        return Parts(building, int(unit))
    level = int(floor)
    return Parts(building, int(unit), level if level < 90 else 90 - level, int(number))


def floor(code: str) -> int:
    """The floor that a room's code names; basements are below 0. Raises ValueError."""
    found = cut(code).floor
    if found is None:
        raise ValueError(f"not the code of a room: {code!r}")
    return found


def building_of(code: str) -> str:
    return cut(code).building


def unit_of(code: str) -> str:
    """The code of the unit that a unit's or room's code lies in. Raises ValueError."""
    if cut(code).unit is None:
        raise ValueError(f"the code of a building names no unit: {code!r}")
    return code[:UNIT]


def check(code: str) -> str:
    """``building``, ``unit`` or ``room``; empty when it is none of them."""
    try:
        cut(code)
    except ValueError:
        return ""
    return {BUILDING: "building", UNIT: "unit", ROOM: "room"}[len(code)]
