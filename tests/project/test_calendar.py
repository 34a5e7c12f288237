"""The working calendar: the official one with its moved days, the town's own days, and the deadlines that move with one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support import desk

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import Amount, Unit, holiday

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)  # 9:00 in the town
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


@pytest.fixture
def town() -> desk.Town:
    with clock.at(THURSDAY):
        return desk.build()


def running(town: desk.Town, value: float, unit: Unit) -> int:
    with clock.at(THURSDAY):
        cases.set_limits([cases.Cell("handle", Amount(value, unit), category="road")], by=desk.ROOT)
        return town.dispatched().item.id


def due(item: int) -> datetime:
    return Item.objects.get(pk=item).due_at


def test_a_day_off_pushes_running_deadlines_behind_it(town) -> None:
    item = running(town, 2, Unit.WORK_DAY)
    before, warned = due(item), Item.objects.get(pk=item).warn_at
    assert before.date() == date(2026, 11, 23)

    assert worklist.set_day(FRIDAY, working=False, note="停电", by=desk.ROOT) == 1

    assert due(item) == before + timedelta(days=1)
    assert Item.objects.get(pk=item).warn_at > warned
    assert worklist.set_day(FRIDAY, working=None, by=desk.ROOT) == 1
    assert due(item) == before


def test_what_is_due_before_the_day_or_runs_day_and_night_stays(town) -> None:
    soon, urgent = running(town, 2, Unit.WORK_HOUR), running(town, 48, Unit.URGENT_HOUR)
    before = (due(soon), due(urgent))

    assert worklist.set_day(FRIDAY, working=False, by=desk.ROOT) == 0
    assert (due(soon), due(urgent)) == before


def test_a_saturday_that_works_brings_deadlines_forward(town) -> None:
    item = running(town, 2.5, Unit.WORK_DAY)
    before = due(item)

    assert worklist.set_day(SATURDAY, working=True, by=desk.ROOT) == 1
    assert due(item) < before


def test_looking_changes_nothing(town) -> None:
    item = running(town, 2, Unit.WORK_DAY)
    before = due(item)

    (shift,) = worklist.shifts(FRIDAY, False)

    assert (shift.before, shift.after, due(item)) == (before, before + timedelta(days=1), before)
    assert worklist.shifts(SATURDAY, False) == []


def test_the_page_shows_the_official_days_and_what_one_would_change(town) -> None:
    access.save_role("clerk", name_zh="管理", permissions=["settings.see", "worklist.calendar"], by=desk.ROOT)
    clerk = desk.browser(desk._person("clerk", "command", "clerk"))
    running(town, 2, Unit.WORK_DAY)
    with clock.at(THURSDAY):
        page = clerk.get("/settings/calendar/?day=2026-11-20").content.decode()
        october = clerk.get("/settings/calendar/?day=2026-10-10").content.decode()
        assert "1 件在办" in page
        assert "国庆节" in october and "调休上班" in october

        clerk.post("/settings/calendar/?day=2026-11-20", {"working": "no", "note": "停电"})

    assert [(d.day, d.working, d.note) for d in worklist.overrides()] == [(FRIDAY, False, "停电")]
    assert audit.trail("day:2026-11-20")
    for nonsense in ("x", "9999-12-31", "1200-01-01", ""):
        assert clerk.get(f"/settings/calendar/?day={nonsense}").status_code == 200


def test_a_holiday_has_its_name_also_on_a_moved_working_day() -> None:
    assert holiday(date(2026, 10, 10)) == holiday(date(2026, 10, 1)) == ("国庆节", "National Day")
    assert holiday(date(2026, 11, 20)) is None
    assert holiday(date(2090, 10, 1)) is None
