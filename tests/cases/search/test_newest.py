"""The newest matters that hold a word, from their months' terms: the same as from all of them, page by page.  R-109."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.queries import search
from lianzhi.cases.queries.cases import Wanted
from lianzhi.cases.queries.keyset import older_than
from lianzhi.cases.rules.search import month_of, months_to
from lianzhi.kernel import clock

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
BACK = [0, 1, 15, 16, 40, 75, 76, 100, 300, 301, 700]  # days


@pytest.fixture
def town(db, monkeypatch):
    made = desk.build()
    for days in BACK:
        with clock.at(NOW - timedelta(days=days)):
            made.report(text="路灯不亮")
            made.report(text="井盖松动")
    monkeypatch.setattr(search, "FEW", 3)
    monkeypatch.setattr(search, "OF_ALL", 100)
    search.forget()
    return made


def walked(town, wanted: Wanted, size: int) -> list[str]:
    found, than = [], None
    while page := older_than(town.duty, wanted, NOW, than=than, size=size):
        found += [case.number for case in page]
        than = (page[-1].created_at, page[-1].id)
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 11, 50])
@pytest.mark.parametrize("more", [{}, {"open_only": True}, {"order": "oldest"}], ids=str)
def test_pages_are_those_of_the_whole_list(town, size, more) -> None:
    wanted = Wanted(text="路灯", **more)
    numbers = [case.number for case in cases.page(town.duty, Wanted(text="路灯"), NOW, size=50)[0]]
    assert len(numbers) == len(BACK)
    assert walked(town, wanted, size) == numbers


def test_a_page_that_the_last_months_fill_asks_for_no_more(town) -> None:
    older_than(town.duty, Wanted(text="路灯"), NOW, than=None, size=2)
    with CaptureQueriesContext(connection) as seen:
        assert len(older_than(town.duty, Wanted(text="路灯"), NOW, than=None, size=2)) == 2
    looked = [each["sql"] for each in seen if search.SearchRow._meta.db_table in each["sql"]]
    assert len(looked) == 1
    assert month_of(NOW) in looked[0]


def test_few_are_looked_up_at_once(town, monkeypatch) -> None:
    monkeypatch.setattr(search, "FEW", 99)
    assert list(search.newest("路灯", town.duty, NOW)) == []


def test_who_reaches_a_part_has_no_such_way(town) -> None:
    assert list(search.newest("路灯", town.workers["works"], NOW)) == []


@pytest.mark.parametrize(("at", "count", "months"), [
    (datetime(2026, 1, 31, 15, 59, tzinfo=UTC), 2, ["202512", "202601"]),
    (datetime(2026, 1, 31, 16, 0, tzinfo=UTC), 2, ["202601", "202602"]),
    (datetime(2026, 11, 1, tzinfo=UTC), 1, ["202611"]),
])  # fmt: skip
def test_months_are_those_of_the_town(at, count, months) -> None:
    assert [month[1:] for month in months_to(at, count)] == months
    assert month_of(at) == months_to(at, count)[-1]
