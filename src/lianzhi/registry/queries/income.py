"""What a household earns, as departments say it (R-093). One small door: whoever keeps facts of departments fills it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Income:
    """``kind``: what it is, as the source calls it. ``amount``: yuan a month. ``person``: whose, by code."""

    person: str
    kind: str
    amount: Decimal
    since: date | None
    source: str


Telling = Callable[[Collection[str], Actor], list[Income]]
_telling: list[Telling] = []


def tells_income(telling: Telling) -> Telling:
    """Called in ``AppConfig.ready``: incomes of these persons as far as the reader may see them, in a fixed number of queries."""
    if telling not in _telling:
        _telling.append(telling)
    return telling


def incomes(persons: Collection[str], by: Actor) -> list[Income]:
    """Empty where nothing is registered."""
    return [each for telling in _telling for each in telling(persons, by)] if persons else []
