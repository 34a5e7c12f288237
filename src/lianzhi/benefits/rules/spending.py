"""Money by month and policy, from the legs of the ledger; and beside it what samples would have cost.  R-233, R-234. Pure.

*Ordered*: what was bound for payments, less what was taken back before it was sent; paying again what came back binds nothing
anew. *Paid*: what the bank paid, less what came back or was recovered, each in the month in which it moved: closed months stay
as they are, and a month in which more came back than was paid is below zero. *Returned*: what came back in the month, whatever
became of it later. Months are those of the ledger, not the periods that are paid for: December's benefit paid in January is
January's money.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhi.benefits.rules.ledger import Account, Act
from lianzhi.benefits.rules.periods import period, recurs

ORDERED, PAID, RETURNED = "ordered", "paid", "returned"
MEASURES = (ORDERED, PAID, RETURNED)
MONTHS = 12
MOST = 5
"""Policies with a colour of their own in a picture; the others are drawn together."""
Sums = dict[str, list[int]]
"""Policy -> fen of each month, January first."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Legs of one kind, added up. ``undone``: the act that a reversing entry turned round."""

    month: str
    policy: str
    act: str
    undone: str
    account: str
    fen: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Samples of one policy shown since the same month, added up."""

    policy: str
    every: str
    since: date
    fen: int


def measure(moved: Moved) -> tuple[str, int] | None:
    """Which figure these legs belong to, and with how many fen; None: to none."""
    act = moved.undone if moved.act == Act.REVERSE else moved.act
    if moved.account == Account.BUDGET and act == Act.RESERVE:
        return ORDERED, -moved.fen
    if moved.account == Account.PAID:
        return PAID, moved.fen
    if moved.account == Account.RETURNED and moved.act in (Act.REFUSE, Act.BOUNCE):
        return RETURNED, moved.fen
    return None


def by_month(legs: Iterable[Moved]) -> dict[str, Sums]:
    """Of one year: measure -> policy -> months."""
    found: dict[str, Sums] = {name: {} for name in MEASURES}
    for one in legs:
        if said := measure(one):
            name, fen = said
            found[name].setdefault(one.policy, [0] * MONTHS)[int(one.month[5:7]) - 1] += fen
    return found


def falls_due(every: str, since: date, month: date) -> bool:
    """Would something that is given from ``since`` on be ordered in that month? Both are the first of a month."""
    if month <= since or not recurs(every):
        return month == since
    return period(every, month) != period(every, month - timedelta(days=1))


def computed(shown: Iterable[Shown], year: int, today: date) -> Sums:
    """What the samples that are shown today would have cost in each month of the year, up to the month of ``today``."""
    months = [date(year, n + 1, 1) for n in range(MONTHS)]
    found: Sums = {}
    for one in shown:
        sums = found.setdefault(one.policy, [0] * MONTHS)
        for n, month in enumerate(months):
            if month <= today and falls_due(one.every, one.since, month):
                sums[n] += one.fen
    return {policy: sums for policy, sums in found.items() if any(sums)}


def totals(sums: Mapping[str, list[int]]) -> list[int]:
    return [sum(months) for months in zip(*sums.values(), strict=True)] if sums else [0] * MONTHS


def stacks(sums: Mapping[str, list[int]], most: int = MOST) -> Sums:
    """The ``most`` largest by their year, then all others together under the empty name; what moved nothing is left out."""
    moved = {policy: months for policy, months in sums.items() if any(months)}
    ranked = sorted(moved, key=lambda policy: (-sum(map(abs, moved[policy])), policy))
    kept = ranked if len(ranked) <= most + 1 else ranked[:most]
    rest = {policy: moved[policy] for policy in ranked[len(kept) :]}
    return {policy: moved[policy] for policy in kept} | ({"": totals(rest)} if rest else {})
