"""Statistics of single persons: open overdue work, rework and punctuality count for whose work it was.  R-111, R-277."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.rating import rate, reopen
from lianzhi.cases.actions.statistics import catch_up, refresh_days
from lianzhi.cases.models import MonthCount, Stay
from lianzhi.cases.queries import statistics as read
from lianzhi.cases.queries.behind import cases_behind
from lianzhi.cases.queries.statistics import Asked
from lianzhi.cases.rules.statistics import Span, counted_as, values
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 9:00 in the town
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))
DAY = timedelta(days=1)


@pytest.fixture
def town(db) -> desk.Town:
    with clock.at(MONDAY):
        made = desk.build()
        cases.set_limits([cases.Cell("handle", Amount(1, Unit.WORK_DAY), category="road")], by=desk.ROOT)
    return made


@pytest.fixture
def colleague(town) -> Actor:
    return desk._person("works-second", "works", "handler", bound="works")


def figures(by: str = "person", *, at: datetime = MONDAY + 5 * DAY, scope=access.EVERYTHING, **filters):
    catch_up()
    found = read.table(scope, Asked(WEEK, by=by, **filters), at)
    return {"all": values(found.total.now)} | {line.key: values(line.now) for line in found.lines}


def done(town: desk.Town, *, days: float = 0.1, by: Actor | None = None, **values) -> cases.CaseView:
    with clock.at(MONDAY):
        case = town.accepted(**values)
    with clock.at(MONDAY + days * DAY):
        task = worklist.tasks(case.item.id)[0]
        cases.finish(case.id, task.id, result=desk.RESULT, by=by or town.workers["works"])
    return case


def answered(town: desk.Town, **values) -> cases.CaseView:
    case = done(town, **values)
    with clock.at(MONDAY + 0.2 * DAY):
        cases.pass_check(case.id, by=town.checker)
        cases.close(case.id, answer=desk.ANSWER, by=town.duty)
    return case


def badly_rated(town: desk.Town, grade: int = 1) -> tuple[cases.CaseView, Actor]:
    who = access.caller(desk.PHONE, name="", by=town.duty)
    case = answered(town, reporter=who.id)
    with clock.at(MONDAY + 0.3 * DAY):
        rate(case.id, grade=grade, reasons=["slow"] if grade < 3 else (), by=Actor(who.id, ""))
    return case, Actor(who.id, "")


def test_open_overdue_work_is_of_the_person_who_accepted_it(town) -> None:
    with clock.at(MONDAY):
        town.accepted()
    found = figures()
    assert found["all"]["unfinished"] == found[town.workers["works"].id]["unfinished"] == 1
    assert found[town.workers["works"].id]["on_time"] == 0
    assert found[town.duty.id]["unfinished"] == 0


def test_where_nobody_has_accepted_it_counts_for_nobody_but_for_the_town(town) -> None:
    with clock.at(MONDAY):
        town.dispatched()
    found = figures()
    assert found["all"]["unfinished"] == 1
    assert sum(line["unfinished"] for key, line in found.items() if key != "all") == 0


def test_it_is_of_nobody_on_the_day_before_it_was_accepted(town) -> None:
    with clock.at(MONDAY):
        case = town.dispatched()
    with clock.at(MONDAY + 3 * DAY):
        cases.accept(case.id, worklist.tasks(case.item.id)[0].id, by=town.workers["works"])
    worker = town.workers["works"].id
    catch_up()

    def overdue(last: date) -> int:
        found = read.table(access.EVERYTHING, Asked(Span(WEEK.first, last), by="person"), MONDAY + 9 * DAY)
        return sum(line.now.unfinished for line in found.lines if line.key == worker)

    assert (overdue(date(2026, 11, 18)), overdue(date(2026, 11, 19))) == (0, 1)


def test_each_person_of_a_joint_task_has_the_own_part_and_the_town_one_matter(town) -> None:
    with clock.at(MONDAY):
        case = town.accepted("works", "police")
    with clock.at(MONDAY + 0.1 * DAY):
        police = next(t for t in worklist.tasks(case.item.id) if t.unit == "police")
        cases.finish(case.id, police.id, result=desk.RESULT, by=town.workers["police"])
    found = figures()
    assert (found["all"]["handled"], found["all"]["unfinished"]) == (0, 1)
    mine, theirs = found[town.workers["works"].id], found[town.workers["police"].id]
    assert (mine["handled"], mine["unfinished"]) == (0, 1)
    assert (theirs["handled"], theirs["unfinished"], theirs["on_time"]) == (1, 0, 1)


def test_one_persons_page_says_what_the_persons_line_says(town, monkeypatch) -> None:
    with clock.at(MONDAY):
        town.accepted()
    failed = done(town)
    with clock.at(MONDAY + DAY):
        cases.fail_check(failed.id, reason="没修好", by=town.checker)
    worker = town.workers["works"].id
    line = figures()[worker]
    assert (line["unfinished"], line["rework"]) == (2, 1)
    for by in ("", "person", "unit", "category", "post", "day"):
        assert figures(by, person=worker)["all"] == line, by
    assert figures("category", person=worker, unit="works")["all"] == line
    assert figures("category", person=worker, unit="police")["all"]["unfinished"] == 0


def test_a_failed_check_is_rework_of_who_did_the_work_and_a_check_of_who_checked(town) -> None:
    case = done(town)
    with clock.at(MONDAY + 0.15 * DAY):
        cases.fail_check(case.id, reason="没修好", by=town.checker)
    found = figures()
    worker, checker = found[town.workers["works"].id], found[town.checker.id]
    assert (worker["rework"], worker["check_on_time"]) == (1, None)
    assert (checker["rework"], checker["check_on_time"]) == (None, 1)
    assert found["all"]["rework"] == found["all"]["check_on_time"] == 1


def test_the_lists_behind_both_figures_hold_the_same_step(town) -> None:
    case = done(town)
    with clock.at(MONDAY + 0.15 * DAY):
        cases.fail_check(case.id, reason="没修好", by=town.checker)
    catch_up()

    def behind(measure: str, person: Actor) -> list[str]:
        return [
            row.verb
            for row in cases_behind(access.EVERYTHING, Asked(WEEK, by="person"), measure, person.id, 0, 50)
        ]

    worker = town.workers["works"]
    assert (behind("rework", worker), behind("rework", town.checker)) == (["fail"], [])
    assert (behind("check_on_time", worker), behind("check_on_time", town.checker)) == ([], ["fail"])
    assert (behind("handled", worker), behind("handled", town.checker)) == (["finish"], [])


def test_what_a_colleague_reports_done_is_of_the_person_whose_part_it_was(town, colleague) -> None:
    case = done(town, days=3, by=colleague)
    with clock.at(MONDAY + 3.1 * DAY):
        cases.fail_check(case.id, reason="没修好", by=town.checker)
    found = figures(at=MONDAY + 3.2 * DAY)
    line = found[town.workers["works"].id]
    assert (line["handled"], line["late"], line["rework"]) == (1, 1, 1)
    assert colleague.id not in found


@pytest.mark.parametrize("grade", [1, 2])
def test_a_reopening_after_a_bad_rating_is_rework(town, grade) -> None:
    """Whether the reporter asks for it or the office does after its return visit."""
    case, reporter = badly_rated(town, grade)
    with clock.at(MONDAY + 0.4 * DAY):
        reopen(case.id, reason="又坏了", by=reporter)
    other, _reporter = badly_rated(town, grade)
    with clock.at(MONDAY + 0.4 * DAY):
        cases.move(other.id, "reopen", by=town.duty, given=Given(reason="回访后重办", grade=grade))
    assert figures("unit")["works"]["rework"] == 1
    assert figures()[town.workers["works"].id]["rework"] == 1


def test_a_reopening_of_what_the_office_ended_wrongly_is_no_rework(town) -> None:
    case = answered(town)
    with clock.at(MONDAY + 0.3 * DAY):
        cases.move(case.id, "reopen", by=town.duty, given=Given(reason="误结案"))
    well, _reporter = badly_rated(town, grade=5)
    with clock.at(MONDAY + 0.4 * DAY):
        cases.move(well.id, "reopen", by=town.duty, given=Given(reason="误结案", grade=5))
    by_unit = figures("unit")
    assert by_unit["works"]["rework"] == by_unit["all"]["rework"] == 0
    assert figures()[town.workers["works"].id]["rework"] == 0
    assert Stay.objects.filter(verb="reopen_by_office", unit="command", worker=None).count() == 2


@pytest.mark.parametrize(
    ("verb", "rework", "name"),
    [
        ("reopen", True, "reopen"),
        ("reopen", False, "reopen_by_office"),
        ("fail", True, "fail"),
        ("finish", False, "finish"),
    ],
)
def test_under_which_name_a_step_counts(verb, rework, name) -> None:
    assert counted_as(verb, rework=rework) == name


def test_sums_and_rows_agree_on_persons(town, colleague, monkeypatch) -> None:
    """The checker's own work fails as well, so that one key has both kinds of numbers on one day."""
    access.grant(town.checker.id, "handler", area_code=desk.TOWN, unit="works", by=desk.ROOT)
    first, second = done(town), done(town, by=colleague)
    with clock.at(MONDAY + 0.15 * DAY):
        cases.fail_check(first.id, reason="没修好", by=town.checker)
        cases.fail_check(second.id, reason="没修好", by=town.checker)
    with clock.at(MONDAY):
        own = town.dispatched()
        task = worklist.tasks(own.item.id)[0].id
        cases.accept(own.id, task, by=town.checker)
    access.grant(colleague.id, "checker", area_code=desk.TOWN, by=desk.ROOT)
    with clock.at(MONDAY + 0.15 * DAY):
        cases.finish(own.id, task, result=desk.RESULT, by=town.checker)
        cases.fail_check(own.id, reason="没修好", by=colleague)
    for filters in ({}, {"unit": "works"}, {"category": "road"}, {"person": town.checker.id}):
        for by in ("person", "day", "unit"):
            summed = figures(by, **filters)
            with monkeypatch.context() as patch:
                patch.setattr(read, "_is_plain", lambda *_args: False)
                assert figures(by, **filters) == summed, (by, filters)
    assert figures()[town.checker.id]["rework"] == 1
    assert figures()[town.checker.id]["check_on_time"] == 1


