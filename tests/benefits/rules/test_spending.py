"""Which legs are ordered, paid and returned; when a sample would fall due.  Pure."""

from datetime import date

import pytest

from lianzhi.benefits.rules.spending import (
    Moved,
    Shown,
    by_month,
    computed,
    falls_due,
    measure,
    stacks,
    totals,
)


def leg(
    account: str, act: str, fen: int, *, month: str = "2026-11", undone: str = "", policy: str = "a"
) -> Moved:
    return Moved(month, policy, act, undone, account, fen)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (leg("budget", "reserve", -100), ("ordered", 100)),
        (leg("budget", "reverse", 100, undone="reserve"), ("ordered", -100)),  # taken back before it was sent
        (leg("budget", "release", 100), None),  # given up after it came back
        (leg("budget", "recover", 100), None),
        (leg("budget", "grant", 100), None),
        (leg("paid", "pay", 100), ("paid", 100)),
        (leg("paid", "bounce", -100), ("paid", -100)),
        (leg("paid", "recover", -100), ("paid", -100)),
        (leg("returned", "refuse", 100), ("returned", 100)),
        (leg("returned", "bounce", 100), ("returned", 100)),
        (leg("returned", "again", -100), None),
        (leg("returned", "reverse", 100, undone="again"), None),
        (leg("returned", "release", -100), None),
        (leg("payable", "reserve", 100), None),
    ],
)
def test_what_a_leg_is_counted_as(one, said) -> None:
    assert measure(one) == said


def test_one_that_came_back_and_was_paid_again_is_one_order_and_one_payment() -> None:
    found = by_month([
        leg("budget", "reserve", -100, month="2026-10"), leg("returned", "refuse", 100, month="2026-10"),
        leg("returned", "again", -100), leg("paid", "pay", 100),
    ])  # fmt: skip
    sums = {name: sum(totals(each)) for name, each in found.items()}
    assert sums == {"ordered": 100, "paid": 100, "returned": 100}
    assert found["paid"]["a"][10] == 100 and found["returned"]["a"][9] == 100


def test_one_that_came_back_after_it_was_paid_is_taken_off_in_its_own_month() -> None:
    found = by_month([
        leg("paid", "pay", 100, month="2026-10"), leg("paid", "bounce", -100), leg("returned", "bounce", 100),
    ])  # fmt: skip
    assert (found["paid"]["a"][9:11], found["returned"]["a"][10]) == ([100, -100], 100)


@pytest.mark.parametrize(
    ("every", "since", "months"),
    [
        ("每月", "2026-10", ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02"]),
        ("每季", "2026-11", ["2026-11", "2027-01"]),
        ("每年", "2026-11", ["2026-11", "2027-01"]),
        ("一次", "2026-11", ["2026-11"]),
    ],
)
def test_when_a_sample_would_fall_due_across_a_year(every, since, months) -> None:
    asked = [date(2026, month, 1) for month in range(9, 13)] + [date(2027, 1, 1), date(2027, 2, 1)]
    begun = date.fromisoformat(f"{since}-01")
    assert [f"{month:%Y-%m}" for month in asked if falls_due(every, begun, month)] == months


def test_samples_are_computed_up_to_this_month_and_in_their_year() -> None:
    shown = [Shown("a", "每月", date(2025, 12, 1), 100), Shown("b", "一次", date(2026, 3, 1), 7)]
    today = date(2026, 3, 15)
    assert computed(shown, 2025, today) == {"a": [0] * 11 + [100]}
    assert computed(shown, 2026, today) == {"a": [100] * 3 + [0] * 9, "b": [0, 0, 7] + [0] * 9}
    assert computed(shown, 2027, today) == {}


def test_small_policies_are_drawn_together_and_nothing_is_lost() -> None:
    sums = {name: [fen] + [0] * 11 for name, fen in zip("abcdefgh", (1, 8, 3, 4, 5, 6, 7, 0), strict=True)}
    drawn = stacks(sums, most=3)
    assert list(drawn) == ["b", "g", "f", ""] and totals(drawn) == totals(sums)
    assert list(stacks(sums, most=6)) == ["b", "g", "f", "e", "d", "c", "a"]  # one alone keeps its name
    assert stacks({}) == {}
