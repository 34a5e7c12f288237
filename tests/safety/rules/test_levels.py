"""Levels and the next check: boundaries (R-136, R-137)."""

from datetime import date

import pytest

from lianzhi.safety.rules.levels import Level, next_check, opens_case, rises, worst

G, Y, R = Level.GREEN, Level.YELLOW, Level.RED


@pytest.mark.parametrize(
    ("level", "last", "due"),
    [
        (R, "2026-11-30", "2026-12-01"),
        (R, "2026-12-31", "2027-01-01"),
        (Y, "2026-11-30", "2026-12-07"),
        (G, "2026-11-30", "2026-12-30"),
        (G, "2026-12-31", "2027-01-31"),
        (G, "2027-01-31", "2027-02-28"),
        (G, "2028-01-31", "2028-02-29"),
        (G, "2026-11-01", "2026-12-01"),
    ],
)
def test_red_is_checked_the_next_day_yellow_in_a_week_green_in_a_month(level, last, due) -> None:
    assert next_check(level, date.fromisoformat(last)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("levels", "several", "found"),
    [
        ([], 4, G),
        ([G], 4, G),
        ([Y], 4, Y),
        ([Y, Y, Y], 4, Y),
        ([Y, Y, Y, Y], 4, R),
        ([Y, Y, Y, Y], 0, Y),
        ([Y, R], 4, R),
    ],
)
def test_the_gravest_reason_counts_and_several_yellow_ones_are_red(levels, several, found) -> None:
    assert worst(levels, several=several) is found


@pytest.mark.parametrize(
    ("before", "after", "rise", "case"),
    [
        (None, G, False, False),
        (None, Y, True, False),
        (None, R, True, True),
        (G, Y, True, True),
        (Y, R, True, True),
        (R, R, False, False),
        (R, Y, False, False),
        (Y, G, False, False),
    ],
)
def test_a_rise_opens_a_matter_and_the_first_judgement_only_at_red(before, after, rise, case) -> None:
    assert rises(before, after) is rise
    assert opens_case(before, after, first=["red"], rise=["yellow", "red"]) is case
