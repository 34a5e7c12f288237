"""The join of a joint task is right when all units finish at the same instant (trust.md R4).

Real transactions from real threads, released by a barrier; ``bench/joins.py`` does it 1,000 times. The control takes
the lock away and must lose a join within the same number of trials, else this test would prove nothing.
"""

import pytest
from django.db import connection
from support.house import make_house
from support.together import joins, without_the_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("units", [2, 5, 10])
def test_exactly_one_join_fires(units: int) -> None:
    found = joins(make_house(units), rounds=8, units=units)

    assert (found.wrong, found.errors) == (0, [])


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite writes one transaction at a time by itself"
)
def test_without_the_lock_joins_are_lost(monkeypatch) -> None:
    assert connection.vendor == "postgresql"
    house = make_house(4)
    without_the_lock(monkeypatch.setattr)

    assert joins(house, rounds=30, units=4).wrong > 0
