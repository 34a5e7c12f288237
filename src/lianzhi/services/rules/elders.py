"""Who of a home is old and has nobody there who could help?  R-078, R-127; 老年人权益保障法.  Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Home(StrEnum):
    """How an old person lives: alone, with old people only, with children or disabled people only."""

    SINGLE = "single"
    ELDERS = "elders"
    DEPENDANTS = "dependants"


class Care(StrEnum):
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class WhyOn(StrEnum):
    """Why somebody came onto the list."""

    FOUND = "found"
    LEFT = "left"
    ENDED = "ended"
    MOVED = "moved"
    AGE = "age"


class WhyOff(StrEnum):
    """Why somebody went from it."""

    JOINED = "joined"
    MOVED = "moved"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a home. ``grade``: of a disability certificate, empty for none."""

    code: str
    birth: date | None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    home: Home
    care: Care
    others: int


@dataclass(frozen=True, slots=True)
class CareLine:
    level: Care
    kinds: tuple[Home, ...]
    age: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Settings:
    from_age: Mapping[Home, int]
    helper_from: int
    helper_until: int
    most: int
    severe: frozenset[str]
    care: tuple[CareLine, ...]
    interval: Mapping[Care, int]
    again: int
    document: str
    verified: bool

    @property
    def youngest(self) -> int:
        return min(self.from_age.values())


def settings_of(row: Mapping[str, Any]) -> Settings:
    return Settings(
        {Home(code): age for code, age in row["from_age"].items()}, row["helper"]["from"], row["helper"]["until"],
        row["most"], frozenset(row["severe"]),
        tuple(
            CareLine(
                Care(line["level"]), tuple(Home(code) for code in line.get("kinds", Home)), line.get("age", 0),
                line.get("disabled", False),
            )
            for line in row["care"]
        ),
        {Care(code): days for code, days in row["interval"].items()}, row["again"], row["document"], row["verified"],
    )  # fmt: skip


def age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def born_until(years: int, on: date) -> date:
    """The last birthday of who is that old on a day. Who was born on 29 February is a year older on 1 March."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def alone(members: Sequence[Member], on: date, settings: Settings) -> dict[str, Found]:
    """Those of one home who belong on the list. Whose birthday nobody knows counts as somebody who could help."""
    if any(_helps(each, on, settings) for each in members):
        return {}
    old = [each for each in members if each.birth and age(each.birth, on) >= settings.helper_until]
    if len(members) == 1:
        home = Home.SINGLE
    elif len(old) == len(members):
        if len(members) > settings.most:
            return {}
        home = Home.ELDERS
    else:
        home = Home.DEPENDANTS
    return {
        each.code: Found(home, _care(each, home, on, settings), len(members) - 1)
        for each in old
        if each.birth and age(each.birth, on) >= settings.from_age[home]
    }


def _helps(each: Member, on: date, settings: Settings) -> bool:
    if each.birth is None:
        return True
    years = age(each.birth, on)
    return settings.helper_from <= years < settings.helper_until and (each.grade or "") not in settings.severe


def _care(each: Member, home: Home, on: date, settings: Settings) -> Care:
    years = age(each.birth, on) if each.birth else 0
    return next(
        (
            line.level
            for line in settings.care
            if home in line.kinds and years >= line.age and (each.grade is not None or not line.disabled)
        ),
        Care.LOW,
    )


def why_on(
    *, first: bool, birth: date, home: Home, on: date, moved: date | None, left: bool, ended: bool, settings: Settings
) -> WhyOn:  # fmt: skip
    """The plainest reason that the register gives. ``moved``: since when the person lives there, if that is lately."""
    if first:
        return WhyOn.FOUND
    if ended:
        return WhyOn.ENDED
    if left:
        return WhyOn.LEFT
    if moved is not None:
        return WhyOn.MOVED
    came_of_age = born_until(settings.from_age[home], on)
    return WhyOn.AGE if 0 <= (came_of_age - birth).days <= 31 else WhyOn.FOUND
