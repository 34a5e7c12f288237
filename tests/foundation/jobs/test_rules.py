"""The rhythm of periodic jobs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.foundation.jobs.rules import next_slot, next_try

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=3)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_the_next_slot_is_the_first_of_the_rhythm_still_to_come(every: timedelta, late: timedelta) -> None:
    slot = next_slot(NOON, every, NOON + late)
    assert NOON + late < slot <= NOON + late + every
    assert (slot - NOON) % every == timedelta()


def test_a_slot_that_is_still_to_come_stays() -> None:
    assert next_slot(NOON + HOUR, HOUR, NOON) == NOON + HOUR


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (10_000, 3600)]
)
def test_failures_are_tried_again_ever_later_but_within_the_rhythm(failures: int, seconds: int) -> None:
    assert next_try(failures, HOUR, NOON) == NOON + timedelta(seconds=seconds)
