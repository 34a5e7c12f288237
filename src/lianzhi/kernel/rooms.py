"""Codes below the building (ADR 0010, R-074): unit = building + 2 digits, room = unit + floor 2 + number 2. Pure.

``330199100001B00012`` is a building, ``330199100001B0001201`` its unit 1, ``330199100001B00012010302`` there floor 3
room 02. Unit ``00``: the building has no units. Floors are 01-89; 91-99 are the basements -1 to -9. This is the only
place that builds or cuts such codes; what cuts without looking is for codes that were checked when they came in.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

BUILDING, UNIT, FLOOR, ROOM = 18, 20, 22, 24  # lengths
_CODE = re.compile(r"([0-9]{12}B[0-9]{5})(?:([0-9]{2})(?:(0[1-9]|[1-8][0-9]|9[1-9])([0-9]{2}))?)?")
_PLACE = re.compile(r"[0-9]{12}[A-Z][0-9]{5}")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a code says. ``unit``, ``floor`` and ``number`` are None where the code ends before them."""

    building: str
    unit: int | None = None
    floor: int | None = None
    number: int | None = None


def is_code(code: str) -> bool:
    """True for the code of a building, a unit or a room."""
    return _CODE.fullmatch(code) is not None


def is_room(code: str) -> bool:
    return len(code) == ROOM and is_code(code)


def is_place(code: str) -> bool:
    """True also for other places: a quarter, a road, a crossing."""
    return is_code(code) or _PLACE.fullmatch(code) is not None


def is_building(code: str) -> bool:
    return len(code) == BUILDING and is_code(code)


def next_building(community: str, given: Collection[str]) -> str:
    """The next building code of a community that was never given: a gap is filled when the end is reached.

    ``given``: all codes that were, also of buildings that are gone. Empty where the 99,999 numbers are used up.
    """
    first = f"{community}B"
    numbers = {int(code[len(first) :]) for code in given if is_building(code) and code.startswith(first)}
    after = max(numbers, default=0) + 1
    free = after if after <= 99_999 else next((n for n in range(1, after) if n not in numbers), 0)
    return f"{first}{free:05}" if free else ""


def room_code(building: str, unit: int, floor: int, number: int) -> str:
    """Raises ValueError for what the scheme has no room for."""
    written = 90 - floor if -9 <= floor < 0 else floor
    if floor == 0 or not -9 <= floor <= 89 or not 0 <= unit <= 99 or not 0 <= number <= 99:
        raise ValueError(f"no code for unit {unit}, floor {floor}, room {number}")
    code = f"{building}{unit:02}{written:02}{number:02}"
    if not is_room(code):
        raise ValueError(f"not the code of a building: {building!r}")
    return code


def cut(code: str) -> Parts:
    """The parts of a building's, unit's or room's code. Raises ValueError."""
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"not the code of a building, unit or room: {code!r}")
    building, unit, written, number = found.groups()
    floor = None if written is None else int(written)
    return Parts(
        building,
        None if unit is None else int(unit),
        floor if floor is None or floor < 90 else 90 - floor,
        None if number is None else int(number),
    )


def building_of(code: str) -> str:
    return code[:BUILDING]


def unit_of(code: str) -> str:
    """The code of the unit that a room (or the unit itself) lies in."""
    return code[:UNIT]


def unit_number(code: str) -> int:
    """0: the building has no units."""
    return int(code[BUILDING:UNIT])


def floor_of(code: str) -> int:
    """The floor of a room; basements are negative."""
    written = int(code[UNIT:FLOOR])
    return 90 - written if written > 90 else written


def number_of(code: str) -> int:
    """Which room on its floor."""
    return int(code[FLOOR:ROOM])
