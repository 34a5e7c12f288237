"""What rooms above tell the grid's page about: matters are theirs, the register does not know them (R-094)."""

from collections.abc import Callable
from dataclasses import dataclass

from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Matters:
    """Open matters of an area or a building, as far as the reader sees, and how many came in 30 days. ``url``: the list."""

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
