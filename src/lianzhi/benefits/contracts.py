"""Values that cross this room's door."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole fen, and what says so. ``verified``: somebody compared it with the document; without that it is never paid."""

    fen: int
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid. ``key``: made and stored by the caller *before* he orders; the same key is the same payment."""

    key: str
    person: str
    policy: str
    policy_hash: str
    period: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment without its account. ``follows``: the code of the returned one that this one pays again."""

    code: str
    key: str
    person: str
    policy: str
    policy_hash: str
    period: str
    fen: int
    basis: str
    state: str
    live: bool
    line: str
    batch: str
    batch_id: int | None
    reason: str
    follows: str
    area_code: str
    ordered_at: datetime
    changed_at: datetime

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """``already``: this key had ordered it before; nothing was written."""

    payment: PaymentView
    already: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bank's file. ``quarantined``: why nothing of it was taken; ``again``: it had come before."""

    name: str
    batch: str
    lines: int
    taken: int
    same: int
    odd: int
    quarantined: str
    again: bool


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Fen that the ledger and the bank hold as paid, and on how many payments they do not agree."""

    payments: int
    ours: int
    banks: int
    differing: int
    drifted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run found for one person and one policy, for deciding. ``fen`` a period of ``every``; zero while a datum is missing.

    ``bits``: whether each condition held, the first in the lowest bit, then as many bytes again for those where a datum
    is missing (``rules.proof``). ``snapshot``: the digest of the population it was computed from. ``verified``: all of
    it may be paid.
    """

    person: str
    policy: str
    policy_hash: str
    fen: int
    every: str
    basis: str
    verified: bool
    snapshot: str
    as_of: date
    area_code: str
    bits: bytes
