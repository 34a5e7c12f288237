"""Batches by two persons, through a bank that fails in every way.  R-233."""

import pytest
from django.db import IntegrityError, transaction
from support.paying import (
    ROOT,
    batch,
    died,
    order,
    payee,
    sent,
    stands,
    states,
    whole,
)

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.batching import dissolve_batch, prepare_batch, release_batch
from lianzhi.benefits.actions.reconciling import reconcile
from lianzhi.benefits.actions.sending import ask_batch, send_batch, settle_unknown
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.banks.simulated import Mood
from lianzhi.benefits.models import Batch, BudgetLine, Payment
from lianzhi.benefits.queries import ledger
from lianzhi.kernel.errors import NotAllowed, WrongState


def test_two_persons_and_the_bank_then_paid(money) -> None:
    people = [payee(n) for n in (1, 2)]
    key = sent(money, *people)
    assert Batch.objects.get().state == "sent" and stands()["clearing"] == 20_000
    (taken,) = fetch_results(by=money.clerk)

    assert (taken.taken, taken.odd, Batch.objects.get(pk=key).state) == (2, 0, "done")
    assert set(states().values()) == {"paid"} and stands()["paid"] == 20_000
    assert [len(each) for each in money.bank.paid.values()] == [1, 1]
    assert (ledger.totals(BudgetLine.objects.get().year).fen, reconcile(by=money.clerk).differing) == (
        20_000,
        0,
    )
    whole()


def test_whoever_prepared_a_batch_does_not_release_it(money) -> None:
    benefits.order_payment(order(payee()), by=money.both)
    key = prepare_batch(by=money.both)
    for by in (money.both, ROOT, money.clerk):
        with pytest.raises(NotAllowed):
            release_batch(key, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(released_by=money.both.id)
    release_batch(key, by=money.head)
    with pytest.raises(WrongState):
        release_batch(key, by=money.head)


def test_a_batch_whose_payments_were_tampered_with_is_not_released(money) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    key = prepare_batch(by=money.clerk)
    Payment.objects.update(fen=10_001)
    with pytest.raises(WrongState) as refused:
        release_batch(key, by=money.head)
    assert refused.value.code == "benefits.batch_totals"


def test_a_dissolved_batch_sets_its_payments_free(money) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    key = prepare_batch(by=money.clerk)
    with pytest.raises(WrongState):
        prepare_batch(by=money.clerk)
    dissolve_batch(key, by=money.clerk)
    assert prepare_batch(by=money.clerk) != key


def test_who_died_before_the_batch_is_left_out(money) -> None:
    dead, alive = payee(1), payee(2)
    for who in (dead, alive):
        benefits.order_payment(order(who), by=money.clerk)
    died(dead)
    key = prepare_batch(by=money.clerk)
    assert list(Payment.objects.filter(batch=key).values_list("person", flat=True)) == [alive]
    assert Payment.objects.get(person=dead).reason == "payee_dead"


def test_a_released_batch_is_sent_by_a_job(money) -> None:
    from lianzhi.foundation.jobs.api import work_once

    batch(money, payee())
    while work_once():
        pass
    assert Batch.objects.get().state == "sent"


def test_its_key_is_stored_before_and_never_changes(money) -> None:
    benefits.order_payment(order(payee()), by=money.clerk)
    key = Batch.objects.get(pk=prepare_batch(by=money.clerk)).key
    release_batch(Batch.objects.get().pk, by=money.head)
    send_batch(Batch.objects.get().pk)
    assert list(money.bank._batches) == [key] == [Batch.objects.get().key]


def test_a_bank_that_refuses(money) -> None:
    money.bank.mood = Mood.REFUSES
    sent(money, payee())
    assert (Batch.objects.get().state, states()) == ("refused", {Payment.objects.get().person: "waiting"})
    assert stands()["payable"] == 10_000
    money.bank.mood = Mood.WELL
    key = prepare_batch(by=money.clerk)
    release_batch(key, by=money.head)
    assert send_batch(key) == "sent" and len(money.bank.paid) == 1
    whole()


@pytest.mark.parametrize(("mood", "had_it"), [(Mood.TIMES_OUT, False), (Mood.TIMES_OUT_AFTER, True)])
def test_a_timeout_is_unknown_and_asked_about_never_sent_again_blindly(money, mood, had_it) -> None:
    money.bank.mood = mood
    key = sent(money, payee())
    assert Batch.objects.get().state == "unknown" and stands()["clearing"] == 10_000
    assert send_batch(key) == "unknown" and bool(money.bank.paid) is had_it

    money.bank.mood = Mood.WELL
    assert ask_batch(key) == "sent"
    fetch_results(by=money.clerk)
    assert [len(each) for each in money.bank.paid.values()] == [1] and set(states().values()) == {"paid"}
    whole()


def test_a_bank_that_answers_twice_or_late(money) -> None:
    money.bank.mood = Mood.ANSWERS_TWICE
    sent(money, payee())
    first, second = fetch_results(by=money.clerk)
    assert (first.taken, second.taken, second.same) == (1, 0, 1)
    money.bank.mood = Mood.ANSWERS_LATE
    sent(money, payee(2))
    assert fetch_results(by=money.clerk) == [] and "sent" in states().values()
    money.bank.come_late()
    assert fetch_results(by=money.clerk)[0].taken == 1 and stands()["paid"] == 20_000
    whole()


def test_results_prove_that_an_unknown_batch_had_come(money) -> None:
    money.bank.mood = Mood.TIMES_OUT_AFTER
    sent(money, payee())
    fetch_results(by=money.clerk)
    assert Batch.objects.get().state == "done" and set(states().values()) == {"paid"}


@pytest.mark.parametrize(("arrived", "state"), [(True, "sent"), (False, "waiting")])
def test_a_person_may_say_what_the_bank_cannot(money, arrived, state) -> None:
    money.bank.mood = Mood.TIMES_OUT
    key = sent(money, payee())
    with pytest.raises(NotAllowed):
        settle_unknown(key, arrived=arrived, by=money.clerk)
    settle_unknown(key, arrived=arrived, by=money.head)
    assert set(states().values()) == {state}
    whole()
