"""Ledger, states and results at their bounds.  R-233, R-234, issue 5 part 5."""

import pytest

from lianzhi.benefits.rules import batches, payments, results
from lianzhi.benefits.rules.bank_files import Told
from lianzhi.benefits.rules.ledger import WAYS, Account, Act, Entry, Leg, Line, judge, legs_of, turned
from lianzhi.benefits.rules.payments import Paying, Step
from lianzhi.benefits.rules.results import Differs, Known
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import BadInput, NotAllowed, Refused, WrongState

HAS_100 = Line(2026, {Account.GRANTED: -100, Account.BUDGET: 100})
NOV = "2026-11"


@pytest.mark.parametrize("act", WAYS)
def test_every_act_sums_to_zero_and_so_does_what_reverses_it(act) -> None:
    legs = legs_of(act, 7)
    assert sum(leg.fen for leg in legs) == sum(leg.fen for leg in turned(legs)) == 0
    assert {leg.account: leg.fen for leg in turned(legs)} == {leg.account: -leg.fen for leg in legs}


def test_every_act_has_a_way_but_the_reversing_one() -> None:
    assert set(Act) - set(WAYS) == {Act.REVERSE}


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (Leg(Account.BUDGET, 1),),
        (Leg(Account.BUDGET, 1), Leg(Account.PAID, -2)),
        (Leg(Account.BUDGET, 0), Leg(Account.PAID, 0)),
        (Leg(Account.BUDGET, 0.5), Leg(Account.PAID, -0.5)),
        (Leg(Account.BUDGET, True), Leg(Account.PAID, -1)),
    ],
)
def test_legs_that_are_no_entry(legs) -> None:
    with pytest.raises(BadInput):
        judge(Entry(Act.RESERVE, NOV, legs), HAS_100, ())


@pytest.mark.parametrize(
    ("act", "fen", "month", "closed", "code"),
    [
        (Act.RESERVE, 100, NOV, (), None),
        (Act.RESERVE, 101, NOV, (), "benefits.overdrawn"),
        (Act.RESERVE, 1, NOV, (NOV,), "benefits.month_closed"),
        (Act.RESERVE, 1, NOV, ("2026-10",), None),
        (Act.RESERVE, 1, "2027-01", (), "benefits.other_year"),
        (Act.GRANT, 1, "2027-01", (), "benefits.other_year"),
        (Act.GRANT, 10**15, NOV, (), None),
        (Act.GRANT, 1, "2025-12", (), "benefits.other_year"),
        (Act.SEND, 1, NOV, (), "benefits.not_there"),
        (Act.PAY, 1, NOV, (), "benefits.not_there"),
        (Act.BOUNCE, 1, NOV, (), "benefits.not_there"),
    ],
)  # fmt: skip
def test_an_entry_at_the_bound(act, fen, month, closed, code) -> None:
    entry = Entry(act, month, legs_of(act, fen))
    if code is None:
        assert sum(judge(entry, HAS_100, closed).balances.values()) == 0
        return
    with pytest.raises(Refused) as refused:
        judge(entry, HAS_100, closed)
    assert refused.value.code == code


def test_money_of_december_may_come_back_in_january() -> None:
    paid = Line(2026, {Account.GRANTED: -5, Account.PAID: 5})
    assert judge(Entry(Act.BOUNCE, "2027-01", legs_of(Act.BOUNCE, 5)), paid, ()).of(Account.RETURNED) == 5


@pytest.mark.parametrize("state", Paying)
@pytest.mark.parametrize("what", Step)
def test_what_is_not_in_the_table_cannot_happen(state, what) -> None:
    if (state, what) in payments.STEPS:
        assert payments.step(state, what)
        return
    with pytest.raises(WrongState):
        payments.step(state, what)


GOOD = {
    "key": "k:12345678", "policy": "care", "policy_hash": "a" * 64, "period": "2026-11", "fen": 1, "verified": True
}  # fmt: skip


