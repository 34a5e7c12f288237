"""Addresses as people write them, with the building and room they mean: clean and dirty forms, each kind by its name.

For measuring address resolution (issue 4). ``dirty_addresses(town, registers, n, seed)`` gives (text, building, room, kind); the
room is empty where the text does not tell it. A form that could as well mean another place is not used. Pure.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from lianzhi.simulation.registers.lists import dice, homophones, lookalikes, words
from lianzhi.simulation.registers.model import Registers
from lianzhi.simulation.town.names import ordinal
from lianzhi.territory.contracts import TownPlan

_NAME = re.compile(rf"(.+?)(\d+)({words()['block']}|{words()['house']})")
_BLOCK, _UNIT, _DOOR, _SAID = words()["block"], words()["unit"], words()["door"], words()["writing"]
_BEFORE, _AFTER, _MARKS = _SAID["before"], _SAID["after"], _SAID["marks"]
Dirty = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """One address taken apart. ``unit`` 0: none; ``door`` empty: only the building is meant; ``sure``: the room is told."""

    town: str
    area: str
    name: str
    number: int
    mark: str
    unit: int
    door: str
    road: str
    old: str
    alias: str
    many: bool  # the building has several units
    sure: bool = True
    other: str = ""

    @property
    def estate(self) -> bool:
        return self.mark == _BLOCK


def write(parts: Parts, *, mark: str = "", join: str = "") -> str:
    number = f"{parts.number}{mark or parts.mark}"
    return join.join(part for part in (parts.name, number, _unit(parts), _door(parts)) if part)


def _unit(parts: Parts) -> str:
    return f"{parts.unit}{_UNIT}" if parts.unit else ""


def _door(parts: Parts) -> str:
    return f"{parts.door}{_DOOR}" if parts.door else ""


class Names:
    """All names of the town, to see that a changed one is nobody else's."""

    def __init__(self, town: TownPlan, registers: Registers) -> None:
        found = {area.name_zh for area in town.areas}
        for place in town.places:
            match = _NAME.fullmatch(place.name)
            found.add(match[1] if match else place.name)
        found |= set(registers.buildings.old_name.tolist()) | set(registers.buildings.alias.tolist())
        self.all = found - {""}
        self.stems = Counter(name[:2] for name in self.all)
        self.shapes: dict[str, list[str]] = {}
        for name in self.all:
            for at in range(len(name)):
                self.shapes.setdefault(f"{name[:at]}*{name[at + 1 :]}", []).append(name[at])

    def alone(self, name: str, at: int) -> bool:
        """No other name differs from this one by the character at ``at`` only."""
        return len(self.shapes.get(f"{name[:at]}*{name[at + 1 :]}", ())) <= 1

    def heard(self, name: str, at: int) -> bool:
        """No other name sounds like this one there."""
        others = self.shapes.get(f"{name[:at]}*{name[at + 1 :]}", ())
        return not any(char in homophones().get(name[at], "") for char in others)


