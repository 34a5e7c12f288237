"""The population that decisions were computed from, by its snapshot; the room that reads the registers provides it.

Until somebody does, and for a snapshot nobody knows, there is none: pages say so, nothing is guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lianzhi.benefits.rules.explaining import Told, tell
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.people import Population


@dataclass(frozen=True, eq=False)
class Current:
    """``people``: the code of each row. ``book``: the policies it is matched with."""

    snapshot: str
    people: tuple[str, ...]
    population: Population
    book: Book

    @cached_property
    def rows(self) -> Mapping[str, int]:
        return {code: row for row, code in enumerate(self.people)}

    def told(self, person: str) -> list[Told]:
        """Every policy for one person, decided with his household alone; empty for somebody who is not in it."""
        row = self.rows.get(person)
        if row is None:
            return []
        household = np.flatnonzero(self.population.household == self.population.household[row])
        alone = self.population.of(household)
        return tell(match(alone, self.book), alone, int(np.searchsorted(household, row)))

    def value(self, person: str, item: str) -> Any:
        """A registered item of one person; None where it is missing, or he is not in it."""
        row, cells = self.rows.get(person), self.population.columns.get(item)
        return (
            None
            if row is None or cells is None
            else cells.value(row, self.book.register.items[item].column.kind)
        )


Read = Callable[[str], Current | None]
_read: list[Read] = []


def provide(read: Read) -> None:
    """``read(snapshot)``: that population, the newest for an empty text, None where there is none."""
    _read[:] = [read]


def current() -> Current | None:
    return at("")


def at(snapshot: str) -> Current | None:
    return _read[0](snapshot) if _read else None
