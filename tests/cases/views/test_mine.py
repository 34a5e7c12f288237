"""“My reports” goes on behind its first page: keyset, no script needed, nobody else's.  R-222."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import phones
from support.phones import PHONE

from lianzhi.cases.actions import assisting
from lianzhi.cases.contracts import NewReport
from lianzhi.cases.models import Case
from lianzhi.cases.queries import public
from lianzhi.kernel import clock

AGREED = assisting.Consent("family", "in_person")


@pytest.fixture
def reporter(town):
    return phones.resident()


@pytest.fixture
def signed_in(browser, reporter):
    code = browser.post("/r/code/", {"phone": PHONE}).json()["shown"]
    browser.post("/r/mine/", {"phone": PHONE, "code": code, "do": "enter"})
    return browser


def many(town, reporter, count: int) -> list[str]:
    """Newest first. Every second pair came in the same instant."""
    made, start = [], clock.now()
    for n in range(count):
        with clock.at(start + timedelta(minutes=n // 2)):
            made.append(town.report(reporter).number)
    return made[::-1]


def walked(reporter, size: int) -> list[list[str]]:
    pages, after = [], ""
    while True:
        page = public.mine(reporter, after=after, most=size)
        pages.append([case.number for case in page.cases])
        if not page.older:
            return pages
        after = page.older


@pytest.mark.parametrize(
    ("count", "size", "pages"), [(0, 3, [0]), (1, 3, [1]), (3, 3, [3]), (4, 3, [3, 1]), (7, 3, [3, 3, 1])]
)
def test_every_report_stands_on_one_page_in_order(town, reporter, count, size, pages) -> None:
    numbers = many(town, reporter, count)
    found = walked(reporter, size)
    assert [len(page) for page in found] == pages
    assert [number for page in found for number in page] == numbers


def test_those_made_for_others_come_in_between_and_once(town, reporter) -> None:
    lon, lat = phones.INSIDE
    helped = many(town, reporter, 1)
    with clock.at(clock.now() + timedelta(minutes=5)):
        new = NewReport(
            source="resident",
            external_id="helped",
            text=phones.TEXT,
            category="lamp",
            lon=lon,
            lat=lat,
            place_text="北门",
        )
        case, _words = assisting.report_for(new, AGREED, phone="13900000002", by=reporter)
        mine, _words = assisting.report_for(
            NewReport(
                source="resident",
                external_id="own",
                text=phones.TEXT,
                category="lamp",
                lon=lon,
                lat=lat,
                place_text="北门",
            ),
            AGREED,
            by=reporter,
        )
    assert [number for page in walked(reporter, 1) for number in page] == [mine.number, case.number, *helped]


def test_the_page_leads_to_the_older_ones_and_back_without_a_script(
    town, reporter, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr(public.mine, "__kwdefaults__", {"after": "", "most": 2})
    numbers = many(town, reporter, 3)
    first = signed_in.get("/r/mine/").content.decode()
    link = re.search(r'rel="next" href="(\?after=[^"]+)"', first)
    assert link is not None
    assert numbers[1] in first and numbers[2] not in first and "The newest again" not in first
    second = signed_in.get(f"/r/mine/{link[1]}").content.decode()
    assert numbers[2] in second and numbers[0] not in second
    assert 'rel="next"' not in second and 'href="/r/mine/"' in second


def test_in_the_theme_for_the_elderly_it_is_a_big_target(town, reporter, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(public.mine, "__kwdefaults__", {"after": "", "most": 1})
    many(town, reporter, 2)
    signed_in.post("/ui/theme/", {"theme": "care", "next": "/r/"})
    page = signed_in.get("/r/mine/").content.decode()
    assert 'data-theme="care"' in page and 'class="button button-big" rel="next"' in page


@pytest.mark.parametrize("after", ["LZ20200101-0001", "x", "', 1", "{other}"])
def test_a_number_that_is_not_ones_own_begins_at_the_newest(town, reporter, signed_in, after) -> None:
    numbers = many(town, reporter, 2)
    other = town.report(phones.resident("13900000002"), text="别人的事情在这里")
    page = signed_in.get("/r/mine/", {"after": after.format(other=other.number)}).content.decode()
    assert all(number in page for number in numbers)
    assert other.token not in page


def test_it_costs_the_same_for_one_report_and_for_many_and_uses_the_index(town, reporter) -> None:
    def queries(after: str = "") -> int:
        with CaptureQueriesContext(connection) as seen:
            public.mine(reporter, after=after, most=2)
        return len(seen)

    many(town, reporter, 1)
    one = queries()
    numbers = many(town, reporter, 6)
    assert queries(numbers[2]) <= one + 1
    assert queries() == one
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = str(Case.objects.filter(reporter=reporter.id).order_by("-created_at", "-pk")[:3].explain())
    assert "cases_by_reporter" in plan
