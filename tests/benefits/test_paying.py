"""Paying against the true database: once, by two persons, through a bank that fails in every way.  R-233, R-234."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from support.paying import LINE, ROOT, account, batch, build_money, order, payee, sent

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.batching import dissolve_batch, prepare_batch, release_batch
from lianzhi.benefits.actions.budget import close_month, make_line
from lianzhi.benefits.actions.reconciling import reconcile, settle
from lianzhi.benefits.actions.sending import ask_batch, send_batch, settle_unknown
from lianzhi.benefits.actions.taking import fetch_results, take_file
from lianzhi.benefits.banks.simulated import Mood
from lianzhi.benefits.models import Batch, BudgetLine, Difference, Entry, Leg, Payment
from lianzhi.benefits.models.ledger import AppendOnly
from lianzhi.benefits.queries import ledger
from lianzhi.benefits.rules.bank_files import Told, write_results
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry


def states() -> dict[str, str]:
    return {row.person: row.state for row in Payment.objects.filter(live=True)}


def died(who: str) -> None:
    registry.end(who, on=timezone.localdate(), reason="死亡", source="visit", by=ROOT)


def whole() -> None:
    assert ledger.drifted() == ()


def stands() -> dict[str, int]:
    row = BudgetLine.objects.get(code=LINE)
    return {name: getattr(row, name) for name in ("budget", "payable", "clearing", "paid", "returned")}


# ---- ordering ---------------------------------------------------------------------------------------------------


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


# ---- the ledger -------------------------------------------------------------------------------------------------


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
    from datetime import UTC, datetime

    from lianzhi.kernel import clock

    year = BudgetLine.objects.get().year
    who = payee()
    with pytest.raises(BadInput):
        close_month(f"{year}-11" if year < 2000 else "2999-01", by=money.clerk)
    close_month(f"{year}-01", by=money.clerk)
    with pytest.raises(WrongState):
        close_month(f"{year}-01", by=money.clerk)
    with clock.at(datetime(year, 1, 20, 8, tzinfo=UTC)), pytest.raises(WrongState) as refused:
        benefits.order_payment(order(who), by=money.clerk)
    assert refused.value.code == "benefits.month_closed"
    assert not benefits.order_payment(order(who), by=money.clerk).already


# ---- batches ----------------------------------------------------------------------------------------------------


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


# ---- a bank that fails -------------------------------------------------------------------------------------------


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


# ---- files that cannot be believed ------------------------------------------------------------------------------


def _file(key: int, **said) -> bytes:
    row = Payment.objects.get(batch=key)
    line = Told(
        said.get("code", row.code),
        said.get("fen", row.fen),
        said.get("outcome", "paid"),
        said.get("reason", ""),
    )
    return write_results(said.get("batch", row.batch.number), "F1", [line]).encode()


def test_the_same_file_twice_is_one_file(money) -> None:
    data = _file(sent(money, payee()))
    assert take_file("a.csv", data, by=money.clerk).taken == 1
    again = take_file("b.csv", data, by=money.clerk)
    assert again.again and stands()["paid"] == 10_000


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"fen": 10_001}, "amount"), ({"code": "YSTRANGE"}, "unknown_line"), ({"outcome": "pending"}, "outcome"),
        ({"batch": "B-NONE"}, "unknown_batch"),
    ],
)  # fmt: skip
def test_what_cannot_be_believed_is_put_before_a_person(money, said, why) -> None:
    key = sent(money, payee())
    done = take_file("a.csv", _file(key, **said), by=money.clerk)
    assert done.taken == 0 and Difference.objects.get().kind == why
    assert set(states().values()) == {"sent"}
    assert take_file("b.csv", _file(key), by=money.clerk).taken == 1  # the true one is still taken
    settle(Difference.objects.get().pk, note="银行更正", by=money.clerk)
    with pytest.raises(WrongState):
        settle(Difference.objects.get().pk, note="再次", by=money.clerk)
    whole()


def test_a_changed_cent_quarantines_the_whole_file(money) -> None:
    key = sent(money, payee())
    done = take_file("a.csv", _file(key).replace(b"100.00,", b"100.01,", 1), by=money.clerk)
    assert (
        done.quarantined
        and Difference.objects.get().kind == "unreadable"
        and set(states().values()) == {"sent"}
    )


def test_a_bank_that_says_paid_after_it_came_back(money) -> None:
    key = sent(money, payee())
    take_file("a.csv", _file(key, outcome="returned", reason="账户已销户"), by=money.clerk)
    done = take_file("b.csv", _file(key), by=money.clerk)
    assert (done.taken, done.odd, stands()["paid"]) == (0, 1, 0)
    found = reconcile(by=money.clerk)
    assert (found.ours, found.banks, found.differing) == (0, 10_000, 1)
    kinds = set(Difference.objects.filter(settled_at=None).values_list("kind", flat=True))
    assert kinds == {"contradicts", "not_ours"}


def test_a_difference_that_is_gone_is_settled_by_itself(money) -> None:
    key = sent(money, payee())
    take_file("a.csv", _file(key, fen=9_999), by=money.clerk)
    assert reconcile(by=money.clerk).differing == 1 and reconcile(by=money.clerk).differing == 1
    take_file("b.csv", _file(key), by=money.clerk)
    assert reconcile(by=money.clerk).differing == 0
    assert set(Difference.objects.filter(settled_at=None).values_list("kind", flat=True)) == {"amount"}


# ---- what comes back --------------------------------------------------------------------------------------------


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


# ---- who sees ---------------------------------------------------------------------------------------------------


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
