"""Payments: one, a person's, a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import F, QuerySet

from lianzhi.benefits.access import SEE
from lianzhi.benefits.contracts import PaymentView
from lianzhi.benefits.models import Payment, Recovery
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry import api as registry


class OfPerson(Protocol):
    """A decision, a payment, a recovery: something about one person."""

    @property
    def person(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    state: str = ""
    policy: str = ""
    period: str = ""
    words: str = ""


def view(row: Payment) -> PaymentView:
    return PaymentView(
        row.code, row.key, row.person, row.policy, row.policy_hash, row.period, row.fen, row.basis, row.state, row.live,
        row.line.code, row.batch.number if row.batch else "", row.batch_id, row.reason,
        row.follows.code if row.follows else "", row.area_code, row.ordered_at, row.changed_at,
    )  # fmt: skip


def views(rows: Iterable[Payment]) -> list[PaymentView]:
    return [view(row) for row in rows]


def names(found: Iterable[OfPerson]) -> dict[str, str]:
    """``person:<key>`` -> name, for a page of payments or decisions."""
    return names_of(each.person for each in found)


def names_of(people: Iterable[str]) -> dict[str, str]:
    refs = {f"person:{each}" for each in people}
    return dict(registry.names_of(refs)) if refs else {}


def recoveries(by: Actor) -> QuerySet[Recovery]:
    """Those that wait first."""
    rows = Recovery.objects.select_related("payment").filter(access.reached(by, SEE))
    return rows.order_by(F("closed_at").asc(nulls_first=True), "-pk")


def recovery(code: str, *, by: Actor) -> Recovery:
    """Raises NotFound, also for one of another area."""
    row = Recovery.objects.select_related("payment").filter(code=code).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return row


def _rows() -> QuerySet:
    return Payment.objects.select_related("line", "batch", "follows")


def listed(by: Actor, wanted: Wanted) -> QuerySet:
    rows = _rows().filter(access.reached(by, SEE))
    for name in ("state", "policy", "period"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.words:
        said = "".join(wanted.words.split()).upper()
        rows = rows.filter(person=said) if said.startswith("P") else rows.filter(code=said)
    return rows.order_by("-pk")


def payments_of(person: str, *, by: Actor) -> list[PaymentView]:
    """All that was ordered for a person, newest first, within the reader's reach."""
    return views(_rows().filter(access.reached(by, SEE), person=person).order_by("-pk"))


def payment(code: str, *, by: Actor) -> PaymentView:
    """Raises NotFound, also for one of another area."""
    row = _rows().filter(code=code).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return view(row)


def locked(code: str) -> Payment:
    row = Payment.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise nothing()
    return row


def nothing() -> NotFound:
    return NotFound(
        "benefits.nothing", N_("There is no such payment, or another area keeps it."),
        way_out=N_("Search for it by its code, or by the key of the person."),
    )  # fmt: skip