def test_who_was_counted_before_gets_it_with_the_new_version(town, colleague) -> None:
    failed = done(town, by=colleague)
    wrongly = answered(town)
    case, reporter = badly_rated(town)
    with clock.at(MONDAY + 0.35 * DAY):
        cases.fail_check(failed.id, reason="没修好", by=town.checker)
        cases.move(wrongly.id, "reopen", by=town.duty, given=Given(reason="误结案"))
        reopen(case.id, reason="又坏了", by=reporter)
    expected = figures(), figures("unit")
    rows = list(Stay.objects.order_by("pk").values_list("pk", "verb", "unit", "actor", "worker"))
    Stay.objects.update(worker=None)
    Stay.objects.filter(verb="reopen_by_office").update(verb="reopen", unit="works")
    Stay.objects.filter(verb="finish", case=failed.id).update(actor=colleague.id)
    MonthCount.objects.create(
        month=date(2026, 11, 1), verb="x", n=1, timed=0, late=0, lasted=0, worked=0, graded=0, good=0
    )

    import_module("lianzhi.cases.migrations.0020_workers_of_rework").fill(apps, None)
    assert list(Stay.objects.order_by("pk").values_list("pk", "verb", "unit", "actor", "worker")) == rows
    assert not MonthCount.objects.exists()
    refresh_days()
    assert (figures(), figures("unit")) == expected


