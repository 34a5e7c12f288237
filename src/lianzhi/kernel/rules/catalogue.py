"""What a rule may look at: documented columns with a kind, and the functions it may call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a value is. A DATE is a calendar day, a MOMENT an instant with its zone."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One catalogued column. ``choices``: the only values a text column holds, code -> its name.

    ``whole``: a number without a fraction (money in fen, levels, counts), 64 bits wide; ``least`` and ``most`` bound it.
    """

    code: str
    kind: Kind
    zh: str
    en: str
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    whole: bool = False
    least: int | None = None
    most: int | None = None

    def name(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Columns by code; a rule may write the code or the Chinese name. Compared by identity."""

    columns: tuple[Column, ...]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {name: column for column in self.columns for name in (column.zh, column.code)}

    def find(self, name: str) -> Column | None:
        return self._by_name.get(name) or self._by_name.get(name.lower())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def near(self, name: str) -> str:
        """The catalogued name most like a wrong one, or an empty string."""
        return next(iter(get_close_matches(name, self._by_name, n=1, cutoff=0.5)), "")

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


N, T, B, D, M = Kind.NUMBER, Kind.TEXT, Kind.TRUTH, Kind.DATE, Kind.MOMENT

FUNCTIONS: Mapping[str, tuple[tuple[Kind, ...], Kind]] = {
    "abs": ((N,), N),
    "floor": ((N,), N),
    "ceil": ((N,), N),
    "length": ((T,), N),
    "lower": ((T,), T),
    "contains": ((T, T), B),
    "starts_with": ((T, T), B),
    "days_between": ((D, D), N),
    "years_between": ((D, D), N),
    "hours_between": ((M, M), N),
}
"""Name -> kinds of the arguments and of the result. ``coalesce``, ``least`` and ``greatest`` take any one kind."""

SAME_KIND = frozenset({"coalesce", "least", "greatest"})
