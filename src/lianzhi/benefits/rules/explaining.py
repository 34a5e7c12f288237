"""Why one person gets each benefit or does not: every condition, its values, held or not, in Chinese and English.  R-231.

The same conditions that ran over columns are judged here for one person; the tests hold the two against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lianzhi.benefits.rules.catalogue import AS_OF_COLUMN, Formula, Register
from lianzhi.benefits.rules.library import Bound
from lianzhi.benefits.rules.outcome import Outcome, Status
from lianzhi.benefits.rules.people import Population, household_values
from lianzhi.benefits.rules.policies import Condition, Policy
from lianzhi.benefits.rules.shapes import ONCE
from lianzhi.kernel.errors import Bilingual
from lianzhi.kernel.rules import Column, Kind, judge
from lianzhi.kernel.rules.tree import columns_of

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One condition for one person. ``held`` None: a datum in ``lacking`` is missing. ``values``: what it looked at."""

    condition: Condition
    held: bool | None
    values: tuple[tuple[Column, Any], ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One policy for one person. ``amount``: by itself, ``paid``: beside the others, in fen. ``before``: what goes before
    it; ``lacking``: codes of the registered items to be asked for; ``unverified``: why it may not be paid yet."""

    policy: Policy
    status: Status
    conditions: tuple[Held, ...]
    amount: int
    paid: int
    before: tuple[Policy, ...]
    lacking: tuple[str, ...]
    unverified: tuple[str, ...]


def values_of(population: Population, register: Register, row: int, constants: Mapping[str, Any]) -> Values:
    """Everything the catalogue knows of one person, derived items included, and the constants of the day."""
    household = np.flatnonzero(population.household == population.household[row])
    members = population.of(household)
    at = int(np.searchsorted(household, row))
    found: Values = {
        code: cells.value(row, register.items[code].column.kind) for code, cells in population.columns.items()
    }
    rolled = household_values(members, register)
    found |= {code: cells.value(at, register.derived[code].column.kind) for code, cells in rolled.items()}
    return derived(register, {**constants, **found})


def derived(register: Register, values: Mapping[str, Any]) -> Values:
    """``values`` with what is derived from them; what is given already stays."""
    found = dict(values)
    for code, one in register.derived.items():
        if code not in found and isinstance(one, Formula):
            found[code] = judge(one.tree, found)
    return found


def conditions(bound: Bound, values: Mapping[str, Any], register: Register) -> tuple[Held, ...]:
    return tuple(_held(condition, values, register) for condition in bound.policy.conditions)


def _held(condition: Condition, values: Mapping[str, Any], register: Register) -> Held:
    seen = {column.code: column for column in columns_of(condition.tree.root)}
    lacking = {code for code in seen if values.get(code) is None}
    items = sorted(
        {item for code in lacking for item in register.sources(code) if values.get(item) is None} or lacking
    )
    held = judge(condition.tree, values)
    return Held(
        condition,
        held,
        tuple((c, values.get(c.code)) for c in seen.values()),
        tuple(items) if held is None else (),
    )


def tell(outcome: Outcome, population: Population, row: int) -> list[Told]:
    """Every policy for one person, as the run decided it."""
    book = outcome.book
    values = values_of(population, book.register, row, book.constants)
    return [_told(outcome, n, row, values) for n in range(len(book.policies))]


def _told(outcome: Outcome, n: int, row: int, values: Values) -> Told:
    book, bound = outcome.book, outcome.book.policies[n]
    status = outcome.status_of(row, n)
    held = conditions(bound, values, book.register)
    amount, paid = outcome.amounts_of(row, n)
    before: tuple[Policy, ...] = ()
    if status is Status.EXCLUDED:
        rivals = {
            *book.graph.barred[n],
            *book.graph.less[n],
            *(b if a == n else a for a, b in book.graph.conflicts if n in (a, b)),
        }
        barring = [r for r in sorted(rivals) if outcome.status_of(row, r) in (Status.DUE, Status.EXCLUDED)]
        before = tuple(
            book.policies[r].policy
            for r in barring
            if r in book.graph.barred[n] or outcome.amounts_of(row, r)[1]
        )
    lacking: set[str] = set()
    if status is Status.MISSING:
        lacking = {item for one in held for item in one.lacking} or _lacked(outcome, n, row, values)
    return Told(bound.policy, status, held, amount, paid, before, tuple(sorted(lacking)), bound.unverified)


def _lacked(outcome: Outcome, n: int, row: int, values: Values) -> set[str]:
    """Not a condition but the amount, or another policy that has to be decided first, lacks something."""
    book = outcome.book
    looked = {column.code for column in columns_of(book.policies[n].said)} - {AS_OF_COLUMN.code}
    own = {item for code in looked for item in book.register.sources(code) if values.get(item) is None}
    others = [
        o for o in (*book.graph.barred[n], *book.graph.less[n]) if outcome.status_of(row, o) is Status.MISSING
    ]
    return own | {
        item
        for o in others
        for one in conditions(book.policies[o], values, book.register)
        for item in one.lacking
    }


# ---- as text ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wording:
    """The few words of an explanation, from ``data/words.yaml``."""

    status: Mapping[str, Bilingual]
    signs: Mapping[str, Bilingual]
    words: Mapping[str, Bilingual]
    groups: Mapping[str, Bilingual]


EVERY = {12: "every_month", 4: "every_quarter", 1: "every_year"}


def text(told: list[Told], register: Register, wording: Wording, language: str) -> str:
    """One person's explanation: a line for each policy, one for each of its conditions."""
    return "\n".join(
        line for one in told for line in _lines(one, register, Speaker(register, wording, language))
    )


class Speaker:
    """Words, amounts and values in one language."""

    def __init__(self, register: Register, wording: Wording, language: str) -> None:
        self.register, self.wording, self.language = register, wording, language

    def word(self, name: str) -> str:
        return self.wording.words[name].pick(self.language)

    def fen(self, value: int) -> str:
        return self.word("yuan").format(value / 100)

    def value(self, column: Column, value: Any) -> str:
        if value is None:
            return self.word("unknown")
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if self.register.unit(column.code) or self.register.catalogue.find(column.code) is None:
            return self.fen(value)  # what the catalogue does not know is a standard
        if column.kind is Kind.TEXT and not self.language.startswith("en"):
            return column.choices.get(value, value)
        return str(value)


def _lines(told: Told, register: Register, say: Speaker) -> list[str]:
    language, word = say.language, say.word
    head = [
        told.policy.name.pick(language)
        + word("colon")
        + say.wording.status[told.status.name.lower()].pick(language)
    ]
    if told.status is Status.DUE:
        every = EVERY[told.policy.times_a_year] if told.policy.every != ONCE else "once"
        head.append(
            f"{word(every)}{say.fen(told.paid)}"
            if not language.startswith("en")
            else f"{say.fen(told.paid)} {word(every)}"
        )
        head += [word("collective")] if told.policy.collective else []
        head += [word("unverified")] if told.unverified or told.policy.sample else []
    head += [word("instead") + policy.name.pick(language) for policy in told.before]
    for code in told.lacking:
        item = register.items[code]
        head.append(
            f"{word('lacking')}{item.column.name(language)} ({word('from')}{item.source.name.pick(language)})"
        )
    lines = [word("comma").join(head)]
    for one in told.conditions:
        sign = say.wording.signs["missing" if one.held is None else "held" if one.held else "failed"].pick(
            language
        )
        values = word("comma").join(
            f"{c.name(language)}{word('equals')}{say.value(c, v)}" for c, v in one.values
        )
        lines.append(f"  {sign} {one.condition.sentence.pick(language)} ({values})")
    return lines
