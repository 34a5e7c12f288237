"""How many of those to whom a benefit is due have it, by community.  R-232, R-234, issue 5 part 6. Pure.

Who is due comes from the newest run over everybody, who has it from the decisions of today: a person who became due since, or
is no longer, makes the two differ by a few. A share never passes 100 percent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STEPS = 5
"""Equal steps of the share on the map: below 20 %, below 40 %, … and 80 % or more."""
COLUMNS = ("persons", "due", "decided", "shown", "paid", "share")


@dataclass(frozen=True, slots=True)
class Had:
    """Persons with a decision in force: all of them, those with a sample that is only shown, those to whom one was paid."""

    decided: int = 0
    shown: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Covered:
    """One community, in persons. ``code`` empty: those whose address names none."""

    code: str
    persons: int
    due: int
    decided: int
    shown: int
    paid: int

    @property
    def share(self) -> float | None:
        """Percent of those due who have it; None where it is due to nobody."""
        return min(100.0, 100 * self.decided / self.due) if self.due else None

    @property
    def step(self) -> int:
        """1 .. STEPS; 0 where it is due to nobody."""
        return 0 if self.share is None else min(int(self.share * STEPS / 100) + 1, STEPS)


def covered(
    figures: Mapping[str, Mapping[str, Any]], had: Mapping[str, Had], codes: Sequence[str], policy: str = ""
) -> list[Covered]:
    """A row for each of ``codes``, also where nobody lives. ``figures``: of the run, by community; ``policy`` empty: all."""
    return [_row(code, figures.get(code, {}), had.get(code, Had()), policy) for code in codes]


def _row(code: str, said: Mapping[str, Any], had: Had, policy: str) -> Covered:
    due = said.get("policies", {}).get(policy, {}).get("due", 0) if policy else said.get("due", 0)
    return Covered(code, said.get("persons", 0), due, had.decided, had.shown, had.paid)


def total(rows: Iterable[Covered]) -> Covered:
    found = list(rows)
    sums = (
        sum(getattr(row, name) for row in found) for name in ("persons", "due", "decided", "shown", "paid")
    )
    return Covered("", *sums)


def legend(rows: Iterable[Covered]) -> list[tuple[int, int, int, int]]:
    """(step, percent from, percent below, how many communities) of each step."""
    found, width = list(rows), 100 // STEPS
    return [
        (step, (step - 1) * width, step * width, sum(row.step == step for row in found))
        for step in range(1, STEPS + 1)
    ]


def in_order(rows: Iterable[Covered], wanted: str) -> list[Covered]:
    """By one of ``COLUMNS``, the largest first with a minus before it; anything else leaves them as they are."""
    name = wanted.removeprefix("-")
    if name not in COLUMNS:
        return list(rows)

    def place(row: Covered) -> float:
        value = getattr(row, name)
        return -1 if value is None else value

    return sorted(rows, key=place, reverse=wanted.startswith("-"))
