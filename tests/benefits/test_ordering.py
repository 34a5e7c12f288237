"""Order a payment once, whoever asks how often; who may, and who sees it.  R-233."""

import pytest
from django.db import IntegrityError, connection, transaction
from support.paying import (
    ROOT,
    account,
    build_money,
    died,
    order,
    payee,
    sent,
    stands,
    whole,
)

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.budget import make_line
from lianzhi.benefits.models import BudgetLine, Payment
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry


def test_an_order_binds_the_money_once_whoever_asks_how_often(money) -> None:
    one = order(payee())
    first = benefits.order_payment(one, by=money.clerk)
    again = benefits.order_payment(one, by=money.clerk)

    assert (first.already, again.already) == (False, True) and first.payment.code == again.payment.code
    assert Payment.objects.count() == 1 and stands()["payable"] == 10_000
    whole()


def test_an_amount_marked_unverified_is_never_ordered(money) -> None:
    with pytest.raises(BadInput) as refused:
        benefits.order_payment(order(payee(), verified=False), by=money.clerk)
    assert refused.value.code == "benefits.unverified" and not Payment.objects.exists()


def test_the_database_too_holds_no_unverified_payment(money) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(verified=False)


def test_another_key_for_the_same_person_policy_and_period_is_refused(money) -> None:
    who = payee()
    code = benefits.order_payment(order(who), by=money.clerk).payment.code
    with pytest.raises(WrongState) as refused:
        benefits.order_payment(order(who, key="another-key"), by=money.clerk)
    assert refused.value.code == "benefits.paid_once" and refused.value.params == {"code": code}
    assert benefits.order_payment(order(who, period="2026-12"), by=money.clerk).already is False


def test_one_key_is_one_payment(money) -> None:
    benefits.order_payment(order(payee(), key="k-12345678"), by=money.clerk)
    with pytest.raises(WrongState) as refused:
        benefits.order_payment(order(payee(2), key="k-12345678"), by=money.clerk)
    assert refused.value.code == "benefits.key_used"


def test_somebody_who_was_entered_twice_is_not_paid_twice(money) -> None:
    first, second = payee(1), payee(2, identity="")
    benefits.order_payment(order(first), by=money.clerk)
    registry.merge(second, first, reason="同一个人，登记了两次", by=ROOT)
    assert registry.payees([first])[first].code == second
    with pytest.raises(WrongState) as refused:
        benefits.order_payment(order(second, key="k-second-1"), by=money.clerk)
    assert refused.value.code == "benefits.paid_once"
    assert benefits.order_payment(order(first), by=money.clerk).already


def test_who_died_has_no_account_or_is_nobody_is_not_paid(money) -> None:
    dead, poor = payee(1), payee(2, account="")
    died(dead)
    for who, code in ((dead, "payee_ended"), (poor, "no_account"), ("PXXXXXXXXXXXX", "nobody")):
        with pytest.raises(BadInput) as refused:
            benefits.order_payment(order(who), by=money.clerk)
        assert refused.value.code == f"benefits.{code}"


def test_a_retry_after_the_payee_died_still_answers(money) -> None:
    who = payee()
    one = order(who)
    benefits.order_payment(one, by=money.clerk)
    died(who)
    assert benefits.order_payment(one, by=money.clerk).already


def test_a_budget_line_is_never_overdrawn(money) -> None:
    benefits.order_payment(order(payee(), fen=1_000_000), by=money.clerk)
    with pytest.raises(WrongState) as refused:
        benefits.order_payment(order(payee(2), fen=1), by=money.clerk)
    assert refused.value.code == "benefits.overdrawn" and Payment.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.update(budget=-1)


def test_a_policy_without_a_line_is_refused_and_one_line_pays_it(money) -> None:
    one = order(payee())
    with pytest.raises(WrongState):
        benefits.order_payment(
            benefits.Order(one.key, one.person, "other", one.policy_hash, one.period, one.amount),
            by=money.clerk,
        )
    with pytest.raises(BadInput):
        make_line("2026-2", name="二", year=BudgetLine.objects.get().year, policies=["sample-care"], by=ROOT)
    assert BudgetLine.objects.count() == 1


def test_who_may_not_order_does_not(money) -> None:
    for by in (money.head, money.reader, money.nobody):
        with pytest.raises(NotAllowed):
            benefits.order_payment(order(payee()), by=by)


def test_a_clerk_orders_within_his_area_only_and_who_lives_nowhere_is_the_towns(money) -> None:
    from support.paying import TOWN, WEST, _actor
    from support.register import FAR_ROOM

    west = _actor("west-clerk", ["benefits.see", "benefits.prepare"], WEST)
    with pytest.raises(NotAllowed):
        benefits.order_payment(order(payee(1, place=FAR_ROOM)), by=west)
    nowhere = payee(2, place="", living="")
    assert benefits.order_payment(order(nowhere), by=money.clerk).payment.area_code == TOWN
    assert len(benefits.payments_of(nowhere, by=money.clerk)) == 1


def test_no_row_holds_a_clear_account(money) -> None:
    sent(money, payee())
    clear = account()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            assert not any(clear in str(value) for row in cursor.fetchall() for value in row), table


def test_a_reader_sees_the_payments_of_his_area_only(money) -> None:
    from support.register import FAR_ROOM

    near, far = payee(1), payee(2, place=FAR_ROOM)
    codes = [benefits.order_payment(order(each), by=money.clerk).payment.code for each in (near, far)]
    assert benefits.payment(codes[0], by=money.reader).person == near
    with pytest.raises(NotFound):
        benefits.payment(codes[1], by=money.reader)
    assert (
        benefits.payments_of(far, by=money.reader) == []
        and len(benefits.payments_of(far, by=money.clerk)) == 1
    )


def test_build_money_twice_is_refused_by_the_line(money) -> None:
    with pytest.raises(BadInput):
        build_money()
