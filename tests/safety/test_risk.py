"""Risk of addresses against the true database: judged, warned, one matter, settled, inspected."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.register import (
    BUILDING,
    FAR_BUILDING,
    GRID,
    NEXT,
    ROOM,
    ROOT,
    SECOND,
    TOWN,
    WEST,
    number,
    person,
)
from support.safety import crowd, matters, relay

from lianzhi.cases import api as cases
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput, NotFound
from lianzhi.registry import api as registry
from lianzhi.safety import api as safety
from lianzhi.safety import facts
from lianzhi.safety.actions.inspecting import Found, inspect
from lianzhi.safety.actions.recompute import recompute
from lianzhi.safety.models import Due, LevelChange, Risk, RiskWarning
from lianzhi.safety.queries.risks import Wanted, history, listed, risk_of


def test_every_building_is_judged_and_a_crowded_let_room_is_red_with_its_values(town) -> None:
    crowd(8)

    done = recompute()

    assert (done.judged, done.raised) == (3, 1)
    risk = risk_of(BUILDING, town.office)
    assert (risk.level, [r.code for r in risk.reasons]) == ("red", ["crowded-let-room", "shared-let-room"])
    assert risk.reasons[0].conditions[0].values == {"most_in_let_room": 8}
    assert risk.next_check == facts.today() + timedelta(days=1)
    assert {v.code: v.value for v in risk.values}["least_area_in_let_room"] == 7.5
    assert risk_of(SECOND, town.office).level == "green"


def test_judging_again_changes_and_writes_nothing(town) -> None:
    crowd(8)
    recompute()
    before = Risk.objects.get(code=BUILDING).judged_at

    done = recompute()

    assert (done.raised, done.fell) == (0, 0)
    assert Risk.objects.get(code=BUILDING).judged_at == before
    assert LevelChange.objects.count() == RiskWarning.objects.count() == 1


def test_a_warning_opens_one_matter_however_often_the_event_comes(town) -> None:
    crowd(8)
    recompute()
    relay()
    from lianzhi.flows import safety_to_cases

    warning = RiskWarning.objects.get()
    safety_to_cases.opened("warning", warning.pk, safety.warning_text(warning.pk))

    (case,) = matters()
    assert warning.case_number == case.number and case.category and case.category.code == "safety-risk"
    assert case.item.units == ("emergency",) and case.area_code == GRID
    assert "most" not in case.text and "[8]" in case.text and "云杉苑1幢" in case.title


def test_the_first_judgement_at_yellow_warns_without_a_matter_and_a_rise_then_opens_it(town) -> None:
    crowd(5, area=50)
    recompute()
    relay()
    assert risk_of(BUILDING, town.office).level == "yellow" and matters() == []

    crowd(3, first=20)
    recompute()
    relay()

    warning = RiskWarning.objects.get()
    assert (warning.level, len(matters())) == ("red", 1)


def test_a_level_that_falls_settles_a_warning_that_has_no_matter(town) -> None:
    crowd(5, area=50)
    recompute()
    registry.record_house({"place": ROOM, "state": "own"}, source="visit", by=ROOT, over=True)

    assert recompute().fell == 1
    assert RiskWarning.objects.get().closed_at is not None
    assert [(c.before, c.after) for c in history(BUILDING).changes] == [("yellow", "green"), ("", "yellow")]


def test_the_matter_that_ends_settles_its_warning_and_no_second_one_comes_while_the_level_stands(
    town,
) -> None:
    crowd(8)
    recompute()
    relay()
    (case,) = matters()
    worker, checker, duty = (system(name) for name in ("worker", "checker", "duty"))
    part = worklist.tasks(case.item.id)[0].id
    cases.move(case.id, "accept", by=worker, given=worklist.Given(task=part))
    cases.move(case.id, "finish", by=worker, given=worklist.Given(task=part, result="已整改"))
    cases.move(case.id, "pass", by=checker, given=worklist.Given())
    cases.close(case.id, answer="已整改", by=duty)
    relay()

    assert RiskWarning.objects.get().closed_at is not None
    recompute()
    assert RiskWarning.objects.filter(closed_at=None).count() == 0


def test_a_change_in_the_register_is_judged_at_the_next_round_and_the_town_takes_its_parts_along(
    town,
) -> None:
    safety.work_off()
    crowd(8)
    relay()
    assert Due.objects.filter(area_code=GRID).exists()
    safety.mark_due(TOWN)

    done = safety.work_off()

    assert [each.judged for each in done] == [3] and not Due.objects.exists()
    assert risk_of(BUILDING, town.office).level == "red"


def test_an_inspection_sets_the_next_check_and_what_it_leaves_stays_red(town) -> None:
    recompute()
    day = facts.today()

    assert inspect(BUILDING, Found(day, 2, 0), by=town.west) > day + timedelta(days=27)
    assert inspect(BUILDING, Found(day, 2, 1, "楼道堆物"), by=town.west) == day + timedelta(days=1)
    assert [r.code for r in risk_of(BUILDING, town.west).reasons] == ["hazards-left"]
    assert inspect(BUILDING, Found(day, 0, 0), by=town.west) > day + timedelta(days=27)
    assert [each.action for each in audit.trail(f"place:{BUILDING}")] == ["safety.inspect"] * 3


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (Found(facts.today() + timedelta(days=1)), "on"),
        (Found(facts.today(), 1, 2), "left"),
        (Found(facts.today(), -1, -1), "left"),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(town, seen, field) -> None:
    recompute()
    with pytest.raises(BadInput) as refused:
        inspect(BUILDING, seen, by=town.west)
    assert refused.value.field == field


def test_who_may_not_or_lies_elsewhere_finds_nothing(town) -> None:
    recompute()
    for code, by in (
        (FAR_BUILDING, town.west),
        (BUILDING, town.people.leader),
        ("330199100001B99999", town.office),
    ):
        with pytest.raises(NotFound):
            risk_of(code, by)
    with pytest.raises(NotFound):
        inspect(BUILDING, Found(facts.today()), by=town.reader)


def test_a_room_has_its_own_people_and_its_buildings_reasons_and_an_area_its_gravest_level(town) -> None:
    crowd(8)
    person(name="独居", identity=number(99, born="19400101"), phone=None, place=NEXT)
    recompute()

    room, area = risk_of(NEXT, town.office), risk_of(WEST, town.office)

    assert (room.kind, room.level) == ("room", "red")
    assert {v.code: v.value for v in room.values}["people"] == 1
    assert {v.code: v.value for v in room.values}["oldest_alone"] == 1
    assert (area.kind, area.level, dict(area.counts)) == ("area", "red", {"green": 1, "red": 1})


def test_the_list_narrows_by_level_area_look_reason_and_words(town) -> None:
    crowd(8)
    recompute()

    def codes(**said: str) -> list[str]:
        return [row.code for row in listed(town.office, Wanted(**said))]

    assert (
        codes()
        == codes(level="red")
        == codes(look="warned")
        == codes(reason="crowded-let-room")
        == [BUILDING]
    )
    assert codes(level="green", area=WEST) == [SECOND]
    assert codes(look="due") == codes(reason="fire-matters") == []
    assert codes(words=FAR_BUILDING) == [FAR_BUILDING] and len(codes(words="云杉苑")) == 2
    assert [row.code for row in listed(town.west, Wanted(level="green"))] == [SECOND]


def test_past_matters_at_the_door_count_and_the_platforms_own_do_not(town) -> None:
    for serial in range(3):
        new = cases.NewReport(
            source="test",
            external_id=f"x{serial}",
            text="楼道里有煤气味",
            category="gas-leak",
            lon=120.005,
            lat=30.01,
        )
        cases.report(new, by=ROOT)
    recompute()
    relay()

    assert [r.code for r in risk_of(BUILDING, town.office).reasons] == ["repeated-fire-matters"]
    recompute()
    assert {v.code: v.value for v in risk_of(BUILDING, town.office).values}["fire_cases"] == 3


def queries(act) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


def test_a_town_costs_as_many_queries_as_one_building(town) -> None:
    crowd(2)
    recompute()
    one = queries(lambda: facts.buildings(code=BUILDING))

    assert queries(lambda: facts.buildings()) == one
