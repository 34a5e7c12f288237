"""Five wrong passwords make an account pause for a quarter of an hour; an address has thirty."""

from datetime import UTC, datetime, timedelta

import pytest

from lianzhi.foundation.access.rules.tries import (
    LIMITS,
    PAUSE,
    Counted,
    Tries,
    left,
    one_less,
    one_more,
    paused,
)

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def wrong(times: int, kind: Counted, at: datetime = NINE) -> Tries:
    tries = Tries(0, at)
    for _ in range(times):
        tries = one_more(tries, kind, at)
    return tries


@pytest.mark.parametrize("kind", list(Counted))
def test_the_try_at_the_limit_starts_the_pause(kind) -> None:
    assert not paused(wrong(LIMITS[kind] - 1, kind), NINE)
    tries = wrong(LIMITS[kind], kind)
    assert left(tries, kind) == 0
    assert paused(tries, NINE + PAUSE - timedelta(seconds=1))
    assert not paused(tries, NINE + PAUSE)


def test_wrong_tries_are_forgotten_a_quarter_of_an_hour_after_the_first() -> None:
    tries = one_more(wrong(4, Counted.ACCOUNT), Counted.ACCOUNT, NINE + PAUSE)
    assert (tries.failures, tries.paused_until) == (1, None)


def test_the_right_password_clears_the_account_but_not_its_address() -> None:
    assert one_less(wrong(5, Counted.ACCOUNT), Counted.ACCOUNT) == Tries(0, NINE)
    assert one_less(wrong(7, Counted.ADDRESS), Counted.ADDRESS).failures == 6
    assert paused(one_less(wrong(31, Counted.ADDRESS), Counted.ADDRESS), NINE)
    assert not paused(one_less(wrong(30, Counted.ADDRESS), Counted.ADDRESS), NINE)
