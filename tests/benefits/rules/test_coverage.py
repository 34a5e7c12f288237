"""Shares, their steps and the order of the table.  Pure."""

import pytest

from lianzhi.benefits.rules.coverage import Covered, Had, covered, in_order, legend, total

A, B, EMPTY = "330199100001", "330199100002", "330199100003"
FIGURES = {
    A: {"persons": 100, "due": 10, "policies": {"old_age": {"due": 4}}},
    B: {"persons": 50, "due": 0, "policies": {}},
}


def row(due: int, decided: int) -> Covered:
    return Covered(A, 100, due, decided, 0, 0)


@pytest.mark.parametrize(
    ("due", "decided", "share", "step"),
    [
        (0, 0, None, 0),
        (0, 3, None, 0),  # somebody has it to whom it is no longer due
        (10, 0, 0, 1),
        (10, 1, 10, 1),
        (1000, 199, 19.9, 1),
        (10, 2, 20, 2),
        (1000, 799, 79.9, 4),
        (10, 8, 80, 5),
        (10, 10, 100, 5),
        (10, 12, 100, 5),
    ],
)
def test_share_and_step(due, decided, share, step) -> None:
    assert (row(due, decided).share, row(due, decided).step) == (share, step)


def test_a_community_without_anybody_has_a_row_of_zeros() -> None:
    found = covered(FIGURES, {A: Had(5, 1, 2)}, [A, B, EMPTY])
    assert found[0] == Covered(A, 100, 10, 5, 1, 2)
    assert found[2] == Covered(EMPTY, 0, 0, 0, 0, 0) and found[2].share is None
    assert total(found) == Covered("", 150, 10, 5, 1, 2)


@pytest.mark.parametrize(("policy", "due"), [("", 10), ("old_age", 4), ("orphan", 0)])
def test_one_policy_counts_its_own(policy, due) -> None:
    assert covered(FIGURES, {}, [A], policy)[0].due == due


def test_the_legend_counts_each_community_once() -> None:
    rows = [row(10, 0), row(10, 3), row(10, 10), row(0, 0)]
    assert legend(rows) == [(1, 0, 20, 1), (2, 20, 40, 1), (3, 40, 60, 0), (4, 60, 80, 0), (5, 80, 100, 1)]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ("", [A, B, EMPTY]),
        ("-persons", [A, B, EMPTY]),
        ("persons", [EMPTY, B, A]),
        ("share", [B, EMPTY, A]),
        ("-share", [A, B, EMPTY]),
        ("code; drop", [A, B, EMPTY]),
    ],
)
def test_the_order_of_the_table(wanted, codes) -> None:
    assert [each.code for each in in_order(covered(FIGURES, {}, [A, B, EMPTY]), wanted)] == codes