@pytest.mark.parametrize("period", ["2026", "2026-01", "2026-12", "2026-Q1", "2026-H2"])
def test_a_good_order(period) -> None:
    payments.check_order(**GOOD | {"period": period})


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("verified", False, "benefits.unverified"), ("verified", 1, "benefits.unverified"),
        ("verified", None, "benefits.unverified"),
        ("fen", 0, "benefits.amount"), ("fen", -1, "benefits.amount"), ("fen", 1.0, "benefits.amount"),
        ("fen", payments.MOST_FEN + 1, "benefits.amount"),
        ("key", "short", "benefits.key"), ("key", "with blank 1", "benefits.key"), ("key", "x" * 65, "benefits.key"),
        ("policy", "", "benefits.policy"), ("policy_hash", "a" * 63, "benefits.policy"),
        ("period", "2026-13", "benefits.period"), ("period", "2026-Q5", "benefits.period"), ("period", "26-11", "benefits.period"),
    ],
)  # fmt: skip
def test_an_order_that_could_never_be_paid(name, value, code) -> None:
    with pytest.raises(BadInput) as refused:
        payments.check_order(**GOOD | {name: value})
    assert refused.value.code == code


@pytest.mark.parametrize("by", [Actor("staff:1", "甲"), system("night")])
def test_who_prepared_or_is_a_machine_releases_nothing(by) -> None:
    with pytest.raises(NotAllowed):
        batches.require_other_eyes("staff:1", by)
    batches.require_other_eyes("staff:1", Actor("staff:2", "乙"))


OURS = {
    state.value: Known(state.value, "B1", 100, state) for state in Paying
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "came"),
    [
        (Told("sent", 100, "paid"), Step.PAY),
        (Told("sent", 100, "returned"), Step.REFUSE),
        (Told("paid", 100, "paid"), "same"),
        (Told("paid", 100, "returned"), Step.BOUNCE),
        (Told("returned", 100, "returned"), "same"),
        (Told("returned", 100, "paid"), Differs.CONTRADICTS),
        (Told("waiting", 100, "paid"), Differs.CONTRADICTS),
        (Told("reversed", 100, "paid"), Differs.CONTRADICTS),
        (Told("sent", 101, "paid"), Differs.AMOUNT),
        (Told("sent", 99, "returned"), Differs.AMOUNT),
        (Told("sent", 100, "pending"), Differs.OUTCOME),
        (Told("strange", 100, "paid"), Differs.UNKNOWN_LINE),
    ],
)  # fmt: skip
def test_a_line_of_a_bank(line, came) -> None:
    verdict = results.judge("B1", [line], OURS)
    if came == "same":
        assert (verdict.same, verdict.steps, verdict.odd) == (1, {}, ())
    elif isinstance(came, Step):
        assert verdict.steps == {line.code: (came, line)} and not verdict.odd
    else:
        assert verdict.odd == ((came, line),) and not verdict.steps


def test_a_line_about_a_payment_of_another_batch() -> None:
    assert results.judge("B2", [Told("sent", 100, "paid")], OURS).odd[0][0] is Differs.OTHER_BATCH


def test_a_payment_that_stands_twice_in_a_file() -> None:
    good, bad = Told("sent", 100, "paid"), Told("sent", 100, "returned")
    alike = results.judge("B1", [good, good], OURS)
    assert (list(alike.steps), alike.same) == (["sent"], 1)
    unlike = results.judge("B1", [good, bad], OURS)
    assert unlike.steps == {} and [why for why, _ in unlike.odd] == [Differs.TWICE, Differs.TWICE]


def test_differences_to_the_cent() -> None:
    found = results.differences({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4})
    assert found == (
        (Differs.AMOUNT, "b", 2, 3),
        (Differs.NOT_CONFIRMED, "c", 3, 0),
        (Differs.NOT_OURS, "d", 0, 4),
    )
