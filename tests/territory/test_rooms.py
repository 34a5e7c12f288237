"""Rooms: loaded by the thousand, added, ended, joined, split; a code is never given twice (ADR 0010)."""

from datetime import timedelta

import pytest

from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.kernel.rooms import room_code
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import RoomPlan
from lianzhi.territory.models import Lineage, Room
from lianzhi.territory.snapshot import today


@pytest.fixture
def building(plan) -> str:
    return next(p.code for p in plan.places if p.code[12] == "B")


def plans(building: str) -> list[RoomPlan]:
    return [
        RoomPlan(room_code(building, unit, floor, room), f"{floor}{room:02}室", use="home")
        for unit in (1, 2)
        for floor in (-1, 1, 2)
        for room in (1, 2)
    ]


@pytest.fixture
def loaded(building, editor) -> str:
    territory.load_rooms(plans(building), by=editor)
    return building


def test_rooms_are_loaded_once_and_listed_by_unit_and_floor(building, editor):
    first = territory.load_rooms(plans(building), by=editor)
    again = territory.load_rooms(plans(building), by=editor)
    assert (first.new, first.bad, again.new, again.changed, again.same) == (12, 0, 0, 0, 12)
    found = territory.rooms_of(building)
    assert [(r.unit[-2:], r.floor) for r in found[:6]] == [("01", -1)] * 2 + [("01", 1)] * 2 + [("01", 2)] * 2
    assert territory.room(found[0].code) == found[0]
    assert [(u.number, u.floors, u.rooms) for u in territory.units_of(building)] == [
        (1, (-1, 1, 2), 6),
        (2, (-1, 1, 2), 6),
    ]
    assert found[0].scheme == "lianzhi-1"


def test_a_changed_row_is_changed_and_a_dry_run_writes_nothing(loaded, editor):
    new = [RoomPlan(plans(loaded)[0].code, "储藏室", use="storage")]
    assert territory.load_rooms(new, by=editor, dry=True).changed == 1
    assert territory.room(new[0].code).number != "储藏室"
    assert territory.load_rooms(new, by=editor).changed == 1
    assert (territory.room(new[0].code).number, territory.room(new[0].code).use) == ("储藏室", "storage")


def test_bad_rows_are_told_and_the_rest_is_kept(building, editor):
    good = plans(building)[0]
    bad = [
        (RoomPlan("330199100001B00001", "1"), "code"),
        (RoomPlan(room_code("330199100999B00001", 1, 1, 1), "1"), "code"),
        (RoomPlan(good.code[:-1] + "9", ""), "number"),
        (RoomPlan(good.code[:-1] + "8", "8", use="castle"), "use"),
        (
            RoomPlan(good.code[:-1] + "7", "7", valid_from=today(), valid_to=today() - timedelta(1)),
            "valid_to",
        ),
    ]
    done = territory.load_rooms([*(plan for plan, _f in bad), good], by=editor)
    assert (done.new, done.bad) == (1, 5)
    assert [(e.row, e.field) for e in done.errors] == [(n, f) for n, (_p, f) in enumerate(bad, 1)]
    assert all(e.why and e.way_out for e in done.errors)


def test_a_room_ends_and_its_code_is_never_given_again(loaded, editor):
    plan = plans(loaded)[0]
    territory.end_room(plan.code, by=editor)
    assert plan.code not in [r.code for r in territory.rooms_of(loaded)]
    assert plan.code in [r.code for r in territory.rooms_of(loaded, on=today() - timedelta(1))]
    with pytest.raises(WrongState, match="given to a room before"):
        territory.add_room(plan, by=editor)
    with pytest.raises(WrongState, match="already ends"):
        territory.end_room(plan.code, by=editor)


def test_rooms_are_joined_into_one_of_them(loaded, editor):
    one, two = (plan.code for plan in plans(loaded)[:2])
    made = territory.join_rooms([one, two], into=one, by=editor)
    assert (made.code, made.valid_to) == (one, None)
    assert territory.room(two).valid_to == today()
    assert set(Lineage.objects.values_list("from_code", "to_code", "kind")) == {
        (one, one, "merge"),
        (two, one, "merge"),
    }


def test_a_room_is_split_and_may_keep_its_code(loaded, editor):
    code = plans(loaded)[0].code
    new = code[:-2] + "07"
    made = territory.split_room(code, parts=[RoomPlan(code, "甲"), RoomPlan(new, "乙")], by=editor)
    assert [(r.code, r.number, r.use) for r in made] == [(code, "甲", "home"), (new, "乙", "home")]
    other = plans(loaded)[1].code
    territory.split_room(
        other, parts=[RoomPlan(code[:-2] + "08", "丙"), RoomPlan(code[:-2] + "09", "丁")], by=editor
    )
    assert territory.room(other).valid_to == today()


def test_refused_acts_on_rooms_change_nothing(loaded, editor, plan):
    one, two = (p.code for p in plans(loaded)[:2])
    free = RoomPlan(one[:-2] + "11", "11")
    stranger = next(p.code for p in plan.places if p.code[12] == "B" and p.code != loaded)
    before = list(Room.objects.values_list())
    refusals = [
        (BadInput, lambda: territory.add_room(RoomPlan("x", "1"), by=editor)),
        (
            NotFound,
            lambda: territory.add_room(RoomPlan(room_code("330199100999B00001", 1, 1, 1), "1"), by=editor),
        ),
        (WrongState, lambda: territory.add_room(RoomPlan(one, "1"), by=editor)),
        (NotFound, lambda: territory.end_room(free.code, by=editor)),
        (BadInput, lambda: territory.end_room(one, by=editor, on=today() - timedelta(9999))),
        (BadInput, lambda: territory.join_rooms([one], into=one, by=editor)),
        (BadInput, lambda: territory.join_rooms([one, two], into=free.code, by=editor)),
        (BadInput, lambda: territory.split_room(one, parts=[RoomPlan(one, "1")], by=editor)),
        (
            BadInput,
            lambda: territory.split_room(one, parts=[RoomPlan(room_code(stranger, 1, 1, 1), "1")], by=editor),
        ),
        (WrongState, lambda: territory.split_room(one, parts=[free, RoomPlan(two, "2")], by=editor)),
    ]
    for kind, act in refusals:
        with pytest.raises(kind) as refused:
            act()
        assert refused.value.way_out
    assert list(Room.objects.values_list()) == before


def test_who_has_no_say_there_changes_no_room(plan, outsider):
    mine = plan.of_level("community")[-1].code
    building = next(p.code for p in plan.places if p.code[12] == "B" and not p.grid_code.startswith(mine))
    with pytest.raises(NotAllowed):
        territory.add_room(RoomPlan(room_code(building, 1, 1, 1), "1"), by=outsider)