def test_the_work_of_one_person_is_found_by_its_index(town) -> None:
    case = done(town)
    with clock.at(MONDAY + 0.15 * DAY):
        cases.fail_check(case.id, reason="没修好", by=town.checker)
    catch_up()
    asked = Asked(WEEK, by="category", person=town.workers["works"].id)
    rows = read.behind(access.EVERYTHING, asked, read.in_days(WEEK), person="worker")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert rows.count() == 1
    assert "stays_by_worker" in str(rows.explain())


@pytest.mark.parametrize("filters", [{}, {"unit": "works"}, {"category": "road"}])
def test_a_page_of_persons_is_a_stretch_of_the_whole_table(town, colleague, filters) -> None:
    done(town)
    done(town, days=3)
    done(town, by=colleague)
    with clock.at(MONDAY):
        town.accepted()  # overdue on Saturday, and nothing else of it this week
    catch_up()
    asked, at = Asked(WEEK, by="person", **filters), MONDAY + 5 * DAY
    whole = read.table(access.EVERYTHING, asked, at, most=None)
    assert whole.lines

    pages = [read.table(access.EVERYTHING, asked, at, skip=n, most=1) for n in range(len(whole.lines))]
    assert [line.key for page in pages for line in page.lines] == [line.key for line in whole.lines]
    assert [values(page.lines[0].now) for page in pages] == [values(line.now) for line in whole.lines]
    assert {page.all_lines for page in pages} == {len(whole.lines)}
    assert all(values(page.total.now) == values(whole.total.now) for page in pages)
