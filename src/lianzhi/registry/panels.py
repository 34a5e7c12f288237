"""What rooms above tell the pages of grids and buildings: matters and counts are theirs, not the register's (R-094)."""

from collections.abc import Callable
from dataclasses import dataclass

from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Matters:
    """Open matters of an area as far as the reader may see them, and how many came in 30 days. ``url`` opens the list."""

    open: int
    recent: int
    late: int
    url: str


Teller = Callable[[str, Actor], Matters | None]
_tellers: list[Teller] = []


def tells_matters(teller: Teller) -> Teller:
    """Called in ``AppConfig.ready`` by the room that keeps matters."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def matters(area: str, by: Actor) -> Matters | None:
    return next((told for teller in _tellers if (told := teller(area, by)) is not None), None)


@dataclass(frozen=True, slots=True)
class Count:
    """A figure for the page of an area or a building. ``label``: an N_() text; ``tone``: empty, good or bad; ``url`` opens it."""

    label: str
    value: int
    url: str = ""
    tone: str = ""


Counting = Callable[[str, Actor], list[Count]]
_counting: list[Counting] = []


def tells_counts(counting: Counting) -> Counting:
    """Called in ``AppConfig.ready``: figures of one area or building as far as the reader may see them."""
    if counting not in _counting:
        _counting.append(counting)
    return counting


def counts(code: str, by: Actor) -> list[Count]:
    return [count for counting in _counting for count in counting(code, by)]
