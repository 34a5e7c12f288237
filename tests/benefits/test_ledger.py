"""The ledger in the true database: append-only, zero sums, closed months.  R-233, R-234."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from support.paying import (
    order,
    payee,
)

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.budget import close_month
from lianzhi.benefits.models import BudgetLine, Entry, Leg
from lianzhi.benefits.models.ledger import AppendOnly
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, WrongState


def test_entries_are_append_only(money) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    entry = Entry.objects.last()
    for act in (lambda: Entry.objects.update(note="x"), entry.save, entry.delete, Leg.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE benefits_entry SET note = 'x'",
        "DELETE FROM benefits_entry",
        "UPDATE benefits_leg SET fen = fen + 1",
        "DELETE FROM benefits_leg",
        "INSERT INTO benefits_leg (entry_id, account, fen) SELECT key, 'paid', 5 FROM benefits_entry",
    ],
)
def test_the_database_refuses_to_change_entries(money, statement) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("fens", [(5,), (5, -4), ()])
def test_the_database_refuses_an_entry_that_does_not_sum_to_zero(money, fens) -> None:
    line = BudgetLine.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Leg.objects.bulk_create(
            Leg(entry_id="odd", account=a, fen=f) for a, f in zip(("budget", "paid"), fens, strict=False)
        )
        Entry.objects.create(key="odd", line=line, act="pay", month="2026-11", by="x", by_name="x")


def test_a_closed_month_takes_nothing(money) -> None:
    year, who = BudgetLine.objects.get().year, payee()
    june, january = (datetime(year, month, 20, 8, tzinfo=UTC) for month in (6, 1))
    with clock.at(june):
        for early in (f"{year}-06", "2999-01"):
            with pytest.raises(BadInput):
                close_month(early, by=money.clerk)
        close_month(f"{year}-01", by=money.clerk)
        with pytest.raises(WrongState):
            close_month(f"{year}-01", by=money.clerk)
    with clock.at(january), pytest.raises(WrongState) as refused:
        benefits.order_payment(order(who), by=money.clerk)
    assert refused.value.code == "benefits.month_closed"
    with clock.at(june):
        assert not benefits.order_payment(order(who), by=money.clerk).already
