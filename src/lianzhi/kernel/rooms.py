"""Codes below the building: a unit = building + 2 digits, a room = unit + 2 of the floor + 2 on it (ADR 0010, R-074).

The only place that cuts them. A building has 18 characters, a unit 20, a room 24; floors 1-89, 91-99 are the basements
-1 to -9. Unit ``00`` stands for a building without units.
"""

import re

BUILDING, UNIT, FLOOR, ROOM = 18, 20, 22, 24
_CODE = re.compile(r"\d{12}B\d{5}(\d{2}((0[1-9]|[1-8]\d|9[1-9])\d{2})?)?")


def is_code(code: str) -> bool:
    """True for the code of a building, a unit or a room."""
    return _CODE.fullmatch(code) is not None and code.isascii()


def is_room(code: str) -> bool:
    return len(code) == ROOM and is_code(code)


def room_code(building: str, unit: int, floor: int, room: int) -> str:
    """Raises ValueError for what the scheme has no room for."""
    written = 90 - floor if -9 <= floor < 0 else floor
    if floor == 0 or not -9 <= floor <= 89 or not 0 <= unit <= 99 or not 0 <= room <= 99:
        raise ValueError(f"no code for unit {unit}, floor {floor}, room {room}")
    code = f"{building}{unit:02}{written:02}{room:02}"
    if not is_room(code):
        raise ValueError(f"not the code of a building: {building!r}")
    return code


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
