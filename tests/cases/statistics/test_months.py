"""Sums by month say what the days and the rows say; they are made when a month is over, and anew when it is corrected."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.months import sum_new_months
from lianzhi.cases.actions.statistics import catch_up, refresh_days
from lianzhi.cases.models import DayCount, MonthCount, Stay
from lianzhi.cases.queries import statistics as read
from lianzhi.cases.queries.statistics import Asked, Pieces
from lianzhi.cases.rules.statistics import Span, values
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock

DAYS = [
    datetime(2026, month, day, 1, 0, tzinfo=UTC)
    for month, day in ((8, 31), (9, 1), (9, 30), (10, 12), (11, 3))
]
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
SPANS = {
    "months with their edges": Span(date(2026, 8, 31), date(2026, 11, 10)),
    "whole months": Span(date(2026, 9, 1), date(2026, 10, 31)),
    "one month": Span(date(2026, 9, 1), date(2026, 9, 30)),
    "no whole month": Span(date(2026, 9, 2), date(2026, 10, 30)),
}
BY = ["unit", "area", "category", "source", "module", "post", "person", "day", "week", "month"]


@pytest.fixture
def town(db) -> desk.Town:
    with clock.at(DAYS[0]):
        made = desk.build()
    for n, day in enumerate(DAYS):
        lived(made, day)
        lived(made, day, at=desk.IN_EAST, units=("police", "west"), category="noise")
        lived(made, day + timedelta(days=n), units=("west",))
    with clock.at(NOW):
        catch_up()
        sum_new_months(9)
    return made


def lived(town: desk.Town, day: datetime, *, at=desk.IN_WEST, units=("works",), category="road") -> None:
    with clock.at(day):
        case = town.accepted(*units, at=at, category=category)
        for task in worklist.tasks(case.item.id):
            cases.finish(case.id, task.id, result=desk.RESULT, by=town.workers[task.unit])


def figures(asked: Asked, scope: access.Scope = access.EVERYTHING) -> dict[str, object]:
    found = read.table(scope, asked, NOW)
    lines = {line.key: (values(line.now), values(line.before)) for line in found.lines}
    return {"all": (values(found.total.now), values(found.total.before)), "levels": found.levels} | lines


def from_rows(asked: Asked, monkeypatch, scope: access.Scope = access.EVERYTHING) -> dict[str, object]:
    with monkeypatch.context() as patch:
        for way in ("_is_plain", "_is_within", "_is_crossed"):
            patch.setattr(read, way, lambda *_args: False)
        patch.setattr(read, "_adds_up", lambda _asked: False)
        return figures(asked, scope)


def test_a_month_is_summed_when_it_has_been_over_for_a_while(town) -> None:
    assert read._months_there() == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    with clock.at(datetime(2026, 12, 7, 12, 0, tzinfo=UTC)):
        assert sum_new_months(9) == 0
    with clock.at(datetime(2026, 12, 8, 12, 0, tzinfo=UTC)):
        assert sum_new_months(9) == 1


def test_a_few_months_at_a_time(town) -> None:
    MonthCount.objects.all().delete()
    with clock.at(NOW):
        refresh_days(most_months=2)
    assert read._months_there() == [date(2026, 9, 1), date(2026, 10, 1)]


@pytest.mark.parametrize("filters", [
    {}, {"area": desk.WEST}, {"area": f"{desk.WEST}001"}, {"unit": "works"}, {"category": "noise"}, {"source": "resident"},
    {"area": desk.EAST, "category": "noise"}, {"unit": "police", "category": "noise"},
], ids=str)  # fmt: skip
def test_months_agree_with_the_rows(town, filters, monkeypatch) -> None:
    """Every span and kind of line in one town: it takes longer to live through than to count."""
    for span in SPANS.values() if not filters else [SPANS["months with their edges"]]:
        for by in BY:
            asked = Asked(span, by=by, **filters)
            assert figures(asked) == from_rows(asked, monkeypatch), asked


def test_lines_within_a_community_come_from_its_months(town, monkeypatch) -> None:
    asked = Asked(SPANS["whole months"], by="category", area=desk.WEST)
    before = figures(asked)
    Stay.objects.filter(day__gte=date(2026, 9, 1), day__lte=date(2026, 10, 31)).update(category="x")
    assert "road" in figures(asked)
    assert figures(asked) == before


REACHES = {
    "a grid": [(f"{desk.WEST}001", "")],
    "a unit": [(desk.TOWN, "west")],
    "a grid, and a unit about it": [(f"{desk.WEST}001", ""), (desk.WEST, "works")],
    "two communities": [(desk.WEST, ""), (desk.EAST, "")],
    "a unit here, another there": [(desk.WEST, "west"), (desk.EAST, "police")],
    "nothing": [],
}


@pytest.mark.parametrize("reach", REACHES)
def test_months_agree_with_the_rows_for_who_reaches_a_part(town, reach, monkeypatch) -> None:
    """What both of two grants reach counts once."""
    scope = access.Scope(tuple(access.Reach(area, unit) for area, unit in REACHES[reach]))
    for by, filters in [
        ("unit", {}), ("area", {"unit": "works"}), ("post", {"area": desk.WEST}), ("month", {}),
        ("unit", {"area": f"{desk.WEST}001", "unit": "works"}), ("category", {"unit": "works"}),
    ]:  # fmt: skip
        asked = Asked(SPANS["months with their edges"], by=by, **filters)
        assert figures(asked, scope) == from_rows(asked, monkeypatch, scope), asked


def test_who_reaches_a_part_reads_months_instead_of_rows(town) -> None:
    scope = access.Scope((access.Reach(f"{desk.WEST}001"), access.Reach(desk.WEST, "works")))
    asked = Asked(SPANS["whole months"], by="unit")
    before = figures(asked, scope)
    Stay.objects.filter(day__gte=date(2026, 9, 1), day__lte=date(2026, 10, 31)).update(unit="x")
    assert {"works", "west"} & figures(asked, scope).keys()
    assert figures(asked, scope) == before


def test_a_year_reads_its_months_instead_of_their_days(town) -> None:
    asked = Asked(SPANS["whole months"], by="category")
    before = figures(asked)
    DayCount.objects.filter(day__gte=date(2026, 9, 1), day__lte=date(2026, 10, 31)).delete()
    assert figures(asked)["all"][0] == before["all"][0]


def test_a_correction_moves_the_month_too(town, monkeypatch) -> None:
    case = Stay.objects.filter(day=date(2026, 9, 1), category="road").latest("pk").case_id
    with clock.at(NOW):
        cases.correct(case, category="noise", by=town.duty)
        catch_up()
    asked = Asked(SPANS["one month"], by="category")
    assert (
        MonthCount.objects.get(month=date(2026, 9, 1), by="category", key="noise", verb="start", within="").n
        == 3
    )
    assert figures(asked) == from_rows(asked, monkeypatch)


@pytest.mark.parametrize(("span", "months", "days"), [
    (Span(date(2026, 9, 1), date(2026, 9, 30)), [9], []),
    (Span(date(2026, 9, 2), date(2026, 9, 30)), [], [((9, 2), (9, 30))]),
    (Span(date(2026, 8, 20), date(2026, 11, 3)), [9, 10], [((8, 20), (8, 31)), ((11, 1), (11, 3))]),
    (Span(date(2026, 5, 1), date(2026, 12, 31)), [6, 9, 10], [((5, 1), (5, 31)), ((7, 1), (8, 31)), ((11, 1), (12, 31))]),
])  # fmt: skip
def test_a_span_is_cut_into_months_and_days(span, months, days) -> None:
    there = [date(2026, month, 1) for month in (6, 9, 10)]
    stretches = tuple(Span(date(2026, *first), date(2026, *last)) for first, last in days)
    assert read._pieces(span, there) == Pieces(span, tuple(date(2026, m, 1) for m in months), stretches)


def test_the_page_asks_as_often_for_a_year_as_for_a_month(town) -> None:
    reader = desk.browser(town.reader)

    def queries(address: str) -> int:
        with clock.at(NOW), CaptureQueriesContext(connection) as seen:
            assert reader.get(address).status_code == 200
        return len(seen)

    year, month = queries("/desk/statistics/?span=year"), queries("/desk/statistics/?span=month")
    assert year <= month + 8
