"""How long may a door stay still in this home, at this time of day?  R-127."""

from datetime import datetime, timedelta

import pytest

from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.sensing.rules.doors import Norms, learnt, limit_hours, next_factor, part_of
from lianzhi.sensing.rules.kinds import Outcome

HELD = Norms(
    share=0.9, least_gaps=4, days=28, start=16, between={"least": 4, "most": 30},
    factor={"first": 1.5, "step": 0.25, "least": 1.25, "most": 3.0}, parts=(0, 6, 12, 18),
)  # fmt: skip
DAY = datetime(2026, 11, 2, tzinfo=SHANGHAI)


def at(day: int, hour: float) -> datetime:
    return DAY + timedelta(days=day, hours=hour)


@pytest.mark.parametrize(("hour", "part"), [(0, 0), (5.99, 0), (6, 6), (11.9, 6), (12, 12), (23.9, 18)])
def test_the_part_of_the_day(hour, part) -> None:
    assert part_of(at(0, hour), HELD.parts, SHANGHAI) == part


@pytest.mark.parametrize(
    ("moves", "part", "hours", "gaps", "whole"),
    [
        ([], 6, 16, 0, True),
        ([at(0, 8)], 6, 16, 0, True),
        ([at(d, h) for d in range(4) for h in (8, 11)], 6, 21, 7, False),
        ([at(d, h) for d in range(4) for h in (8, 11)], 18, 21, 7, True),
        ([at(d, h) for d in range(6) for h in (8, 9, 20)], 18, 12, 5, False),
        ([at(d, h) for d in range(6) for h in (8, 9, 20)], 12, 12, 17, True),
        ([at(0, 8)] * 9, 6, 16, 0, True),
    ],
)
def test_the_norm_is_learnt_from_the_homes_own_gaps(moves, part, hours, gaps, whole) -> None:
    found = learnt(moves[::-1], HELD, SHANGHAI)[part]

    assert (found.hours, found.gaps, found.whole) == (hours, gaps, whole)


@pytest.mark.parametrize(
    ("norm", "factor", "limit"),
    [(10, 1.5, 15), (1, 1.5, 4), (0, 3, 4), (25, 1.5, 30), (8, 3.0, 24), (2.6667, 1.5, 4.00005)],
)
def test_the_limit_is_the_norm_times_the_factor_within_bounds(norm, factor, limit) -> None:
    assert limit_hours(norm, factor, HELD) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (1.5, Outcome.WELL, 1.75), (2.9, Outcome.WELL, 3.0), (3.0, Outcome.WELL, 3.0), (2.5, Outcome.HELP, 1.5),
        (1.25, Outcome.HELP, 1.25), (2.0, Outcome.ENDED, 2.0), (2.0, Outcome.NONE, 2.0),
    ],
)  # fmt: skip
def test_a_false_alarm_moves_the_factor_within_bounds(before, outcome, after) -> None:
    assert next_factor(before, outcome, HELD) == after
