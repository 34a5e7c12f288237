"""The life of a building: added, renamed, moved, ended, split, merged; what was before stays found (R-074)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events.models import Event
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, Refused, WrongState
from lianzhi.kernel.rooms import next_building, room_code
from lianzhi.territory import api as territory
from lianzhi.territory.actions.importing import take_in
from lianzhi.territory.contracts import RoomPlan
from lianzhi.territory.models import Lineage, Place, PlaceName, Room
from lianzhi.territory.sheets import SheetRow
from lianzhi.territory.snapshot import today


@pytest.fixture
def door(plan):
    """A building with a number of its own on a road."""
    return next(p for p in plan.places if p.kind == "house")


@pytest.fixture
def home(plan):
    return next(p for p in plan.places if p.kind == "home" and p.name.endswith("1幢"))


def new(plan, editor, **said):
    at = next(p for p in plan.places if p.kind == "house")
    words = {"name": "桂花路998号", "kind": "house", "lon": at.lon, "lat": at.lat} | said
    return territory.add_place(**words, by=editor)


def rooms(building, editor, *tails) -> list[str]:
    plans = [RoomPlan(room_code(building, *tail), f"{tail[1]}0{tail[2]}") for tail in tails]
    return [territory.add_room(plan, by=editor).code for plan in plans]


def counted() -> tuple[int, int, int, int]:
    return Place.objects.count(), PlaceName.objects.count(), Lineage.objects.count(), Event.objects.count()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), "330199100001B00001"),
        (("330199100001B00007", "330199100002B00044", "330199100001E00090"), "330199100001B00008"),
        (("330199100001B99999",), "330199100001B00001"),
        (("330199100001B99999", "330199100001B00001"), "330199100001B00002"),
    ],
)
def test_the_next_code_is_the_one_after_the_last_of_its_community(given, expected):
    assert next_building("330199100001", given) == expected


def test_a_community_without_a_code_left_has_no_next_one():
    assert next_building("330199100001", [f"330199100001B{n:05}" for n in range(1, 100_000)]) == ""


def test_a_new_building_gets_its_grid_its_code_and_is_found(plan, editor, door):
    made = new(plan, editor, address="桂花路", floors=3)
    last = max(p.code for p in plan.places if p.code.startswith(f"{door.grid_code[:12]}B"))
    assert (made.code, made.grid_code) == (f"{last[:13]}{int(last[13:]) + 1:05}", door.grid_code)
    assert (made.valid_from, made.valid_to, made.scheme) == (today(), None, "lianzhi-1")
    assert territory.resolve("桂花路998号").best == made.code
    assert audit.trail(f"place:{made.code}")[-1].detail["grid"] == door.grid_code
    assert Event.objects.filter(name="territory.place_changed").count() == 1


@pytest.mark.parametrize(
    ("said", "kind", "field"),
    [
        ({"code": "330199100001B00001"}, WrongState, "code"),
        ({"code": "330199100002B90001"}, BadInput, "code"),
        ({"code": "330199100001E90001"}, BadInput, "code"),
        ({"lon": 0.0, "lat": 0.0}, BadInput, "place"),
        ({"kind": "castle"}, BadInput, "kind"),
        ({"name": " "}, BadInput, "name"),
    ],
)
def test_a_building_that_cannot_be_is_refused_and_nothing_changes(plan, editor, said, kind, field):
    at = next(p for p in plan.places if p.code == "330199100001B00001")
    before = counted()
    with pytest.raises(kind) as refused:
        new(plan, editor, **({"lon": at.lon, "lat": at.lat} | said))
    assert refused.value.field == field
    assert refused.value.way_out
    assert counted() == before


def test_a_code_that_exists_is_refused_with_the_next_one(plan, editor, door):
    with pytest.raises(WrongState) as refused:
        new(plan, editor, code=door.code)
    free = refused.value.params["next"]
    assert new(plan, editor, code=free).code == free


def test_a_name_that_another_building_of_the_community_has_is_refused(plan, editor, door):
    with pytest.raises(WrongState, match=door.code):
        new(plan, editor, name=door.name)


def test_who_keeps_another_community_adds_and_moves_nothing_here(plan, outsider, door):
    mine = plan.of_level("community")[-1].code
    far = next(p for p in plan.places if p.code[12] == "B" and not p.grid_code.startswith(mine))
    own = next(p for p in plan.places if p.code[12] == "B" and p.grid_code.startswith(mine))
    with pytest.raises(NotAllowed):
        territory.add_place(name="某处", kind="house", lon=far.lon, lat=far.lat, by=outsider)
    with pytest.raises(NotAllowed):
        territory.move_place(own.code, lon=far.lon, lat=far.lat, by=outsider)
    for act in (territory.end_place, lambda code, by: territory.rename_place(code, name="某处", by=by)):
        with pytest.raises(NotAllowed):
            act(far.code, by=outsider)
    assert Place.objects.get(code=own.code).lon == own.lon


def test_the_old_name_of_a_renamed_building_still_leads_to_it(plan, editor, door):
    territory.rename_place(door.code, name="新名路77号", by=editor)
    for text in (door.name, "新名路77号"):
        found = territory.resolve(text)
        assert (found.best, found.score >= territory.SAFE_SCORE) == (door.code, True)
    assert [(n.name, n.since, n.until) for n in territory.former_names(door.code)] == [
        (door.name, None, today())
    ]
    trail = audit.trail(f"place:{door.code}")[-1]
    assert trail.detail == {"from": {"name": door.name}, "to": {"name": "新名路77号"}}


def test_a_number_that_was_given_up_means_who_has_it_today(plan, editor, door):
    territory.rename_place(door.code, name="新名路77号", by=editor)
    other = new(plan, editor, name=door.name)
    assert territory.resolve(door.name).best == other.code


def test_back_to_the_old_name_leaves_one_building_of_that_name(plan, editor, door):
    for name in ("新名路77号", door.name):
        territory.rename_place(door.code, name=name, by=editor)
    found = territory.resolve(door.name)
    assert (found.best, found.score >= territory.SAFE_SCORE) == (door.code, True)
    assert [n.name for n in territory.former_names(door.code)] == ["新名路77号", door.name]


def test_the_same_words_again_change_nothing(editor, door):
    before = counted()
    territory.rename_place(door.code, name=door.name, floors=door.floors, units=door.units, by=editor)
    assert counted() == before


def test_a_door_that_is_only_an_address_stays_found_too(plan, editor):
    made = new(plan, editor, name="望江会馆", address="桂花路998号")
    territory.rename_place(made.code, name="望江会馆", address="桂花路1000号", by=editor)
    assert territory.resolve("桂花路998号").best == made.code
    assert territory.resolve("桂花路1000号").best == made.code


def table(place: Place, **said) -> SheetRow:
    row = {"code": place.code, "kind": place.kind, "name": place.name, "address": place.address}
    numbers = {name: str(getattr(place, name)) for name in ("lon", "lat", "floors", "units")}
    return SheetRow(2, row | numbers | {"aliases": "|".join(place.aliases)} | said, "WGS84")


def test_a_rename_by_table_keeps_the_old_name_too(plan, editor, door):
    row = table(Place.objects.get(code=door.code), name="新名路77号")
    assert take_in("places", [row], by=editor, dry=True).changed == 1
    assert not PlaceName.objects.exists()
    assert take_in("places", [row], by=editor).changed == 1
    assert territory.resolve(door.name).best == door.code
    assert PlaceName.objects.get(code=door.code).source == "table"


def test_a_town_that_is_loaded_again_leaves_a_name_given_by_hand(plan, editor, door):
    territory.rename_place(door.code, name="新名路77号", by=editor)
    territory.load_town(plan)
    assert Place.objects.get(code=door.code).name == "新名路77号"


def test_an_ended_building_is_not_proposed_and_says_since_when(plan, editor, door):
    ended = territory.end_place(door.code, by=editor)
    assert ended.valid_to == today()
    assert territory.resolve(door.name).best != door.code
    assert door.code not in {p.code for p in territory.find_place(door.name)}
    assert territory.place(door.code) is None
    assert territory.known(door.code) is None
    assert door.code not in {p.code for p in territory.places_in(plan.code, limit=10_000)}
    assert door.code not in {b.code for b in territory.buildings(plan.code)}
    assert territory.place_by_code(door.code).valid_to == today()
    assert territory.places_ended([door.code, "330199100001B99999"]) == {door.code: today()}
    assert territory.grids_of([door.code], standing=True) == {}
    assert territory.grids_of([door.code]) == {door.code: door.grid_code}
    assert not [f for f in territory.check_tree() if door.code in str(f)]


def test_nothing_new_comes_into_an_ended_building(editor, home):
    (kept,) = rooms(home.code, editor, (1, 1, 1))
    territory.end_place(home.code, by=editor)
    assert territory.room(kept).valid_to == today()
    late = RoomPlan(room_code(home.code, 1, 1, 2), "102")
    for act in (
        lambda: territory.add_room(late, by=editor),
        lambda: territory.add_missing_rooms([late], by=editor),
        lambda: territory.rename_place(home.code, name="新名", by=editor),
        lambda: territory.move_place(home.code, lon=home.lon, lat=home.lat, by=editor),
        lambda: territory.end_place(home.code, by=editor),
    ):
        with pytest.raises(WrongState) as refused:
            act()
        assert refused.value.params["day"] == str(today())
    told = territory.load_rooms([late], by=editor)
    assert (told.new, told.bad, told.errors[0].field) == (0, 1, "valid_to")
    past = RoomPlan(late.code, "102", valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
    assert territory.load_rooms([past], by=editor).new == 1


def test_an_end_to_come_waits_for_its_day(editor, home):
    day = today() + timedelta(days=10)
    first, later = rooms(home.code, editor, (1, 1, 1), (1, 1, 2))
    Room.objects.filter(code=later).update(valid_from=day + timedelta(days=5))
    territory.end_place(home.code, on=day, by=editor)
    assert territory.resolve(home.name).best == home.code
    with pytest.raises(WrongState):
        territory.add_room(RoomPlan(room_code(home.code, 1, 1, 3), "103", valid_from=day), by=editor)
    assert Room.objects.get(code=later).valid_to == Room.objects.get(code=later).valid_from
    with clock.at(datetime.combine(day, time(12), UTC)):
        assert territory.resolve(home.name).best != home.code
        assert territory.room(first).valid_to == day


def test_a_building_cannot_end_before_it_stood(plan, editor):
    made = new(plan, editor)
    with pytest.raises(BadInput, match="lies before"):
        territory.end_place(made.code, on=today() - timedelta(days=1), by=editor)


def test_a_building_to_come_is_found_from_its_day_on(plan, editor):
    day = today() + timedelta(days=10)
    made = new(plan, editor, valid_from=day)
    assert territory.resolve(made.name).best != made.code
    with clock.at(datetime.combine(day, time(12), UTC)):
        assert territory.resolve(made.name).best == made.code


def test_two_buildings_become_one_with_their_rooms(plan, editor, home):
    other = next(
        p for p in plan.places if p.kind == "home" and p.code != home.code and p.code[:12] == home.code[:12]
    )
    rooms(home.code, editor, (1, 1, 1), (1, 1, 2))
    gone = rooms(other.code, editor, (1, 1, 1), (1, 1, 3), (2, 1, 1))
    Room.objects.filter(code=gone[1]).update(number="102甲")
    kept = territory.merge_places([home.code, other.code], into=home.code, by=editor)

    assert kept.code == home.code
    assert territory.place_by_code(other.code).valid_to == today()
    assert territory.rooms_went_on(gone) == {
        gone[0]: (room_code(home.code, 1, 1, 1),),
        gone[1]: (room_code(home.code, 1, 1, 3),),
        gone[2]: (room_code(home.code, 2, 1, 1),),
    }
    assert [r.number for r in territory.rooms_of(home.code)] == ["101", "102", "102甲", "101"]
    assert territory.rooms_of(other.code) == []
    assert territory.resolve(other.name).best == home.code
    assert Lineage.objects.filter(from_code=other.code, to_code=home.code, kind="merge").exists()


def test_a_building_is_split_by_its_units(editor, home):
    stays, goes = rooms(home.code, editor, (1, 2, 1), (2, 3, 4))
    one, two = territory.split_place(
        home.code, name="霞园花园99幢", units=[2], lon=home.lon, lat=home.lat, by=editor
    )
    assert (one.code, two.name, one.units) == (home.code, "霞园花园99幢", home.units - 1)
    assert [r.code for r in territory.rooms_of(one.code)] == [stays]
    assert [r.code for r in territory.rooms_of(two.code)] == [room_code(two.code, 2, 3, 4)]
    assert territory.rooms_went_on([goes]) == {goes: (room_code(two.code, 2, 3, 4),)}
    assert set(Lineage.objects.filter(from_code=home.code).values_list("to_code", flat=True)) == {
        one.code,
        two.code,
    }


@pytest.mark.parametrize("units", [[], [9], [1, 2]])
def test_a_split_that_moves_nothing_or_everything_is_refused(editor, home, units):
    rooms(home.code, editor, (1, 1, 1), (2, 1, 1))
    before = counted()
    with pytest.raises(BadInput):
        territory.split_place(home.code, name="新楼", units=units, lon=home.lon, lat=home.lat, by=editor)
    assert counted() == before


def test_a_merger_with_itself_or_with_nothing_is_refused(editor, home):
    before = counted()
    for codes, into in (
        ([home.code, home.code], home.code),
        ([home.code, "330199100001B99999"], home.code),
        ([home.code, "330199100001E00001"], home.code),
    ):
        with pytest.raises(Refused):
            territory.merge_places(codes, into=into, by=editor)
    assert counted() == before
