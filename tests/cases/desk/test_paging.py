"""Long lists by keyset: every row once, in order, forth and back, also where keys are empty or equal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianzhi.cases.models import Case
from lianzhi.cases.queries import paging
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel import clock


@pytest.fixture
def many(town) -> list[Case]:
    """Seven matters: two with the same due time, two without one, two reported at the same instant."""
    now = clock.now()
    rows = [Case.objects.get(pk=town.report().id) for _ in range(7)]
    for index, row in enumerate(rows):
        due = None if index in (1, 4) else now + timedelta(hours=index if index != 3 else 2)
        Item.objects.filter(pk=row.item_id).update(due_at=due)
        moment = now - timedelta(minutes=index if index != 6 else 5)
        Case.objects.filter(pk=row.pk).update(
            created_at=moment, heat=1 + index % 3, area_code=f"33019910000{index % 2}000"
        )
    return list(Case.objects.all())


def walked(order: str, step: str, start: dict[str, str]) -> list[int]:
    """All rows in the order they are met, page by page."""
    query, seen = start, []
    for _ in range(10):
        page = paging.page_of(Case.objects.select_related("item"), paging.ORDERS[order], query, size=2)
        ids = [row.pk for row in page.object_list]
        seen = seen + ids if step == "after" else ids + seen
        mark = getattr(page, step)
        if not mark:
            return seen
        query = {step: mark, "page": "2"}
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("order", paging.ORDERS)
def test_every_row_once_and_in_order_forth_and_back(many, order):
    segments = paging.ORDERS[order]
    whole = [row.pk for part in segments for row in Case.objects.filter(part.where).order_by(*part.keys)]
    assert len(set(whole)) == len(many)
    assert walked(order, "after", {}) == whole
    last = paging.page_of(Case.objects.select_related("item"), segments, {"page": "4"}, size=2)
    assert [row.pk for row in last.object_list] == whole[6:]
    assert walked(order, "before", {"before": last.before}) == whole[:6]


@pytest.mark.parametrize("order", paging.ORDERS)
def test_a_page_by_its_number_is_the_page_one_walks_to(many, order):
    segments = paging.ORDERS[order]
    whole = [row.pk for part in segments for row in Case.objects.filter(part.where).order_by(*part.keys)]
    for number in (1, 2, 3, 4):
        page = paging.page_of(Case.objects.select_related("item"), segments, {"page": str(number)}, size=2)
        assert [row.pk for row in page.object_list] == whole[2 * number - 2 : 2 * number]


def test_a_row_that_comes_in_front_moves_nothing_on_the_next_page(many, town):
    first = paging.page_of(Case.objects.all(), paging.NEWEST, {}, size=2, cap=5)
    expected = list(Case.objects.order_by("-created_at", "-pk")[2:4])
    town.report()
    second = paging.page_of(Case.objects.all(), paging.NEWEST, {"after": first.after, "page": "2"}, size=2)
    assert second.object_list == expected


def test_totals_are_counted_to_a_bound(many):
    page = paging.page_of(Case.objects.all(), paging.NEWEST, {}, size=2, cap=5)
    assert (page.total, page.capped, page.last) == (5, True, 3)


def test_deep_pages_read_no_more_rows_than_shallow_ones(many):
    page = paging.page_of(Case.objects.all(), paging.NEWEST, {"page": "2"}, size=2)
    with CaptureQueriesContext(connection) as caught:
        paging.page_of(Case.objects.all(), paging.NEWEST, {"after": page.after, "page": "3"}, size=2)
    assert not any("OFFSET" in query["sql"] for query in caught.captured_queries)
