"""What is to be decided: within the reader's area, the most pressing first, a page of it at a time."""

import pytest
from support import desk
from support.desk import REASON

from lianzhi.cases import api as cases
from lianzhi.cases.queries import approvals
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import Amount, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> desk.Town:
    return desk.build()


def asked(town: desk.Town) -> str:
    case = town.accepted()
    longer = worklist.Given(reason=REASON, amount=Amount(1, Unit.WORK_DAY))
    cases.move(case.id, "extend", by=town.workers["works"], given=longer)
    return case.number


def numbers(town: desk.Town, who) -> list[str]:
    return [each.case.number for each in approvals.to_decide(who)]


def test_requests_come_in_the_order_in_which_they_press(town) -> None:
    first, second = asked(town), asked(town)
    assert numbers(town, town.duty) == [first, second]


def test_who_reaches_none_of_them_is_shown_none(town) -> None:
    asked(town)
    assert numbers(town, town.workers["works"]) == []


@pytest.mark.parametrize(("waiting", "shown"), [(2, 2), (3, 2)], ids=["as many as fit", "one more"])
def test_what_does_not_fit_comes_up_when_the_first_are_decided(
    town, monkeypatch, waiting: int, shown: int
) -> None:
    monkeypatch.setattr(approvals, "MOST", 2)
    all_ = [asked(town) for _ in range(waiting)]
    assert numbers(town, town.duty) == all_[:shown]


def test_it_costs_as_much_for_three_as_for_one(town, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked(town)
    numbers(town, town.duty)
    with CaptureQueriesContext(connection) as one:
        numbers(town, town.duty)
    asked(town), asked(town)
    with django_assert_num_queries(len(one)):
        numbers(town, town.duty)
