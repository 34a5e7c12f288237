"""在办超期 as of a past day: the figure of a month that is over does not change with what happens afterwards.  R-111."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.statistics import catch_up
from lianzhi.cases.models import Stay
from lianzhi.cases.queries import statistics as read
from lianzhi.cases.queries.statistics import Asked
from lianzhi.cases.rules.statistics import Span, overdue_open
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Item, Move, Task
from lianzhi.kernel import clock

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 9:00 in the town
OF_MONDAY = Span(date(2026, 11, 16), date(2026, 11, 16))
END = datetime(2026, 11, 16, 16, 0, tzinfo=UTC)  # midnight in the town: Monday is over
SECOND, LATER = timedelta(seconds=1), timedelta(days=20)
STANDS = [
    # (since, due, until), each against the end of the day: is it overdue and open then?
    ("came, fell due, never left", (-3600, -60, None), True),
    ("left afterwards", (-3600, -60, 86400), True),
    ("left in the last second of the day", (-3600, -60, -1), False),
    ("left in the first instant of the next day", (-3600, -60, 0), True),
    ("fell due in the last second", (-3600, -1, None), True),
    ("falls due in the first instant of the next day", (-3600, 0, None), False),
    ("falls due on the next day and is late then", (-3600, 3600, 7200), False),
    ("came in the last second, with a clock that was over", (-1, -7200, 60), True),
    ("came on the next day, with a clock that was over", (0, -7200, 60), False),
    ("came and left the next day", (60, -7200, 120), False),
]


@pytest.fixture
def town(db) -> desk.Town:
    with clock.at(MONDAY):
        return desk.build()


def moved(seconds: int | None) -> datetime | None:
    return None if seconds is None else END + timedelta(seconds=seconds)


def stand(town: desk.Town, since: int, due: int, until: int | None, *, unit: str = "works", at=desk.IN_WEST):
    """A matter at work from ``since`` with its deadline ``due``, handled at ``until``: seconds from the day's end."""
    with clock.at(MONDAY):
        case = town.accepted(unit, at=at)
    Item.objects.filter(pk=case.item.id).update(
        state_since=moved(since), due_at=moved(due), warn_at=moved(due)
    )
    Task.objects.filter(item=case.item.id).update(assigned_at=MONDAY)
    if until is not None:
        with clock.at(moved(until)):
            task = worklist.tasks(case.item.id)[0]
            cases.finish(case.id, task.id, result=desk.RESULT, by=town.workers[unit])
        Move.objects.filter(item=case.item.id, verb="finish").update(
            stay_from=moved(since), due_at=moved(due)
        )
    catch_up()
    return case


def overdue(
    asked: Asked | None = None, now: datetime = END + LATER, scope=access.EVERYTHING
) -> dict[str, int]:
    found = read.table(scope, asked or Asked(OF_MONDAY), now)
    return {"all": found.total.now.unfinished} | {
        line.key: line.now.unfinished for line in found.lines if line.now.unfinished
    }


@pytest.mark.parametrize(("stands", "expected"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS])
def test_at_the_boundary_the_rule_says(stands, expected) -> None:
    since, due, until = map(moved, stands)
    assert overdue_open(END, since=since, due=due, until=until) is expected


@pytest.mark.parametrize(("stands", "expected"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS])
def test_at_the_boundary_the_figure_says_the_same(town, stands, expected) -> None:
    stand(town, *stands)
    assert overdue() == ({"all": 1, "works": 1} if expected else {"all": 0})


def test_what_is_handled_afterwards_stays_in_the_figure_of_the_day(town) -> None:
    """It fell to nothing as soon as the matter was handled: the figure was that of now."""
    stand(town, -3600, -60, 5 * 86400)
    now = END + LATER

    assert overdue()["all"] == 1
    assert overdue(Asked(Span(date(2026, 11, 16), now.date())))["all"] == 0


def test_today_is_counted_up_to_now(town) -> None:
    stand(town, -3600, -60, None)
    assert overdue(now=END - timedelta(seconds=90))["all"] == 0
    assert overdue(now=END - timedelta(seconds=30))["all"] == 1


def test_it_counts_for_the_unit_that_had_it_then(town) -> None:
    """Sent back on Tuesday and dispatched to another: on Monday evening it was the first one's."""
    case = stand(town, -3600, -60, None)
    with clock.at(END + timedelta(hours=3)):
        task = worklist.tasks(case.item.id)[0]
        cases.send_back(case.id, task.id, reason=desk.REASON, by=town.workers["works"])
        cases.dispatch(case.id, lead="police", by=town.duty)
    catch_up()

    assert overdue() == {"all": 1, "works": 1}
    assert overdue(Asked(OF_MONDAY, unit="works"))["all"] == 1
    assert overdue(Asked(OF_MONDAY, unit="police"))["all"] == 0


@pytest.mark.parametrize(
    ("by", "key"),
    [("area", desk.WEST), ("category", "road"), ("source", "resident"), ("module", "enforcement")],
)
def test_each_dimension_has_it(town, by, key) -> None:
    stand(town, -3600, -60, 86400)
    assert overdue(Asked(OF_MONDAY, by=by)) == {"all": 1, key: 1}


def test_a_reader_of_one_community_sees_that_ones(town) -> None:
    stand(town, -3600, -60, 86400)
    stand(town, -3600, -60, 86400, unit="police", at=desk.IN_EAST)
    assert overdue(scope=access.scope(town.east_duty, "cases.see")) == {"all": 1, "police": 1}


def test_the_page_of_a_month_that_is_over_shows_it(town) -> None:
    stand(town, -3600, -60, 86400)
    with clock.at(END + LATER):
        page = desk.browser(town.reader).get("/desk/statistics/?first=2026-11-01&last=2026-11-16&by=unit")
    assert page.context["table"].total.now.unfinished == 1


def test_late_steps_are_found_by_their_index(town) -> None:
    """Bounded by what was overdue then (PostgreSQL) or late since (SQLite), however many steps there are."""
    stand(town, -3600, -60, 86400)
    with CaptureQueriesContext(connection) as caught:
        assert overdue()["all"] == 1
    assert len(caught) <= 24
    plan = str(read._left_since(END).explain())
    if connection.vendor == "sqlite":
        assert "stays_late" in plan


@pytest.mark.parametrize(("stands", "expected"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS])
def test_the_range_of_a_late_step_says_what_its_times_say(town, stands, expected) -> None:
    """``overdue_when`` adds the condition of an index on PostgreSQL; it finds what the times alone find."""
    stand(town, *stands)
    at_once = Stay.objects.filter(worklist.overdue_when(END, "move__"))
    by_times = Stay.objects.filter(move__at__gte=END, move__due_at__lt=END, move__stay_from__lt=END)
    left = expected and stands[2] is not None
    assert list(at_once) == list(by_times)
    assert at_once.count() == left


def test_times_the_wrong_way_round_are_no_trouble(town) -> None:
    """A clock that was set back: PostgreSQL refuses a range that ends before it begins."""
    stand(town, -3600, -60, 86400)
    Move.objects.filter(verb="finish").update(stay_from=moved(2 * 86400))
    Move.objects.filter(verb="finish").update(due_at=moved(3 * 86400))
    assert not Stay.objects.filter(worklist.overdue_when(END, "move__")).exists()
