"""The population that decisions were computed from, by its snapshot; one person's household as the register has it now.

Where no run was made yet, and for a snapshot whose file is gone, there is none: pages say so, nothing is guessed.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from django.utils import timezone

from lianzhi.benefits import books, snapshots
from lianzhi.benefits.keeping import keep
from lianzhi.benefits.population import Town, read
from lianzhi.benefits.queries.runs import newest_snapshot
from lianzhi.benefits.rules.explaining import Told, tell
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.people import Population
from lianzhi.kernel import clock
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Current:
    """``people``: the code of each row. ``book``: the policies it is matched with. ``town``, with the ``files`` of the book:
    read just now and kept nowhere yet."""

    snapshot: str
    people: tuple[str, ...]
    population: Population
    book: Book
    town: Town | None = None
    files: Mapping[str, str] = field(default_factory=dict)

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

    def kept(self) -> str:
        """Its digest, by which what is decided now can be computed again."""
        if self.town is None:
            return self.snapshot
        return keep(self.town, self.files, self.book.as_of, territory.town().code).digest


@lru_cache(2)
def _opened(digest: str) -> Current:
    town, book = snapshots.open_snapshot(digest)
    return Current(digest, tuple(code.decode() for code in town.codes.tolist()), town.population, book)


def current() -> Current | None:
    """Everybody as of the newest run over all."""
    return at(newest_snapshot())


def at(snapshot: str) -> Current | None:
    """As it was then; None for an empty digest, and where the file is gone."""
    try:
        return _opened(snapshot) if snapshot else None
    except FileNotFoundError:
        return None
    except ValueError:
        log.exception("a snapshot is not what was kept")
        return None


def today(person: str) -> Current:
    """The household of one person, from the register; nobody in it where he is not in the population."""
    area, day = territory.town().code, timezone.localdate(clock.now())
    pack = books.pack()
    book = pack.library.on(day, area)
    town = read(book.register, day, registry.housemates([person]))
    digest = snapshots.digest_of(town, pack.files, day, area)
    return Current(
        digest, tuple(code.decode() for code in town.codes.tolist()), town.population, book, town, pack.files
    )
