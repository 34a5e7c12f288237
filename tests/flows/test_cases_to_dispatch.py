"""What the responsibility list settles goes out at once; everything else waits for a person."""

import pytest

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor, system
from lianzhi.scenarios import actions, world

pytestmark = pytest.mark.django_db
ROOT, RESIDENT = system("test"), Actor("resident:1", "居民")


@pytest.fixture
def here(settings, tmp_path):
    settings.HOME = tmp_path  # no classifier lies there
    cases.publish_flows(ROOT)
    cases.load_categories(ROOT)
    actions.install(by=ROOT)
    place = world.build()
    world.make_units(["property", "market", "city-management"])
    cases.save_duty(
        "repair-lift",
        place.area,
        lead="property",
        supports=["market"],
        legal_ground="《物业管理条例》",
        by=ROOT,
    )
    cases.save_duty("dumped-rubbish", place.area, lead="city-management", by=ROOT)
    return place


def report(here, **changes) -> cases.CaseView:
    values = {
        "source": "snap", "external_id": "one", "intake": "neighbour_home", "text": "电梯停在五楼不动了。",
        "category": "repair-lift", "lon": here.lon, "lat": here.lat,
    }  # fmt: skip
    return cases.report(cases.NewReport(**values | changes), by=RESIDENT)


def test_a_report_named_by_the_list_is_dispatched_once_with_the_ground_in_the_note(here) -> None:
    case = report(here)

    while events.relay():
        pass

    after = cases.by_id(case.id)
    assert after.item.state.code == "dispatched"
    assert after.item.units == ("property", "market")
    step = worklist.moves(case.item.id)[-1]
    assert (step.actor_id, step.verb) == ("system:dispatch", "dispatch")
    assert "《物业管理条例》" in step.note
    assert dispatch_new(case.id) is None
    assert len(worklist.moves(case.item.id)) == 2


WAITING = [
    ("an officer's way in", {"intake": "snap_report", "category": "dumped-rubbish"}),
    ("no place", {"lon": None, "lat": None, "place_text": "老地方"}),
    ("no category", {"category": ""}),
    ("no line in the list", {"category": "repair-water"}),
]


@pytest.mark.parametrize("changes", [row[1] for row in WAITING], ids=[row[0] for row in WAITING])
def test_a_report_waits_for_a_person_when_there_is(here, changes) -> None:
    case = report(here, **changes)

    events.relay()

    assert cases.by_id(case.id).item.state.code == "received"
    assert len(worklist.moves(case.item.id)) == 1


def test_what_a_person_has_touched_is_left_to_people(here) -> None:
    case = report(here)
    cases.move(case.id, "dispatch", by=ROOT, given=worklist.Given(units=("market",)))
    cases.move(case.id, "recall", by=ROOT, given=worklist.Given(reason="派错了"))

    events.relay()

    assert cases.by_id(case.id).item.state.code == "received"


def test_a_way_in_of_the_town_may_file_and_dispatch_at_once(here) -> None:
    known = cases.intake("snap_report")
    cases.declare_intake(
        "snap_report", name_zh=known.name_zh, name_en=known.name_en, module=known.module, flow="case", categories=[],
        auto_dispatch=True, by=ROOT,
    )  # fmt: skip
    case = report(here, intake="snap_report", category="dumped-rubbish")

    events.relay()

    assert [move.verb for move in worklist.moves(case.item.id)] == ["start", "file", "dispatch"]
    assert cases.by_id(case.id).item.units == ("city-management",)


def test_whoever_is_faster_between_the_look_and_the_act_wins_without_trouble(here, monkeypatch) -> None:
    case = report(here)
    dispatch_new(case.id)
    done = worklist.moves(case.item.id)
    monkeypatch.setattr(worklist, "moves", lambda item: done[:1])

    assert dispatch_new(case.id) is None
    monkeypatch.undo()
    assert worklist.moves(case.item.id) == done


def test_a_rule_sends_one_matter_to_two_offices_at_once_and_says_why(here) -> None:
    cases.save_rule(
        "stall", name_zh="占道餐饮", condition="contains(text, '烧烤')", does={"joint": ["market"]}, by=ROOT
    )
    case = report(here, intake="snap_report", category="dumped-rubbish", text="烧烤摊把垃圾倒在路口。")
    plain = report(
        here, intake="snap_report", category="dumped-rubbish", external_id="two", text="路口有一堆垃圾。"
    )

    while events.relay():
        pass

    after = cases.by_id(case.id)
    assert after.item.state.code == "dispatched" and after.item.units == ("city-management", "market")
    note = worklist.moves(case.item.id)[-1].note
    assert note.startswith("同时派给") and "占道餐饮" in note and "烧烤" in note and "责任清单" in note
    assert cases.by_id(plain.id).item.state.code == "received"  # the control: no rule, a person dispatches


def test_without_a_unit_in_charge_a_joint_rule_leaves_it_to_a_person(here) -> None:
    cases.save_rule(
        "stall", name_zh="占道餐饮", condition="contains(text, '烧烤')", does={"joint": ["market"]}, by=ROOT
    )
    case = report(here, intake="snap_report", category="repair-water", text="烧烤摊占道。")

    events.relay()

    assert cases.by_id(case.id).item.state.code == "received"


def test_a_form_that_does_not_know_the_joint_units_keeps_them(here) -> None:
    given = {"name_zh": "占道餐饮", "condition": "contains(text, '烧烤')", "by": ROOT}
    cases.save_rule("stall", does={"joint": ["market"]}, **given)

    kept = cases.save_rule("stall", does={"urgency": "urgent"}, **given)
    emptied = cases.save_rule("stall", does={"urgency": "urgent", "joint": []}, **given)

    assert kept.does == {"urgency": "urgent", "joint": ["market"]} and emptied.does == {"urgency": "urgent"}
