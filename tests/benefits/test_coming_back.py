"""What came back is paid again, given up or taken back.  R-233."""

import pytest
from support.paying import (
    ROOT,
    account,
    order,
    payee,
    sent,
    stands,
    states,
    whole,
)

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.batching import prepare_batch, release_batch
from lianzhi.benefits.actions.reconciling import reconcile
from lianzhi.benefits.actions.sending import send_batch
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.models import Entry, Payment
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, WrongState
from lianzhi.registry import api as registry


def test_what_came_back_pays_again_to_a_corrected_account_under_a_new_key(money) -> None:
    who = payee(1, "0001")
    sent(money, who)
    fetch_results(by=money.clerk)
    old = Payment.objects.get()
    assert (old.state, old.reason, stands()["returned"]) == ("returned", "account_closed", 10_000)
    assert Event.objects.filter(name="benefits.payment_returned").get().payload["person"] == who

    with pytest.raises(WrongState) as refused:
        benefits.pay_again(old.code, key="k-again-1", by=money.clerk)
    assert refused.value.code == "benefits.same_account"
    registry.change(who, {"account": account(9)}, source="visit", by=ROOT)
    new = benefits.pay_again(old.code, key="k-again-1", by=money.clerk)
    assert (new.follows, new.fen, stands()["returned"], stands()["payable"]) == (old.code, 10_000, 0, 10_000)
    with pytest.raises(WrongState):
        benefits.pay_again(old.code, key="k-again-2", by=money.clerk)

    key = prepare_batch(by=money.clerk)
    release_batch(key, by=money.head)
    send_batch(key)
    fetch_results(by=money.clerk)
    assert states() == {who: "paid"} and list(money.bank.paid) == [new.code]
    whole()


def test_an_order_for_what_came_back_is_refused_until_it_is_paid_again_or_given_up(money) -> None:
    who = payee(1, "0002")
    sent(money, who)
    fetch_results(by=money.clerk)
    with pytest.raises(WrongState):
        benefits.order_payment(order(who, key="k-other-1"), by=money.clerk)
    benefits.take_back(Payment.objects.get().code, reason="收款人已死亡", by=money.clerk)
    assert stands() == {"budget": 1_000_000, "payable": 0, "clearing": 0, "paid": 0, "returned": 0}
    assert Payment.objects.get().state == "reversed"
    whole()


def test_money_that_comes_back_a_day_after_it_was_paid(money) -> None:
    sent(money, payee(1, "0004"))
    fetch_results(by=money.clerk)
    assert stands()["paid"] == 10_000
    money.bank.come_late()
    fetch_results(by=money.clerk)
    assert (stands()["paid"], stands()["returned"]) == (0, 10_000) and reconcile(
        by=money.clerk
    ).differing == 0


def test_a_waiting_payment_is_taken_back_by_a_reversing_entry(money) -> None:
    code = benefits.order_payment(order(payee()), by=money.clerk).payment.code
    with pytest.raises(BadInput):
        benefits.take_back(code, reason=" ", by=money.clerk)
    benefits.take_back(code, reason="认定有误", by=money.clerk)
    entry = Entry.objects.last()
    assert entry.act == "reverse" and entry.reverses.act == "reserve" and stands()["budget"] == 1_000_000
    with pytest.raises(WrongState):
        benefits.take_back(code, reason="再次", by=money.clerk)
    assert not benefits.order_payment(
        order(Payment.objects.get().person, key="k-new-0001"), by=money.clerk
    ).already


def test_what_lies_in_a_batch_is_not_taken_back(money) -> None:
    code = benefits.order_payment(order(payee()), by=money.clerk).payment.code
    prepare_batch(by=money.clerk)
    with pytest.raises(WrongState):
        benefits.take_back(code, reason="认定有误", by=money.clerk)


def test_what_follows_is_taken_back_and_the_returned_one_stands_again(money) -> None:
    who = payee(1, "0003")
    sent(money, who)
    fetch_results(by=money.clerk)
    old = Payment.objects.get().code
    registry.change(who, {"account": account(9)}, source="visit", by=ROOT)
    new = benefits.pay_again(old, key="k-again-1", by=money.clerk)
    benefits.take_back(new.code, reason="账户又错", by=money.clerk)
    assert (Payment.objects.get(code=old).live, stands()["returned"]) == (True, 10_000)
    assert benefits.pay_again(old, key="k-again-2", by=money.clerk).follows == old
    whole()


def test_what_came_back_twice_and_was_given_up_is_ordered_anew(money) -> None:
    who = payee(1, "0001")
    sent(money, who)
    fetch_results(by=money.clerk)
    registry.change(who, {"account": account(2, "0002")}, source="visit", by=ROOT)
    new = benefits.pay_again(Payment.objects.get().code, key="k-again-1", by=money.clerk)
    key = prepare_batch(by=money.clerk)
    release_batch(key, by=money.head)
    send_batch(key)
    fetch_results(by=money.clerk)
    with pytest.raises(WrongState):
        benefits.order_payment(order(who, key="k-anew-1"), by=money.clerk)

    benefits.take_back(new.code, reason="改为现金领取", by=money.clerk)

    assert not benefits.order_payment(order(who, key="k-anew-1"), by=money.clerk).already
    assert (stands()["returned"], stands()["payable"]) == (0, 10_000)
    whole()
