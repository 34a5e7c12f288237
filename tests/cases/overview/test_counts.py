"""What the wall counts: by module, state, sign and grade, inside an area, inside somebody's scope."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from support.desk import ANSWER, EAST, IN_EAST, IN_WEST, ROOT, WEST

from lianzhi.cases import api as cases
from lianzhi.cases.api import overview
from lianzhi.cases.models import Case
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RESIDENT = Actor("resident:1", "")


def at(moment: datetime, make, **values) -> cases.CaseView:
    with clock.at(moment):
        return make(**values)


def closed(town, moment: datetime, **values) -> cases.CaseView:
    with clock.at(moment):
        case = town.checked(reporter=RESIDENT.id, **values)
        return cases.close(case.id, answer=ANSWER, by=town.duty)


def look(town, *, now: datetime = TUESDAY, by: Actor | None = None, **values) -> overview.Look:
    return overview.look(by or town.duty, now, **values)


def total(seen: overview.Look) -> overview.Standing:
    return sum(overview.standing(seen), overview.Standing(""))


def test_an_empty_town_counts_nothing_and_divides_by_nothing(town) -> None:
    seen = look(town)

    assert overview.standing(seen) == []
    assert total(seen).on_time_rate is None
    assert overview.by_state(seen) == []
    assert overview.satisfaction(seen).share is None
    assert (overview.overdue(seen), overview.answered(seen), overview.dots(seen), overview.newest(seen)) == (
        [],
        [],
        [],
        [],
    )
    assert {name: series.values for name, series in overview.pulse(seen).items()} == {
        "received": (0,) * 7, "closed": (0,) * 7, "open": (0,) * 7,
    }  # fmt: skip


def test_each_module_has_today_open_overdue_and_closed(town) -> None:
    at(TUESDAY - timedelta(days=8), town.report)
    at(TUESDAY - timedelta(hours=1), town.report, category="noise")
    closed(town, TUESDAY - timedelta(minutes=30))

    lines = {line.module: line for line in overview.standing(look(town))}

    assert lines["enforcement"] == overview.Standing(
        "enforcement", today=1, open=1, overdue=1, due_soon=0, closed_today=1, closed=1, promised=1, in_time=1
    )
    assert lines["safety"] == overview.Standing("safety", today=1, open=1)


def test_the_day_begins_at_midnight_in_the_town(town) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    at(midnight - timedelta(seconds=1), town.report)
    at(midnight, town.report)

    assert total(look(town)).today == 1
    assert total(look(town, days=7)).today == 1


def test_on_time_is_measured_against_the_promise_over_the_period(town) -> None:
    late = at(TUESDAY - timedelta(days=20), town.checked)
    at(TUESDAY - timedelta(hours=2), lambda: cases.close(late.id, answer=ANSWER, by=town.duty))
    closed(town, TUESDAY - timedelta(days=3))

    today, week = total(look(town)), total(look(town, days=7))

    assert (today.in_time, today.promised, today.on_time_rate) == (0, 1, 0)
    assert (week.in_time, week.promised, week.on_time_rate) == (1, 2, 0.5)


def test_what_was_not_taken_is_no_case_closed(town) -> None:
    case = at(TUESDAY - timedelta(hours=1), town.report)
    at(TUESDAY, lambda: cases.refuse(case.id, answer=ANSWER, by=town.duty))

    assert (total(look(town)).closed, total(look(town)).open) == (0, 0)


def test_a_rating_that_follows_does_not_move_the_closing(town) -> None:
    case = closed(town, TUESDAY - timedelta(days=2))
    with clock.at(TUESDAY - timedelta(hours=1)):
        cases.rate(case.id, grade=5, by=RESIDENT)

    assert total(look(town)).closed_today == 0
    assert total(look(town, days=7)).closed == 1


def test_open_cases_are_counted_by_step_and_by_grid(town) -> None:
    at(TUESDAY, town.report)
    at(TUESDAY, town.report, at=IN_EAST)
    at(TUESDAY, town.dispatched)
    closed(town, TUESDAY)

    assert {s.code: s.count for s in overview.by_state(look(town))} == {"received": 2, "dispatched": 1}
    assert overview.open_by_area(look(town)) == {f"{WEST}001": 2, f"{EAST}001": 1}


def test_each_open_case_carries_one_sign_and_the_earlier_one_wins(town) -> None:
    at(TUESDAY - timedelta(days=9), town.report)
    soon = at(TUESDAY - timedelta(hours=1), town.report).item.warn_at + timedelta(seconds=1)
    at(soon - timedelta(minutes=1), town.report)
    at(soon - timedelta(minutes=1), town.dispatched)
    again = closed(town, TUESDAY - timedelta(days=1))
    with clock.at(soon - timedelta(minutes=1)):
        cases.rate(again.id, grade=1, reasons=("unsolved",), by=RESIDENT)
        cases.reopen(again.id, reason="仍未修好", by=RESIDENT)

    seen = look(town, now=soon)

    assert overview.signs(seen) == overview.Signs(red=1, yellow=1, orange=1, blue=1, green=1)
    assert sorted(dot["sign"] for dot in overview.dots(seen)) == ["blue", "green", "orange", "red", "yellow"]


def test_a_dot_on_the_page_is_the_dot_of_the_stream(town) -> None:
    case = at(TUESDAY, town.report)
    with clock.at(TUESDAY):
        live = cases.live_dot(cases.by_id(case.id))

    [dot] = overview.dots(look(town))

    assert {key: dot[key] for key in live} == live


def test_personal_numbers_are_covered_in_dots_and_stream(town) -> None:
    case = at(TUESDAY, town.report, text="请联系我，手机 13812345678，路面破损")

    assert "13812345678" not in str(overview.dots(look(town)))
    assert "13812345678" not in str(cases.live_dot(cases.by_id(case.id)))


def test_satisfied_are_the_three_upper_grades(town) -> None:
    for grade in (5, 4, 3, 2):
        case = closed(town, TUESDAY - timedelta(hours=2))
        with clock.at(TUESDAY - timedelta(hours=1)):
            cases.rate(case.id, grade=grade, by=RESIDENT)

    found = overview.satisfaction(look(town))

    assert found.by_grade == {5: 1, 4: 1, 3: 1, 2: 1, 1: 0}
    assert (found.n, found.share) == (4, 0.75)


def test_the_longest_overdue_stands_first_and_the_list_has_an_end(town) -> None:
    days = [7, 12, 8]
    numbers = [at(TUESDAY - timedelta(days=day), town.report).number for day in days]
    at(TUESDAY, town.report)

    assert [case.number for case in overview.overdue(look(town))] == [numbers[1], numbers[2], numbers[0]]
    assert len(overview.overdue(look(town), limit=2)) == 2


def test_answers_come_newest_first_and_only_with_an_answer(town) -> None:
    older, newer = closed(town, TUESDAY - timedelta(days=1)), closed(town, TUESDAY - timedelta(hours=1))
    at(TUESDAY, town.report)

    assert [case.number for case in overview.answered(look(town))] == [newer.number, older.number]


def test_the_trend_has_an_hour_or_a_day_for_each_bucket_and_nothing_for_the_future(town) -> None:
    at(TUESDAY - timedelta(hours=1), town.report)
    closed(town, TUESDAY)
    at(TUESDAY - timedelta(days=6), town.report)

    hours, days = overview.trend(look(town)), overview.trend(look(town, days=7))

    assert [(b.received, b.closed) for b in hours] == [(0, 0)] * 9 + [(1, 0), (1, 1)] + [(None, None)] * 13
    assert [b.received for b in days] == [1, 0, 0, 0, 0, 0, 2]


def test_the_pulse_compares_with_yesterday_by_this_hour(town) -> None:
    at(TUESDAY - timedelta(days=1, hours=1), town.report)
    at(TUESDAY - timedelta(hours=20), town.report)
    closed(town, TUESDAY - timedelta(minutes=1))

    pulse = overview.pulse(look(town))

    assert (pulse["received"].values[-2:], pulse["received"].before, pulse["received"].change) == (
        (2, 1),
        1,
        0,
    )
    assert (pulse["closed"].values[-2:], pulse["closed"].change) == ((0, 1), 1)
    assert (pulse["open"].values[-2:], pulse["open"].before, pulse["open"].change) == ((2, 2), 1, 1)


@pytest.mark.parametrize(
    ("area", "open_"), [(WEST, 2), (f"{WEST}001", 2), (EAST, 1), ("330199100000", 3), ("", 3)]
)
def test_every_reading_follows_the_chosen_area(town, area, open_) -> None:
    for place in (IN_WEST, IN_WEST, IN_EAST):
        at(TUESDAY - timedelta(days=9), town.report, at=place)
    seen = look(town, area=area, days=30)

    assert total(seen).open == open_
    assert sum(s.count for s in overview.by_state(seen)) == open_
    assert overview.signs(seen).red == open_
    assert len(overview.overdue(seen)) == len(overview.dots(seen)) == len(overview.newest(seen)) == open_
    assert sum(b.received or 0 for b in overview.trend(seen)) == open_
    assert overview.pulse(seen)["open"].values[-1] == open_
    assert sum(overview.open_by_area(seen).values()) == open_


def test_an_officer_of_one_area_counts_only_there(town) -> None:
    at(TUESDAY, town.report)
    case = closed(town, TUESDAY, at=IN_WEST)
    with clock.at(TUESDAY):
        cases.rate(case.id, grade=5, by=RESIDENT)
    at(TUESDAY, town.report, at=IN_EAST)
    seen = look(town, by=town.east_duty)

    assert (total(seen).today, len(overview.dots(seen)), overview.satisfaction(seen).n) == (1, 1, 0)


def test_a_department_counts_what_it_has_a_part_in(town) -> None:
    at(TUESDAY, town.dispatched)
    at(TUESDAY, lambda: town.dispatched("police"))

    assert total(look(town, by=town.workers["works"])).open == 1


def test_without_the_right_to_see_cases_nothing_is_counted(town) -> None:
    at(TUESDAY, town.report)
    nobody = access.add_person("nobody", name="无", unit="command", password=None, by=ROOT)

    seen = look(town, by=Actor(nobody.id, "无"))

    assert (overview.standing(seen), overview.dots(seen), overview.newest(seen)) == ([], [], [])


READS = {
    overview.standing: 3, overview.by_state: 1, overview.open_by_area: 1, overview.signs: 2, overview.pulse: 3,
    overview.trend: 2, overview.overdue: 3, overview.satisfaction: 1, overview.answered: 3, overview.newest: 2,
    overview.dots: 2,
}  # fmt: skip


@pytest.mark.parametrize("cases_there", [1, 3])
@pytest.mark.parametrize("read", READS, ids=lambda read: read.__name__)
def test_a_reading_costs_the_same_number_of_queries_at_one_row_and_at_three(
    town, django_assert_num_queries, read, cases_there
) -> None:
    for _ in range(cases_there):
        at(TUESDAY - timedelta(days=9), town.dispatched)
        case = closed(town, TUESDAY)
        with clock.at(TUESDAY):
            cases.rate(case.id, grade=5, by=RESIDENT)
    read(look(town))  # flows are parsed once per process
    seen = look(town)

    with django_assert_num_queries(READS[read]):
        assert read(seen)


def test_the_open_cases_are_read_once_for_all_that_is_counted_from_them(
    town, django_assert_num_queries
) -> None:
    at(TUESDAY - timedelta(days=9), town.dispatched)
    read = (overview.standing, overview.by_state, overview.open_by_area, overview.signs)
    overview.signs(look(town))  # flows are parsed once per process
    seen = look(town)

    with django_assert_num_queries(sum(READS[one] for one in read) - 3):
        assert all(one(seen) for one in read)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_what_is_read_once_agrees_with_counting_each_stretch(town, days) -> None:
    """Every figure of pulse and trend, counted from the cases one by one."""
    hours = (0.01, 1, 9.99, 10, 10.01, 23.99, 24, 24.01, 30, 34, 100, 24 * 6, 24 * 20)
    for ago in hours:
        at(TUESDAY - timedelta(hours=ago), town.report)
        closed(town, TUESDAY - timedelta(hours=ago), at=IN_EAST)
    gone = at(TUESDAY - timedelta(days=3), town.report)
    at(TUESDAY - timedelta(days=2), lambda: cases.refuse(gone.id, answer=ANSWER, by=town.duty))
    every = [
        (case.created_at, case.item.closed_at, case.item.state)
        for case in Case.objects.select_related("item")
    ]

    def came(start: datetime, end: datetime) -> int:
        return sum(start <= created < end for created, _closed, _state in every)

    def ended(start: datetime, end: datetime) -> int:
        return sum(
            bool(shut) and start <= shut < end and state != "refused" for _created, shut, state in every
        )

    def open_at(moment: datetime) -> int:
        return sum(created < moment and (shut is None or shut >= moment) for created, shut, _state in every)

    seen = look(town, days=days)
    midnights = [seen.midnight(6 - n) for n in range(8)]
    day_ago, now = TUESDAY - timedelta(days=1, microseconds=-1), TUESDAY + timedelta(microseconds=1)
    pulse = overview.pulse(seen)
    spans = list(pairwise(midnights))
    assert pulse["received"].values == tuple(came(*span) for span in spans)
    assert pulse["closed"].values == tuple(ended(*span) for span in spans)
    assert pulse["open"].values == (*(open_at(moment) for moment in midnights[1:7]), open_at(now))
    assert (pulse["received"].before, pulse["closed"].before) == (
        came(midnights[5], day_ago),
        ended(midnights[5], day_ago),
    )
    assert pulse["open"].before == open_at(day_ago)
    for bucket in overview.trend(seen):
        end = bucket.start + (timedelta(hours=1) if days == 1 else timedelta(days=1))
        if bucket.start <= TUESDAY:
            assert (bucket.received, bucket.closed) == (came(bucket.start, end), ended(bucket.start, end))
