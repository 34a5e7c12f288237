"""The bank's files: what is believed, what a person looks at.  R-234."""

import pytest
from support.paying import (
    payee,
    sent,
    stands,
    states,
    whole,
)

from lianzhi.benefits.actions.reconciling import reconcile, settle
from lianzhi.benefits.actions.taking import take_file
from lianzhi.benefits.models import Difference, Payment
from lianzhi.benefits.rules.bank_files import Told, write_results
from lianzhi.kernel.errors import WrongState


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
