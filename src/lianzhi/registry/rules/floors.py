"""The rooms of a building as its people see them: unit beside unit, the top floor first.  R-094, issue 4 part 7. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lianzhi.kernel import rooms


@dataclass(frozen=True, slots=True)
class Cell:
    """One room: what it is used for, who is in it, and what one should look at.

    ``door``: the number as the address base has it. ``strange``: something is kept of a room that the address base does not
    have, or no longer.
    """

    code: str
    state: str = ""
    use: str = ""
    house: str = ""
    people: int = 0
    mobile: int = 0
    firms: tuple[tuple[str, str], ...] = ()
    things: int = 0
    changed: bool = False
    stale: bool = False
    door: str = ""
    strange: bool = False

    @property
    def number(self) -> str:
        return self.door or door_number(self.code)

    @property
    def look(self) -> str:
        """One word for the colour; letters and text say it too."""
        if self.firms:
            return "firm"
        if self.people:
            return "rent" if self.state == "rent" else "home"
        return "empty" if self.state == "empty" else "unknown"


@dataclass(frozen=True, slots=True)
class Floor:
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """``number`` is 0 for a building without units."""

    number: int
    floors: tuple[Floor, ...]
    loose: tuple[Cell, ...] = field(default=())
    """What is known of the building or the unit only, without floor and room."""

    @property
    def rows(self) -> tuple[Floor, ...]:
        """The floors, and what is on none of them as floor 0."""
        return (*self.floors, Floor(0, self.loose)) if self.loose else self.floors


def laid_out(cells: Mapping[str, Cell]) -> list[Unit]:
    """Units in order, each with its floors from the top down, rooms from left to right."""
    by_unit: dict[int, list[Cell]] = {}
    for cell in cells.values():
        by_unit.setdefault(unit_number(cell.code), []).append(cell)
    return [_unit(number, found) for number, found in sorted(by_unit.items())]


def unit_number(code: str) -> int:
    """0 where a building has no units, or the code names none."""
    return rooms.unit_number(code) if len(code) > rooms.BUILDING else 0


def door_number(code: str) -> str:
    """The room as it stands on the door: 302, or B102 in the first basement; empty for a code without a room."""
    if not rooms.is_room(code):
        return ""
    floor = rooms.floor_of(code)
    return f"{floor}{code[-2:]}" if floor > 0 else f"B{-floor}{code[-2:]}"


def _unit(number: int, cells: Sequence[Cell]) -> Unit:
    floors: dict[int, list[Cell]] = {}
    loose = []
    for cell in sorted(cells, key=lambda cell: cell.code):
        if rooms.is_room(cell.code):
            floors.setdefault(rooms.floor_of(cell.code), []).append(cell)
        else:
            loose.append(cell)
    ordered = tuple(Floor(floor, tuple(floors[floor])) for floor in sorted(floors, reverse=True))
    return Unit(number, ordered, tuple(loose))