def _missing_unit(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    if not p.unit or not p.door:
        return None
    return f"{p.name}{p.number}{p.mark}{_door(p)}", replace(p, sure=not p.many)


def _missing_room(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return (f"{p.name}{p.number}{p.mark}{_unit(p)}", replace(p, sure=False)) if p.door else None


def _missing_mark(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return (f"{p.name}{p.number}{p.mark}{_unit(p)}{p.door}", p) if p.door else None


def _marked(mark: str) -> Callable[[Parts, Random, Names], tuple[str, Parts] | None]:
    return lambda p, dice_, names: (write(p, mark=mark), p) if p.estate else None


def _chinese(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    if not p.estate or p.number > 99:
        return None
    unit = f"{ordinal(p.unit)}{_UNIT}" if p.unit else ""
    return f"{p.name}{ordinal(p.number)}{dice_.choice([_BLOCK, _MARKS['dong']])}{unit}{_door(p)}", p


def _dashes(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    if not p.estate or not p.door:
        return None
    between = dice_.choice("-－—/")
    numbers = [p.number, p.unit, p.door] if p.unit else [p.number, p.door]
    return p.name + between.join(map(str, numbers)), p


def _wide(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() and c.isascii() else c for c in write(p)), p


def _spaced(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return f"{p.town}{dice_.choice(' ，')}{write(p, join=dice_.choice([' ', '，', '  ', '、']))}", p


def _old_name(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return (write(replace(p, name=p.old)), p) if p.old else None


def _alias(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return (write(replace(p, name=p.alias)), p) if p.alias else None


def _short(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """禾港3幢 for 禾港名苑3幢."""
    suffix = next((s for s in _SAID["suffixes"] if p.name.endswith(s)), "")
    stem = p.name.removesuffix(suffix)
    return (
        (write(replace(p, name=stem)), p)
        if suffix and p.estate and names.stems[p.name[:2]] <= 1 + bool(p.alias)
        else None
    )


def _renamed(p: Parts, at: int, char: str, names: Names) -> tuple[str, Parts] | None:
    name = p.name[:at] + char + p.name[at + 1 :]
    return None if name in names.all else (write(replace(p, name=name)), p)


def _homophone(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    at = dice_.randrange(2)
    others = homophones().get(p.name[at], "")
    return _renamed(p, at, dice_.choice(others), names) if others and names.heard(p.name, at) else None


def _lookalike(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    at = dice_.randrange(2)
    other = lookalikes().get(p.name[at], "")
    return _renamed(p, at, other, names) if other and names.alone(p.name, at) else None


def _doubled(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    at = dice_.randrange(len(p.name))
    name = p.name[:at] + p.name[at] + p.name[at:]
    return (write(replace(p, name=name)), p) if name not in names.all else None


def _dropped(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """A character of the second half is left out: 禾港苑3幢."""
    if len(p.name) < 4 or names.stems[p.name[:2]] > 1 + bool(p.alias):
        return None
    at = dice_.randrange(2, len(p.name))
    name = p.name[:at] + p.name[at + 1 :]
    return (write(replace(p, name=name)), p) if name not in names.all else None


def _order(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """The small comes before the large."""
    if not p.door:
        return None
    if p.unit and dice_.random() < 0.5:
        return f"{_unit(p)}{_door(p)}{dice_.choice(['', '，'])}{p.name}{p.number}{p.mark}", p
    return f"{_door(p)}，{p.name}{p.number}{p.mark}{_unit(p)}", p


def _area_behind(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return f"{write(p)}（{p.area}）", p


def _wrong_area(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """A neighbouring community is named; the quarter's name tells the truth."""
    return (
        (f"{p.town}{p.other}{write(p)}", p)
        if p.other and p.other != p.area and not p.name.startswith(p.area)
        else None
    )


def _extra(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    before, after = dice_.choice(["", *_BEFORE]), dice_.choice(_AFTER)
    return f"{before}{write(p)}{after}", p


def _repeated(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return f"{p.town}{p.area}{p.town}{write(p)}", p


def _road(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """By the house number of the quarter: 学浜弄18号3幢1单元302室."""
    return (f"{p.road}{p.number}{p.mark}{_unit(p)}{_door(p)}", p) if p.estate and p.road else None


def _floor_words(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """3幢1单元3楼302."""
    if not p.door.isdigit() or not p.estate:
        return None
    return f"{p.name}{p.number}{p.mark}{_unit(p)}{p.door[:-2]}{dice_.choice(_SAID['floors'])}{p.door}", p


def _town(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return f"{p.town}{write(p)}", p


def _full(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    area = "" if p.name.startswith(p.area) else p.area
    return f"{p.town}{area}{write(p)}", p


def _plain(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return write(p), p


def _building(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return f"{p.name}{p.number}{p.mark}", replace(p, sure=False)


def _with_road(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    return (f"{p.road}{write(p)}", p) if p.estate and p.road else None


def _two(p: Parts, dice_: Random, names: Names) -> tuple[str, Parts] | None:
    """A slip in the name, and another mark, fewer parts or more words."""
    first = dice_.choice([_homophone, _lookalike, _old_name, _alias, _dropped])(p, dice_, names)
    if first is None:
        return None
    text = first[0]
    other = dice_.choice(["mark", "words", "bare"])
    if other == "mark" and p.estate:
        other = dice_.choice([_MARKS[mark] for mark in ("dong", "haolou", "hash")])
        return text.replace(f"{p.number}{_BLOCK}", f"{p.number}{other}"), p
    if other == "words":
        return dice_.choice(_BEFORE) + text + dice_.choice(_AFTER), p
    return (text.removesuffix(_DOOR), p) if p.door else None


CLEAN: dict[str, Callable[[Parts, Random, Names], tuple[str, Parts] | None]] = {
    "full": _full, "town": _town, "plain": _plain, "building": _building, "with_road": _with_road,
}  # fmt: skip
DIRTY: dict[str, Callable[[Parts, Random, Names], tuple[str, Parts] | None]] = {
    "missing_unit": _missing_unit, "missing_room": _missing_room, "missing_mark": _missing_mark,
    **{f"mark_{name}": _marked(mark) for name, mark in _MARKS.items()},
    "chinese_numerals": _chinese, "dashes": _dashes, "full_width": _wide, "spaces": _spaced, "old_name": _old_name,
    "alias": _alias, "short_name": _short, "homophone": _homophone, "lookalike": _lookalike, "doubled": _doubled,
    "dropped": _dropped, "order": _order, "area_behind": _area_behind, "wrong_area": _wrong_area, "extra_words": _extra,
    "repeated": _repeated, "road_address": _road, "floor_words": _floor_words, "two_errors": _two,
}  # fmt: skip


def dirty_addresses(
    town: TownPlan, registers: Registers, n: int, seed: int, *, clean: float = 0.3
) -> list[Dirty]:
    """``n`` texts, ``clean`` of them without an error, the kinds about equally often. Rooms are drawn by where people live."""
    rng, dice_ = dice(seed, "addresses"), Random(f"{seed}:addresses")  # noqa: S311
    names, parts = Names(town, registers), _Reader(town, registers)
    found: list[Dirty] = []
    while len(found) < n:
        picks = _rooms(rng, registers, n - len(found) + 50)
        for room in picks.tolist():
            kinds = CLEAN if dice_.random() < clean else DIRTY
            made = _one(parts(room), kinds, dice_, names)
            if made is None:
                continue
            kind, text, meant = made
            building, code = parts.codes(room)
            found.append((text, building, code if meant.sure and meant.door else "", kind))
            if len(found) == n:
                break
    return found


def _one(
    parts: Parts,
    kinds: dict[str, Callable[[Parts, Random, Names], tuple[str, Parts] | None]],
    dice_: Random,
    names: Names,
) -> tuple[str, str, Parts] | None:
    for kind in dice_.sample(list(kinds), 3):
        if (made := kinds[kind](parts, dice_, names)) is not None:
            return kind, made[0], made[1]
    return None


def _rooms(rng: np.random.Generator, registers: Registers, count: int) -> np.ndarray:
    """Five of six where people live, one of six of firms."""
    persons, firms = registers.persons, registers.firms
    lived = persons.room[persons.room >= 0]
    return np.where(rng.random(count) < 5 / 6, rng.choice(lived, count), rng.choice(firms.room, count))


class _Reader:
    """Takes the address of a room apart."""

    def __init__(self, town: TownPlan, registers: Registers) -> None:
        self.registers, self.town = registers, town.name_zh
        self.areas = [area.name_zh for area in town.of_level("community")]
        where = {name: i for i, name in enumerate(self.areas)}
        self.place = np.array([where[name] for name in registers.buildings.community.tolist()])

    def codes(self, room: int) -> tuple[str, str]:
        rooms = self.registers.rooms
        return str(self.registers.buildings.code[rooms.building[room]]), str(rooms.code[room])

    def __call__(self, room: int) -> Parts:
        rooms, buildings = self.registers.rooms, self.registers.buildings
        building = int(rooms.building[room])
        match = _NAME.fullmatch(str(buildings.name[building]))
        assert match, buildings.name[building]
        floor, number = int(rooms.floor[room]), int(rooms.number[room])
        level = str(floor) if floor > 0 else f"{words()['below']}{-floor}"
        at = int(self.place[building])
        return Parts(
            town=self.town, area=self.areas[at], name=match[1], number=int(match[2]), mark=match[3],
            unit=int(rooms.unit[room]), door=f"{level}{number:02d}",
            road=str(buildings.address[building]), old=str(buildings.old_name[building]),
            alias=str(buildings.alias[building]), many=int(buildings.units[building]) > 1,
            other=self.areas[(at + 1) % len(self.areas)],
        )  # fmt: skip
