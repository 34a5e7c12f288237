"""追回: opened by one, closed by another, an entry of its own; the bank's reconciling is not disturbed."""

import pytest
from django.db import IntegrityError, transaction
from support.paying import payee, sent, stands, whole

from lianzhi.benefits.actions.reconciling import reconcile
from lianzhi.benefits.actions.recovering import close_recovery, open_recovery
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.models import Payment, Recovery
from lianzhi.benefits.queries.ledger import totals
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState


def paid(money) -> Payment:
    sent(money, payee())
    fetch_results(by=money.clerk)
    return Payment.objects.get()


def test_a_part_comes_back_by_an_entry_of_its_own(money) -> None:
    row = paid(money)
    code = open_recovery(row.code, 4_000, reason="多算一个月", by=money.both)
    with pytest.raises(NotAllowed):
        close_recovery(code, "returned", note="到账", by=money.both)
    before = stands()
    close_recovery(code, "returned", note="到账凭证 12 号", by=money.head)
    after = stands()
    assert (after["paid"] - before["paid"], after["budget"] - before["budget"]) == (-4_000, 4_000)
    whole()
    assert reconcile(by=money.clerk).differing == 0
    assert totals(row.ordered_at.year).fen == 6_000
    assert Payment.objects.get().state == "paid"


def test_no_more_is_asked_back_than_was_paid(money) -> None:
    row = paid(money)
    close_recovery(
        open_recovery(row.code, 4_000, reason="多算", by=money.clerk), "returned", note="到账", by=money.head
    )
    for fen in (6_001, 0, -1):
        with pytest.raises(BadInput):
            open_recovery(row.code, fen, reason="多算", by=money.clerk)
    open_recovery(row.code, 6_000, reason="全部退回", by=money.clerk)
    with pytest.raises(WrongState):
        open_recovery(row.code, 1, reason="再次", by=money.clerk)


def test_given_up_moves_no_money_and_is_over(money) -> None:
    row = paid(money)
    code, before = open_recovery(row.code, 10_000, reason="多发", by=money.clerk), stands()
    close_recovery(code, "waived", note="本人困难，集体研究免除", by=money.head)
    assert stands() == before
    with pytest.raises(NotFound):
        close_recovery(code, "returned", note="到账", by=money.head)


def test_only_what_was_paid_and_in_the_database_too_two_persons(money) -> None:
    from support.paying import order

    from lianzhi.benefits import api as benefits

    waiting = benefits.order_payment(order(payee(2)), by=money.clerk).payment.code
    with pytest.raises(WrongState):
        open_recovery(waiting, 1, reason="多发", by=money.clerk)
    open_recovery(paid_of(money).code, 1, reason="多发", by=money.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(closed_by=money.clerk.id)


def paid_of(money) -> Payment:
    sent(money, payee(3))
    fetch_results(by=money.clerk)
    return Payment.objects.filter(state="paid").first()
