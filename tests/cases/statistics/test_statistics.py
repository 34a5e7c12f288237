"""Statistics: counted once, late ones late, corrections followed, sums and rows agreeing, within the reader's scope."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.statistics import catch_up, rebuild, refresh_days
from lianzhi.cases.models import DayCount, StaleDay, Stay
from lianzhi.cases.queries import statistics as read
from lianzhi.cases.queries.behind import cases_behind
from lianzhi.cases.queries.statistics import Asked
from lianzhi.cases.rules.statistics import BY_CODE, Span, Sums, score, span_named, values, yearly
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import Amount, Unit

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 9:00 in the town
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))


@pytest.fixture
def town(db) -> desk.Town:
    with clock.at(MONDAY):
        made = desk.build()
        cases.set_limits([cases.Cell("handle", Amount(1, Unit.WORK_DAY), category="road")], by=desk.ROOT)
    return made


def lived(town: desk.Town, *, days: float, at=desk.IN_WEST, units=("works",)) -> cases.CaseView:
    """A matter that was dispatched on Monday morning and finished ``days`` later."""
    with clock.at(MONDAY):
        case = town.accepted(*units, at=at)
    with clock.at(MONDAY + timedelta(days=days)):
        for task in worklist.tasks(case.item.id):
            cases.finish(case.id, task.id, result=desk.RESULT, by=town.workers[task.unit])
    return cases.by_id(case.id)


def figures(
    asked: Asked, scope: access.Scope = access.EVERYTHING, *, days: float = 5
) -> dict[str, dict[str, float | None]]:
    found = read.table(scope, asked, MONDAY + timedelta(days=days))
    return {"all": values(found.total.now)} | {line.key: values(line.now) for line in found.lines}


def test_what_was_handled_late_is_late_and_what_is_open_past_its_deadline_is_due(town) -> None:
    lived(town, days=0.1)
    lived(town, days=3)
    with clock.at(MONDAY):
        town.accepted()
    catch_up()

    all_of_it = figures(Asked(WEEK))["all"]
    assert (all_of_it["handled"], all_of_it["late"], all_of_it["unfinished"], all_of_it["due"]) == (
        2,
        1,
        1,
        3,
    )
    assert all_of_it["on_time"] == pytest.approx(1 / 3)
    assert all_of_it["handled_share"] == pytest.approx(2 / 3)
    assert figures(Asked(WEEK))["works"]["on_time"] == all_of_it["on_time"]


def test_the_last_moment_of_a_deadline_is_in_time(town) -> None:
    with clock.at(MONDAY):
        edge = town.accepted()
    with clock.at(cases.by_id(edge.id).item.due_at):
        cases.finish(
            edge.id, worklist.tasks(edge.item.id)[0].id, result=desk.RESULT, by=town.workers["works"]
        )
    catch_up()

    assert Stay.objects.get(verb="finish").timed
    assert not Stay.objects.filter(verb="finish", late=True).exists()


def test_one_second_later_is_late(town) -> None:
    with clock.at(MONDAY):
        edge = town.accepted()
    with clock.at(cases.by_id(edge.id).item.due_at + timedelta(seconds=1)):
        cases.finish(
            edge.id, worklist.tasks(edge.item.id)[0].id, result=desk.RESULT, by=town.workers["works"]
        )
    catch_up()

    assert Stay.objects.filter(verb="finish", late=True).count() == 1


def test_a_joint_task_counts_once_for_the_town_and_once_for_each_unit(town) -> None:
    lived(town, days=0.1, units=("works", "police"))
    catch_up()

    found = figures(Asked(WEEK))
    assert (found["all"]["handled"], found["works"]["handled"], found["police"]["handled"]) == (1, 1, 1)
    assert Stay.objects.filter(verb="finish", timed=True).count() == 2


def test_a_failed_check_is_rework_of_the_unit_that_led(town) -> None:
    case = lived(town, days=0.1)
    with clock.at(MONDAY + timedelta(days=1)):
        cases.fail_check(case.id, reason="没修好", by=town.checker)
    catch_up()

    assert figures(Asked(WEEK))["works"]["rework"] == 1


def test_counting_again_counts_nothing_twice(town) -> None:
    lived(town, days=0.1)
    first = catch_up()
    rows, counts = (
        list(Stay.objects.values_list()),
        list(DayCount.objects.order_by("pk").values_list("n", "verb")),
    )

    assert first > 0
    assert catch_up() == 0
    assert list(Stay.objects.values_list()) == rows
    assert list(DayCount.objects.order_by("pk").values_list("n", "verb")) == counts


def test_a_late_correction_moves_the_figures_of_days_gone_by(town) -> None:
    case = lived(town, days=0.1)
    catch_up()
    assert figures(Asked(WEEK, by="category")).keys() == {"all", "road"}

    with clock.at(MONDAY + timedelta(days=4)):
        cases.correct(case.id, category="noise", by=town.duty)
    refresh_days()

    assert figures(Asked(WEEK, by="category")).keys() == {"all", "noise"}
    assert not StaleDay.objects.exists()


def lived_week(town: desk.Town) -> None:
    lived(town, days=0.1)
    lived(town, days=2, at=desk.IN_EAST)
    lived(town, days=3, units=("police", "west"))
    with clock.at(MONDAY + timedelta(days=1)):
        town.accepted(category="noise", at=desk.IN_EAST)
    catch_up()


@pytest.mark.parametrize(
    "by", ["unit", "area", "category", "source", "module", "post", "person", "day", "week", "month"]
)
def test_sums_by_day_agree_with_the_rows_they_are_made_of(town, by, monkeypatch) -> None:
    lived_week(town)
    summed = figures(Asked(WEEK, by=by))
    monkeypatch.setattr(read, "_is_plain", lambda *_args: False)

    assert figures(Asked(WEEK, by=by)) == summed
    assert len(summed) > 1


def test_making_everything_anew_gives_the_same(town) -> None:
    lived_week(town)
    before = [figures(Asked(WEEK, by=by)) for by in ("unit", "area", "day")]
    count = Stay.objects.count()
    DayCount.objects.all().delete()
    Stay.objects.update(late=True, unit="x")

    assert rebuild() == count
    assert [figures(Asked(WEEK, by=by)) for by in ("unit", "area", "day")] == before


def test_making_one_day_anew_leaves_the_others(town) -> None:
    lived_week(town)
    monday, others = (Stay.objects.filter(day=WEEK.first), Stay.objects.exclude(day=WEEK.first))
    kept = list(others.values_list("pk", "unit"))
    Stay.objects.update(unit="x")

    rebuild(WEEK.first, WEEK.first)

    assert not monday.filter(unit="x").exists()
    assert others.filter(unit="x").count() == len(kept)


def test_who_sees_one_community_counts_that_community(town) -> None:
    lived_week(town)
    east = access.scope(town.east_duty, "cases.see")
    worker = access.scope(town.workers["police"], "cases.see")

    assert figures(Asked(WEEK), east)["all"]["handled"] == 1
    assert figures(Asked(WEEK), east)["all"]["reported"] == 2
    assert set(figures(Asked(WEEK, by="unit"), worker)) == {"all", "police"}
    assert figures(Asked(WEEK, by="unit", unit="works"), worker).keys() == {"all"}


FILTERS = [
    {"unit": "works"}, {"area": desk.EAST}, {"category": "noise"}, {"source": "resident"}, {"module": "safety"},
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS)
def test_a_filter_narrows_what_is_counted(town, filters) -> None:
    lived_week(town)
    wide, narrow = figures(Asked(WEEK, by="day"))["all"], figures(Asked(WEEK, by="day", **filters))["all"]

    assert (
        0
        < sum(narrow[n] or 0 for n in ("handled", "reported"))
        <= sum(wide[n] for n in ("handled", "reported"))
    )


def test_the_list_behind_a_figure_has_as_many_rows_as_the_figure(town) -> None:
    lived_week(town)
    found = figures(Asked(WEEK))
    for key in ("works", "police"):
        for measure in ("handled", "late", "bounces"):
            rows = cases_behind(access.EVERYTHING, Asked(WEEK), measure, key, 0, 50)
            assert len(rows) == found[key][measure], (key, measure)


def test_the_page_costs_the_same_for_one_matter_and_for_three(town) -> None:
    reader = desk.browser(town.reader)

    def queries() -> int:
        catch_up()
        with CaptureQueriesContext(connection) as seen:
            assert reader.get("/desk/statistics/?first=2026-11-16&last=2026-11-22").status_code == 200
        return len(seen)

    lived(town, days=0.1)
    one = queries()
    lived(town, days=0.1, at=desk.IN_EAST, units=("police",))
    lived(town, days=3, units=("west",))
    assert queries() <= one


def test_the_page_shows_figures_their_meaning_and_the_way_to_the_list(town) -> None:
    lived_week(town)
    reader = desk.browser(town.reader)
    page = reader.get("/desk/statistics/?first=2026-11-16&last=2026-11-22&by=unit").content.decode()

    assert "按期处置率" in page and "应处置数" in page and "市政所" in page
    assert "measure=late" in page
    listed = reader.get(
        "/desk/statistics/cases/?measure=late&by=unit&key=police&first=2026-11-16&last=2026-11-22"
    )
    assert "超时" in listed.content.decode()
    assert reader.get("/desk/statistics/export.xlsx?first=2026-11-16&last=2026-11-22").status_code == 200


def test_persons_are_shown_only_to_who_may_see_them(town) -> None:
    lived_week(town)
    name = "works-worker者"
    where = "/desk/statistics/?first=2026-11-16&last=2026-11-22&by=person"
    assert name not in desk.browser(town.reader).get(where).content.decode()

    access.save_role("judge", name_zh="考核", permissions=["cases.see", "statistics.persons"], by=desk.ROOT)
    judge = desk._person("judge", "command", "judge")
    assert name in desk.browser(judge).get(where).content.decode()


def test_persons_are_those_who_work_here_and_the_total_counts_the_others_too(town) -> None:
    lived_week(town)
    with clock.at(MONDAY):
        town.report(reporter="resident:1")
        town.report(reporter="resident:2")
    catch_up()
    by_person = read.table(access.EVERYTHING, Asked(WEEK, by="person"), MONDAY + timedelta(days=5))
    assert by_person.lines and all(line.key.startswith("staff:") for line in by_person.lines)
    by_verb = read.table(access.EVERYTHING, Asked(WEEK, by="category"), MONDAY + timedelta(days=5))
    assert by_person.total.now.n == by_verb.total.now.n
    assert by_person.total.now.n["start"] > sum(line.now.n.get("start", 0) for line in by_person.lines)


def test_a_units_year_traces_to_its_days(town) -> None:
    lived_week(town)
    with clock.at(MONDAY + timedelta(days=5)):
        page = desk.browser(town.reader).get("/desk/statistics/units/works/?year=2026").content.decode()

    assert "2026-11-16" in page and "2026-11-18" in page
    assert "first=2026-11-18" in page


def test_addresses_with_nonsense_show_the_month(town) -> None:
    reader = desk.browser(town.reader)
    for query in (
        "first=x",
        "by=moon",
        "span=aeon",
        "area=1",
        "first=2026-12-01&last=2026-01-01",
        "first=0001-01-01",
    ):
        assert reader.get(f"/desk/statistics/?{query}").status_code == 200, query
    assert reader.get("/desk/statistics/cases/?measure=moon").status_code == 404


def sums(**verbs: tuple[int, int, int]) -> Sums:
    found = Sums()
    for verb, (n, timed, late) in verbs.items():
        found.add(verb, n=n, timed=timed, late=late, worked=3600 * n, graded=0, good=0)
    return found


SCORES = [
    (sums(), None),
    (sums(finish=(10, 10, 0)), 100.0),
    (sums(finish=(10, 10, 10)), 25.0),  # in time weighs 60, rework 20; nobody rated
    (sums(finish=(10, 10, 0), fail=(5, 0, 0)), 87.5),
    (sums(fail=(1, 0, 0)), None),
]


@pytest.mark.parametrize(("counted", "expected"), SCORES)
def test_a_days_score_is_the_weighted_mean_of_what_can_be_counted(counted, expected) -> None:
    assert score(counted) == (expected if expected is None else pytest.approx(expected))


def test_a_year_weighs_its_days_by_what_was_handled() -> None:
    assert yearly([(100, 3), (50, 1)]) == pytest.approx(87.5)
    assert yearly([]) is None


SPANS = [
    ("month", Span(date(2026, 11, 1), date(2026, 11, 22)), Span(date(2026, 10, 10), date(2026, 10, 31))),
    ("last_month", Span(date(2026, 10, 1), date(2026, 10, 31)), Span(date(2026, 9, 1), date(2026, 9, 30))),
    ("week", Span(date(2026, 11, 16), date(2026, 11, 22)), Span(date(2026, 11, 9), date(2026, 11, 15))),
    ("day", Span(date(2026, 11, 22), date(2026, 11, 22)), Span(date(2026, 11, 21), date(2026, 11, 21))),
]


@pytest.mark.parametrize(("name", "span", "before"), SPANS)
def test_a_span_is_compared_with_the_one_before(name, span, before) -> None:
    assert (span_named(name, date(2026, 11, 22)), span.before) == (span, before)


def test_every_figure_says_how_it_is_counted() -> None:
    assert all(measure.formula and measure.name for measure in BY_CODE.values())


@pytest.mark.parametrize(
    ("skip", "most", "days"),
    [
        (0, 2, ["2026-11-19", "2026-11-18"]),
        (2, 2, ["2026-11-17", "2026-11-16"]),
        (90, 2, ["2026-11-17", "2026-11-16"]),  # past the end: the last page
        (0, None, ["2026-11-19", "2026-11-18", "2026-11-17", "2026-11-16"]),
    ],
)
def test_lines_come_in_pages_and_the_total_is_of_all(town, skip, most, days) -> None:
    with clock.at(MONDAY):
        town.report()
    for day in (1, 2, 3):
        lived(town, days=day)
    catch_up()
    asked = Asked(Span(WEEK.first, WEEK.first + timedelta(days=3)), by="day")
    found = read.table(access.EVERYTHING, asked, MONDAY + timedelta(days=5), skip=skip, most=most)

    assert [line.key for line in found.lines] == days
    assert values(found.total.now)["handled"] == 3
    assert found.all_lines == 4
