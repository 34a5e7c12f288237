"""Cooperation of departments as it is counted from real moves.  R-279, R-165."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.queries.cooperation import joint
from lianzhi.cases.rules.cooperation import Joint, shares
from lianzhi.cases.rules.statistics import Span
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import Amount, Unit

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 9:00 in the town
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))
TWO_HOURS = Amount(2, Unit.WORK_HOUR)


@pytest.fixture
def town(db) -> desk.Town:
    with clock.at(MONDAY):
        return desk.build()


def counted(
    hours: float = 24, scope: access.Scope = access.EVERYTHING, span: Span = WEEK
) -> dict[str, Joint]:
    return {each.unit: each for each in joint(scope, span, MONDAY + timedelta(hours=hours))}


def called(town: desk.Town, unit: str, *, came_after: float | None, grade: int = 0) -> None:
    """``unit`` is called on Monday at nine, comes so many hours later, does its part and is graded."""
    with clock.at(MONDAY):
        case = town.filed()
        given = Given(units=(unit,), amount=TWO_HOURS, reason="请到场")
        cases.move(case.id, "whistle", by=town.duty, given=given)
    task = worklist.tasks(case.item.id)[0].id
    if came_after is None:
        return
    with clock.at(MONDAY + timedelta(hours=came_after)):
        cases.move(case.id, "report_in", by=town.workers[unit], given=Given(task=task))
        cases.finish(case.id, task, result=desk.RESULT, by=town.workers[unit])
        if grade:
            cases.move(case.id, "appraise", by=town.duty, given=Given(task=task, grade=grade, reason="好"))


@pytest.mark.parametrize(
    ("hours", "came"), [(2, 1), (2 + 1 / 3600, 0)], ids=["in the last moment", "a second later"]
)
def test_whoever_comes_by_the_time_set_has_come_in_time(town, hours, came) -> None:
    called(town, "police", came_after=hours, grade=5)
    assert counted()["police"] == Joint("police", called=1, came=came, graded=1, grades=5)


def test_a_call_counts_when_its_time_is_over_or_it_was_answered(town) -> None:
    called(town, "police", came_after=None)
    assert counted(hours=2)["police"].called == 0
    assert (counted(hours=2.1)["police"].called, counted(hours=2.1)["police"].came) == (1, 0)


def test_supporting_parts_and_copies_are_what_was_passed_on(town) -> None:
    with clock.at(MONDAY):
        case = town.accepted("works", "police")
        for task in worklist.tasks(case.item.id):
            cases.finish(case.id, task.id, result=desk.RESULT, by=town.workers[task.unit])
        other = town.filed()
        cases.move(other.id, "copy", by=town.duty, given=Given(units=("west", "police"), reason="请知悉"))
        own = next(t.id for t in worklist.tasks(other.item.id) if t.unit == "west")
        cases.move(other.id, "read", by=town.workers["west"], given=Given(task=own))
    found = counted()
    assert "works" not in found  # who leads works in a matter of its own
    assert (found["police"].taken_up, found["police"].passed_on) == (1, 2)
    assert shares(found["west"]) == {"response": None, "quality": None, "sharing": 1}


def test_what_lies_outside_the_span_or_the_readers_sight_is_not_counted(town) -> None:
    called(town, "police", came_after=1)
    before = Span(date(2026, 11, 9), date(2026, 11, 15))
    assert counted(span=before) == {}
    assert counted(scope=access.scope(town.workers["works"], "cases.see")).keys() <= {"works"}


def test_it_costs_one_query_and_the_index_of_joint_parts_serves_it(town, django_assert_num_queries) -> None:
    for _ in range(3):
        called(town, "police", came_after=1, grade=4)
    access.units(closed=True)
    with django_assert_num_queries(1):
        worklist.joint_sums(MONDAY, MONDAY + timedelta(days=1), MONDAY)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT 1 FROM worklist_task WHERE (NOT (kind = 'work') OR NOT lead) AND assigned_at >= now()"
            )
            assert "tasks_together" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_page_says_the_score_what_it_comes_from_and_how_it_is_counted(town) -> None:
    called(town, "police", came_after=1, grade=4)
    with clock.at(MONDAY + timedelta(hours=5)):
        page = desk.browser(town.duty).get("/desk/statistics/cooperation/").content.decode()
        assert desk.browser(town.duty).get("/desk/statistics/cooperation/?span=nonsense").status_code == 200
    assert "派出所" in page or "Police" in page
    for said in ("报到 1 / 吹哨 1", "87.5", "权重为本镇自行设定"):
        assert said in page


def test_without_joint_work_the_page_says_what_would_stand_there(town) -> None:
    with clock.at(MONDAY):
        page = desk.browser(town.duty).get("/desk/statistics/cooperation/").content.decode()
    assert "这段时间没有协作任务" in page
