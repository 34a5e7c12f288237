"""The numbers of an address: building, unit, floor and room, behind a name or before it.  R-074.  Pure.

Texts come as ``gazetteer.written`` gives them: plain digits, small letters, no blanks.
"""

import re
from dataclasses import dataclass

_SEP = r"[-,、/;.·:]*"
_NUMBER = r"\d{1,5}|[a-z]\d?"
_AFTER = r"(?![\d米年月日个元人岁度点路分公层楼幢栋单家次辆天时%#])"
BLOCK = re.compile(
    rf"[-,、/;.·:(]*(?:的)?第?(?P<number>{_NUMBER})(?P<more>(?:之|-)\d{{1,3}}(?=幢|栋|座|号))?(?P<mark>号楼|幢|栋|座|#楼|#|号|楼(?![上下])|)"
)
_ROOM = r"负?[a-z]?\d{2,5}[a-z]?"
INSIDE = re.compile(
    rf"{_SEP}(?:(?P<unit>\d{{1,2}}|[a-z])(?:单元|门(?!口)|梯|(?=[-/]负?[a-z]?\d{{2,}})))?"
    rf"{_SEP}(?:第?(?P<floor>负?\d{{1,2}})(?:层|楼(?![上下])|f))?"
    rf"{_SEP}(?:(?P<room>{_ROOM})(?P<mark>室|房间|房|号(?!楼)|户|{_AFTER}))?"
)
BEFORE = re.compile(
    rf"(?:(?P<unit>\d{{1,2}}|[a-z])单元)?[-,、]?(?:(?P<floor>负?\d{{1,2}})(?:层|楼))?(?P<room>{_ROOM})(?:室|房间|房)"
)
_UNIT_BEFORE = re.compile(r"(?P<unit>\d{1,2}|[a-z])单元")


@dataclass(frozen=True, slots=True)
class Inside:
    """Unit, floor and room as they are written; empty where the text says nothing."""

    unit: str = ""
    floor: str = ""
    room: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit or self.floor or self.room)


NOTHING = Inside()


def behind(text: str, at: int) -> tuple[Inside, int]:
    """What stands at ``at`` behind a building, and where it ends."""
    found = INSIDE.match(text, at)
    if not found or not (found["unit"] or found["floor"] or found["room"]):
        return NOTHING, at
    return Inside(found["unit"] or "", found["floor"] or "", found["room"] or ""), found.end()


def before(text: str, end: int) -> Inside:
    """What stands before a name: ``302室，荷苑小区3幢``."""
    found = next(BEFORE.finditer(text, 0, end), None)
    if found:
        return Inside(found["unit"] or "", found["floor"] or "", found["room"])
    unit = _UNIT_BEFORE.search(text, 0, end)
    return Inside(unit["unit"]) if unit else NOTHING


def joined(one: Inside, other: Inside) -> Inside:
    """``one``, filled up by ``other``."""
    return Inside(one.unit or other.unit, one.floor or other.floor, one.room or other.room)


def door(room: str) -> str:
    """A room's number as numbers are compared: 负101, -101 and b101 are one."""
    plain = re.sub(r"[^0-9a-z\u4e00-\u9fff-]", "", room.lower()).replace("室", "")
    return re.sub(r"^(?:-|b|地下)(?=\d)", "负", plain).replace("-", "")


class Rooms:
    """The rooms of one building, a few bytes each: ``;010302:302;`` is unit, floor and number, and what the door says."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of(cls, rooms: list[tuple[str, str]]) -> "Rooms":
        """``rooms``: the last six digits of the code, and the number on the door."""
        return cls(";" + "".join(f"{tail}:{door(number)};" for tail, number in rooms))

    def __bool__(self) -> bool:
        return len(self._text) > 1

    def having(self, number: str) -> list[str]:
        """The last six digits of the codes of rooms with this number on the door."""
        found, sought, at = [], f":{number};", 0
        while (at := self._text.find(sought, at)) >= 0:
            found.append(self._text[at - 6 : at])
            at += 1
        return found

    def number(self, tail: str) -> str:
        """What the door says, by the last six digits of the code; empty where there is no such room."""
        at = self._text.find(f";{tail}:")
        return self._text[at + 8 : self._text.index(";", at + 8)] if at >= 0 else ""

    def has_unit(self, unit: int) -> bool:
        return f";{unit:02}" in self._text

    def find(self, inside: Inside) -> list[str]:
        """The rooms that the text may mean: all of that number, in the unit where one is told."""
        number = door(inside.room)
        found = self.having(number)
        if not found and inside.floor and len(number) <= 2:
            found = self.having(f"{inside.floor}{number:0>2}")
        if inside.unit.isdigit():
            found = [tail for tail in found if int(tail[:2]) == int(inside.unit)]
        elif inside.unit:
            wanted = ord(inside.unit) - ord("a") + 1
            found = [tail for tail in found if int(tail[:2]) == wanted]
        return found


def written(tail: str, rooms: Rooms) -> str:
    """How the last digits of a unit's or room's code are written: 1单元302室."""
    unit = f"{int(tail[:2])}单元" if int(tail[:2]) else ""
    return f"{unit}{rooms.number(tail)}室" if len(tail) > 2 else unit
