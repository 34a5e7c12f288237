"""Addresses to codes on the real database: rooms, decisions that are learnt, the queue, what it costs."""

from datetime import timedelta

import pytest

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput, NotFound, WrongState
from lianzhi.kernel.rooms import room_code
from lianzhi.territory import api as territory
from lianzhi.territory.models import Doubt, PlaceName

pytestmark = pytest.mark.django_db
BY = system("test")


@pytest.fixture
def home(plan):
    """A building of a quarter with two units of two rooms."""
    place = next(p for p in plan.places if p.kind == "home")
    rooms = [territory.RoomPlan(room_code(place.code, u, 3, n), f"30{n}") for u in (1, 2) for n in (1, 2)]
    assert territory.load_rooms(rooms, by=BY).new == 4
    return place


@pytest.fixture
def estate(plan, home):
    return next(p for p in plan.places if p.code[12] == "E" and p.address == home.address)


def test_an_address_leads_to_its_room_its_unit_its_building(home):
    found = territory.resolve(f"{home.name}2单元302室")
    assert (found.best, found.level, found.building) == (room_code(home.code, 2, 3, 2), "room", home.code)
    assert found.score >= territory.SAFE_SCORE
    assert found.address.endswith(f"{home.name}2单元302室")
    assert territory.resolve(f"{home.name}1单元").best == f"{home.code}01"
    open_ = territory.resolve(f"{home.name}302室")
    assert (open_.best, open_.level) == (home.code, "building")
    assert {a.code for a in open_.alternatives} >= {room_code(home.code, u, 3, 2) for u in (1, 2)}


def test_many_are_answered_as_each_is_and_in_their_order(plan, home):
    texts = [f"{home.name}1单元301室", "", "今天天气很好", *(p.name for p in plan.places[:50])]
    assert list(territory.resolve_many(texts)) == [territory.resolve(text) for text in texts]


@pytest.mark.parametrize("count", [1, 3])
def test_a_call_costs_five_queries_however_many_texts_it_has(home, count, django_assert_max_num_queries):
    territory.resolve("一")
    with django_assert_max_num_queries(7):
        list(territory.resolve_many([f"{home.name}{n}单元301室" for n in range(1, count + 1)]))


def test_a_room_that_ends_is_not_found_any_more(home):
    code = room_code(home.code, 2, 3, 2)
    assert territory.resolve(f"{home.name}2单元302室").best == code
    territory.end_room(code, by=BY)
    gone = territory.resolve(f"{home.name}2单元302室")
    assert (gone.best, gone.score < territory.SAFE_SCORE) == (home.code, True)


def test_another_name_is_taken_in_once_and_found(home, estate):
    name = home.name.replace(estate.name, "向阳新村")
    plans = [territory.NamePlan("向阳新村", estate.code, "old")]
    assert (territory.load_names(plans, by=BY), territory.load_names(plans, by=BY)) == (1, 0)
    assert territory.resolve(f"{name}1单元301室").best == room_code(home.code, 1, 3, 1)
    with pytest.raises(BadInput):
        territory.load_names([territory.NamePlan("某处", "330199100001E99999")], by=BY)
    with pytest.raises(BadInput):
        territory.load_names([territory.NamePlan("某", estate.code)], by=BY)


def doubtful(home, estate) -> str:
    """One character of the quarter's name is another one."""
    return home.name.replace(estate.name, estate.name[0] + "忄" + estate.name[2:]) + "1单元301室"


def test_what_is_doubtful_waits_once_and_what_is_decided_is_found_at_once(home, estate):
    text, code = doubtful(home, estate), room_code(home.code, 1, 3, 1)
    found = territory.resolve(text)
    assert (found.best, found.score < territory.SAFE_SCORE) == (code, True)
    sure = territory.resolve(home.name)
    assert territory.put_in_doubt([found, sure], source="test") == 1
    assert territory.put_in_doubt([territory.resolve(f" {text}。")], source="test") == 1
    (waiting,) = territory.doubts(BY)
    assert (waiting.seen, waiting.options[0].code, territory.count_doubts(BY)) == (2, code, 1)

    territory.decide_doubt(waiting.id, code, by=BY)
    learnt = territory.resolve(text)
    assert (learnt.best, learnt.level, learnt.score >= territory.SAFE_SCORE) == (code, "room", True)
    assert territory.count_doubts(BY) == 0
    assert [d.id for d in territory.doubts(BY, state="decided")] == [waiting.id]
    with pytest.raises(WrongState):
        territory.decide_doubt(waiting.id, "", by=BY)

    territory.take_back_doubt(waiting.id, by=BY)
    assert territory.resolve(text).score < territory.SAFE_SCORE
    with pytest.raises(WrongState):
        territory.take_back_doubt(waiting.id, by=BY)
    acts = [entry.action for entry in audit.trail(f"doubt:{waiting.id}")]
    assert sorted(acts) == ["territory.decide_address", "territory.take_back_address"]


def test_a_name_may_be_learnt_with_a_decision_and_goes_with_it(home, estate):
    text, code = doubtful(home, estate), room_code(home.code, 1, 3, 1)
    other = text.replace("1单元301", "2单元302")
    territory.put_in_doubt([territory.resolve(text)], source="test")
    (waiting,) = territory.doubts(BY)
    territory.decide_doubt(waiting.id, code, by=BY, name=True)
    assert PlaceName.objects.get().kind == "learnt"
    assert territory.resolve(other).score >= territory.SAFE_SCORE
    territory.take_back_doubt(waiting.id, by=BY)
    assert not PlaceName.objects.exists()
    assert territory.resolve(other).score < territory.SAFE_SCORE


def test_outside_the_town_is_a_decision_too(home, estate):
    text = doubtful(home, estate)
    territory.put_in_doubt([territory.resolve(text)], source="test")
    (waiting,) = territory.doubts(BY)
    territory.decide_doubt(waiting.id, "", by=BY)
    found = territory.resolve(text)
    assert (found.best, found.level) == ("", "")
    assert territory.put_in_doubt([found], source="test") == 0


def test_a_decision_names_a_code_that_is_there_and_a_doubt_that_waits(home, estate):
    territory.put_in_doubt([territory.resolve(doubtful(home, estate))], source="test")
    (waiting,) = territory.doubts(BY)
    for code in ("330199100001B99999", room_code(home.code, 1, 9, 9), "x", f"{home.code}09"):
        with pytest.raises(BadInput):
            territory.decide_doubt(waiting.id, code, by=BY)
    with pytest.raises(NotFound):
        territory.decide_doubt(waiting.id + 1, home.code, by=BY)


def test_telephones_are_covered_and_what_nobody_needs_is_deleted(home, estate):
    territory.put_in_doubt([territory.resolve(f"{doubtful(home, estate)} 13800138000")], source="test")
    row = Doubt.objects.get()
    assert "13800138000" not in row.text + row.key
    assert territory.forget_doubts() == 0
    with clock.at(clock.now() + timedelta(days=181)):
        assert territory.forget_doubts() == 1


def test_every_building_is_found_by_its_own_name(plan):
    chosen = [p for p in plan.places if p.code[12] == "B"]
    found = list(territory.resolve_many(p.name for p in chosen))
    assert [r.best for r in found] == [p.code for p in chosen]
