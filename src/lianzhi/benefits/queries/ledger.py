"""The ledger in figures: lines, what does not add up, what was paid by year, month and policy.  R-234."""

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from lianzhi.benefits.models import BudgetLine, ClosedMonth, Entry, Leg
from lianzhi.benefits.rules.ledger import Account, Act
from lianzhi.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class LineView:
    code: str
    name: str
    year: int
    policies: tuple[str, ...]
    granted: int
    left: int
    reserved: int
    clearing: int
    paid: int
    returned: int

    @property
    def share(self) -> int:
        """Percent of the granted money that is paid."""
        return self.paid * 100 // self.granted if self.granted else 0


@dataclass(frozen=True, slots=True)
class Paid:
    """What left and stayed: payments, persons, fen."""

    key: str
    payments: int
    persons: int
    fen: int


def lines(year: int | None = None) -> list[LineView]:
    rows = BudgetLine.objects.prefetch_related("policies")
    return [_view(row) for row in (rows.filter(year=year) if year else rows)]


def line(code: str) -> LineView:
    row = BudgetLine.objects.prefetch_related("policies").filter(code=code).first()
    if row is None:
        raise NotFound(
            "benefits.no_line", N_("There is no such budget line."), way_out=N_("Go back to the list.")
        )
    return _view(row)


def _view(row: BudgetLine) -> LineView:
    policies = tuple(each.policy for each in row.policies.all())  # type: ignore[attr-defined]
    return LineView(
        row.code, row.name, row.year, policies, -row.granted, row.budget, row.payable, row.clearing, row.paid, row.returned
    )  # fmt: skip


def entries(code: str) -> QuerySet:
    """Newest first, each with its legs and payment."""
    rows = Entry.objects.filter(line__code=code).select_related("payment").prefetch_related("legs")
    return rows.order_by("-pk")


def entries_of(payment: str) -> list[Entry]:
    return list(Entry.objects.filter(payment__code=payment).prefetch_related("legs").order_by("pk"))


def drifted() -> tuple[str, ...]:
    """Lines whose balances are not the sum of their legs, and entries whose legs are not zero: empty, or money is missing."""
    held = {(row.pk, a.value): getattr(row, a.value) for row in BudgetLine.objects.all() for a in Account}
    summed = Leg.objects.values("entry__line", "account").annotate(fen=Sum("fen")).order_by()
    legs = {(each["entry__line"], each["account"]): each["fen"] for each in summed}
    codes = dict(BudgetLine.objects.values_list("pk", "code"))
    wrong = {
        f"{codes[key]} {account}"
        for (key, account), fen in held.items()
        if legs.get((key, account), 0) != fen
    }
    odd = Leg.objects.values("entry").annotate(fen=Sum("fen")).exclude(fen=0).order_by()
    return tuple(sorted({*wrong, *(f"{each['entry']} {each['fen']}" for each in odd)}))


def paid_by_payment() -> dict[str, int]:
    """Payment -> fen on ``paid`` by the bank's word, from the legs: what persons gave back later is left out."""
    rows = (
        Leg.objects.filter(account=Account.PAID)
        .exclude(entry__act=Act.RECOVER)
        .values(code=F("entry__payment__code"))
        .annotate(fen=Sum("fen"))
    )
    return {row["code"]: row["fen"] for row in rows.order_by() if row["fen"]}


def paid_in_all() -> int:
    """Fen on ``paid`` of all lines by the bank's word, from the legs."""
    rows = Leg.objects.filter(account=Account.PAID).exclude(entry__act=Act.RECOVER)
    return rows.aggregate(fen=Sum("fen"))["fen"] or 0


def paid_by(what: str, year: int) -> list[Paid]:
    """``policy`` or ``month``: what was paid in a year and did not come back, out of the legs; a month's sum is its own."""
    field = {"policy": "entry__payment__policy", "month": "entry__month"}[what]
    groups: dict[str, list[tuple[str, int]]] = {}
    for row in _kept(year, key=F(field)):
        groups.setdefault(row["key"], []).append((row["person"], row["fen"]))
    return [_sum(key, rows) for key, rows in sorted(groups.items())]


def totals(year: int) -> Paid:
    return _sum(str(year), [(row["person"], row["fen"]) for row in _kept(year)])


def _kept(year: int, **by: F) -> QuerySet:
    """One row for each payment (and ``by``): what its legs leave on ``paid``."""
    rows = Leg.objects.filter(account=Account.PAID, entry__month__startswith=f"{year}-").order_by()
    return rows.values(code=F("entry__payment__code"), person=F("entry__payment__person"), **by).annotate(
        fen=Sum("fen")
    )


def _sum(key: str, rows: list[tuple[str, int]]) -> Paid:
    kept = [person for person, fen in rows if fen > 0]
    return Paid(key, len(kept), len(set(kept)), sum(fen for _person, fen in rows))


def years() -> list[int]:
    return sorted({*BudgetLine.objects.values_list("year", flat=True)}, reverse=True)


def closed() -> list[ClosedMonth]:
    return list(ClosedMonth.objects.all()[:24])
