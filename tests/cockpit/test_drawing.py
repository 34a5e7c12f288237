"""Sparklines and percentages."""

import pytest

from lianzhi.cockpit.drawing import per_cent, spark


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, ""), (0, "0"), (1, "100"), (0.5, "50.0"), (0.99999, "99.9"), (0.00001, "0.1"), (2 / 3, "66.7")],
)
def test_all_and_none_are_said_only_when_it_is_all_and_none(share, text) -> None:
    assert per_cent(share) == text


def test_a_sparkline_rises_with_its_values_and_stays_in_its_box() -> None:
    points = [tuple(map(float, pair.split(","))) for pair in spark([1, 5, 3]).split()]

    assert [x for x, _ in points] == [0, 50, 100]
    assert points[1][1] < points[2][1] < points[0][1]
    assert all(0 <= y <= 24 for _, y in points)


@pytest.mark.parametrize("values", [[], [4], [2, 2, 2]])
def test_a_flat_line_is_flat(values) -> None:
    assert len({pair.split(",")[1] for pair in spark(values).split()}) <= 1
