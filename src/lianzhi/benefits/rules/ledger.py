"""The ledger: accounts, acts, and entries whose legs sum to zero.  R-233, R-234, issue 5 part 5. Pure.

All amounts are whole fen. A leg above zero brings money to an account, one below takes it away. Every account belongs to
one budget line (预算科目); only ``granted``, where its money comes from, stands below zero. Nothing is ever corrected but by
an entry with the same legs turned round (红字冲销), once. A closed month takes none.

Paying has two phases: ``reserve`` binds money of the budget to one payment, ``send`` hands it to the bank; only the bank's
word makes it ``paid`` or ``returned``. What was paid too much and came from the person (追回) goes from ``paid`` to the budget;
the bank knows nothing of it, so that reconciling leaves it out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lianzhi.kernel.errors import N_, BadInput, WrongState


class Account(StrEnum):
    GRANTED = "granted"
    BUDGET = "budget"
    PAYABLE = "payable"
    CLEARING = "clearing"
    PAID = "paid"
    RETURNED = "returned"


class Act(StrEnum):
    GRANT = "grant"
    RESERVE = "reserve"
    SEND = "send"
    PAY = "pay"
    REFUSE = "refuse"
    BOUNCE = "bounce"
    AGAIN = "again"
    RELEASE = "release"
    REVERSE = "reverse"
    RECOVER = "recover"


WAYS: Mapping[Act, tuple[Account, Account]] = {
    Act.GRANT: (Account.GRANTED, Account.BUDGET),
    Act.RESERVE: (Account.BUDGET, Account.PAYABLE),
    Act.SEND: (Account.PAYABLE, Account.CLEARING),
    Act.PAY: (Account.CLEARING, Account.PAID),
    Act.REFUSE: (Account.CLEARING, Account.RETURNED),
    Act.BOUNCE: (Account.PAID, Account.RETURNED),
    Act.AGAIN: (Account.RETURNED, Account.PAYABLE),
    Act.RELEASE: (Account.RETURNED, Account.BUDGET),
    Act.RECOVER: (Account.PAID, Account.BUDGET),
}
"""From which account to which the money goes. ``reverse`` goes the other way of the entry it reverses."""

IN_ITS_YEAR = frozenset({Act.GRANT, Act.RESERVE})
"""Only these bind a line's money, so only in its year; what comes back in January still finds its line."""


@dataclass(frozen=True, slots=True)
class Leg:
    account: Account
    fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """What the ledger has to know of a budget line: its year, and how much stands on each account."""

    year: int
    balances: Mapping[Account, int] = field(default_factory=dict)

    def of(self, account: Account) -> int:
        return self.balances.get(account, 0)

    def after(self, legs: Iterable[Leg]) -> "Line":
        balances = dict(self.balances)
        for leg in legs:
            balances[leg.account] = balances.get(leg.account, 0) + leg.fen
        return Line(self.year, balances)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``month`` is the accounting month (会计期间), ``2026-11``."""

    act: Act
    month: str
    legs: tuple[Leg, ...]


def legs_of(act: Act, fen: int) -> tuple[Leg, ...]:
    source, target = WAYS[act]
    return Leg(source, -fen), Leg(target, fen)


def turned(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    return tuple(Leg(leg.account, -leg.fen) for leg in legs)


def judge(entry: Entry, line: Line, closed: Iterable[str]) -> Line:
    """The line after the entry. Raises BadInput (no entry at all) and WrongState (not now)."""
    _whole(entry.legs)
    if entry.month in closed:
        raise WrongState(
            "benefits.month_closed", N_("The accounting month %(month)s is closed."),
            way_out=N_("Enter it in the month that is open; what was wrong is corrected there by a reversing entry."),
            params={"month": entry.month},
        )  # fmt: skip
    year = int(entry.month[:4])
    if year < line.year or (entry.act in IN_ITS_YEAR and year != line.year):
        raise WrongState(
            "benefits.other_year", N_("This budget line is for %(year)s."),
            way_out=N_("Use the budget line of the year in which it is paid."), params={"year": line.year},
        )  # fmt: skip
    after = line.after(entry.legs)
    for leg in entry.legs:
        if leg.account is not Account.GRANTED and after.of(leg.account) < 0:
            raise overdrawn(leg.account)
    return after


def overdrawn(account: Account) -> WrongState:
    if account is Account.BUDGET:
        return WrongState(
            "benefits.overdrawn", N_("The budget line has not enough money left."),
            way_out=N_("Have money granted to it first, or take payments back that are still waiting."),
        )  # fmt: skip
    return WrongState(
        "benefits.not_there", N_("This money is not where the entry would take it from."),
        way_out=N_("Open the payment: somebody may have been faster."),
    )  # fmt: skip


def _whole(legs: tuple[Leg, ...]) -> None:
    if len(legs) < 2 or any(type(leg.fen) is not int or leg.fen == 0 for leg in legs):
        raise BadInput(
            "benefits.legs", N_("An entry has two legs or more, each of whole fen and none of zero.")
        )
    if sum(leg.fen for leg in legs):
        raise BadInput("benefits.legs_sum", N_("The legs of an entry must sum to zero."))
