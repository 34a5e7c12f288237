"""Enter acts into the ledger: lock the lines, judge, write legs, entries and balances in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from lianzhi.benefits.models import BudgetLine, ClosedMonth, Entry, Leg, Payment
from lianzhi.benefits.rules import ledger
from lianzhi.benefits.rules.ledger import Account, Act
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState


@dataclass(frozen=True, slots=True)
class Posting:
    key: str
    act: Act
    legs: tuple[ledger.Leg, ...]
    line: int
    payment: int | None = None
    reverses: int | None = None
    note: str = field(default="")


def this_month() -> str:
    """The accounting month of the town's day."""
    return f"{timezone.localdate(clock.now()):%Y-%m}"


def post(postings: Sequence[Posting], *, by: Actor) -> None:
    """All or none. Raises BadInput, WrongState (closed, overdrawn), IntegrityError for an act that was entered before."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("an entry and what it stands for are written in one transaction")
    lines = locked_lines({posting.line for posting in postings})
    month, now = this_month(), clock.now()
    closed = frozenset(ClosedMonth.objects.filter(month=month).values_list("month", flat=True))
    after = {key: line.now for key, line in lines.items()}
    for each in postings:
        after[each.line] = ledger.judge(ledger.Entry(each.act, month, each.legs), after[each.line], closed)
    Leg.objects.bulk_create(
        [Leg(entry_id=p.key, account=leg.account, fen=leg.fen) for p in postings for leg in p.legs]
    )
    Entry.objects.bulk_create(
        Entry(
            key=p.key, line_id=p.line, act=p.act, month=month, payment_id=p.payment, reverses_id=p.reverses,
            note=p.note[:200], by=by.id, by_name=by.name[:60], at=now,
        )
        for p in postings
    )  # fmt: skip
    for key, line in after.items():
        BudgetLine.objects.filter(pk=key).update(**{account.value: line.of(account) for account in Account})


def locked_lines(keys: Collection[int]) -> dict[int, BudgetLine]:
    """Always in this order, so that two acts over several lines never wait for each other."""
    return {row.pk: row for row in BudgetLine.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def of_payment(row: Payment, act: Act, *, suffix: str = "", note: str = "") -> Posting:
    key = f"{row.code}/{act}{suffix}"
    return Posting(key, act, ledger.legs_of(act, row.fen), row.line_id, row.pk, note=note)


def reversing(rows: Iterable[Payment], acts: Collection[Act], *, note: str) -> list[Posting]:
    """The last entry of these acts of each payment, turned round. Raises WrongState when there is none to reverse."""
    wanted = list(rows)
    found: dict[int, Entry] = {}
    entries = Entry.objects.filter(payment__in=wanted, act__in=acts, reversed_by=None).order_by("pk")
    for entry in entries.prefetch_related("legs"):
        found[entry.payment_id or 0] = entry
    if len(found) < len(wanted):
        raise WrongState("benefits.nothing_to_reverse", N_("There is no entry left that could be reversed."))
    return [_turned(found[row.pk], note) for row in wanted]


def _turned(entry: Entry, note: str) -> Posting:
    legs = tuple(ledger.Leg(Account(leg.account), leg.fen) for leg in entry.legs.all())  # type: ignore[attr-defined]
    return Posting(
        f"{entry.key}/reverse",
        Act.REVERSE,
        ledger.turned(legs),
        entry.line_id,
        entry.payment_id,
        entry.pk,
        note,
    )
