"""One person's benefits as a whole: what he gets, what is under way, what he nearly gets, why not, what was paid.

Whoever asks: the person himself, or staff within their reach. The caller knows who may.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lianzhi.benefits import at_hand
from lianzhi.benefits.models import Application, Payment
from lianzhi.benefits.queries.decisions import Shown, decisions_of, shown
from lianzhi.benefits.rules.explaining import Told
from lianzhi.benefits.rules.outcome import Status
from lianzhi.kernel.rules import Column
from lianzhi.registry import api as registry

DISABILITY = "disability_grade"


@dataclass(frozen=True, slots=True)
class Own:
    """``computed``: whether he is in the population of today; otherwise only decisions are shown."""

    person: str
    name: str
    now: tuple[Shown, ...]
    under_way: tuple[Shown, ...]
    past: tuple[Shown, ...]
    nearly: tuple[Told, ...]
    others: tuple[Told, ...]
    computed: bool
    payments: tuple[Payment, ...]
    applications: tuple[Application, ...]

    @property
    def sums(self) -> int:
        return sum(each.fen for each in self.payments if each.state == "paid")


@dataclass(frozen=True, slots=True)
class Asked:
    """A datum that is missing, with the source that would have it."""

    column: Column
    source: str
    money: bool


def own(person: str) -> Own:
    payee = registry.payees([person]).get(person)
    codes = payee.also if payee else (person,)
    rows, told = [shown(row) for row in decisions_of(codes)], told_of(person)
    in_force = tuple(each for each in rows if each.row.in_force)
    under_way = tuple(
        each for each in rows if not each.row.in_force and (each.row.open or each.row.state == "appealed")
    )
    had = {each.row.policy for each in (*in_force, *under_way)}
    failing = [one for one in told if one.policy.code not in had]
    return Own(
        person, payee.name if payee else person, in_force, under_way,
        tuple(each for each in rows if each not in in_force and each not in under_way),
        tuple(one for one in failing if nearly(one)), tuple(one for one in failing if not nearly(one)), bool(told),
        tuple(_payments(codes)), tuple(Application.objects.filter(person__in=codes).order_by("-pk")[:20]),
    )  # fmt: skip


def _payments(codes: Collection[str]) -> Sequence[Payment]:
    return list(Payment.objects.filter(person__in=codes).order_by("-pk")[:200])


def told_of(person: str) -> list[Told]:
    return at_hand.today(person).told(person)


def nearly(one: Told) -> bool:
    """Fails exactly one condition and fulfils all others for certain."""
    held = [each.held for each in one.conditions]
    return one.status is Status.FAILED and held.count(False) == 1 and None not in held


def road(now: at_hand.Current, person: str) -> tuple[list[Told], list[Asked]] | None:
    """惠残一路通: every policy for him, his own first, and the missing data that any of them asks for (R-207).

    None where he is not in the population of ``now``, or has no disability on record.
    """
    told = now.told(person)
    if not told or now.value(person, DISABILITY) == 0:
        return None
    order = {Status.DUE: 0, Status.MISSING: 1, Status.EXCLUDED: 2, Status.FAILED: 3}
    told.sort(key=lambda one: (order[one.status], not nearly(one)))
    items = now.book.register.items
    lacking = {code: None for one in told if one.status is Status.MISSING for code in one.lacking}
    return told, [
        Asked(items[code].column, items[code].source.name.zh, bool(items[code].unit)) for code in lacking
    ]
