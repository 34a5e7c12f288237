"""A report's address: down to the room where it is sure, before a person where it is not, and who sees it (R-074, R-098)."""

import pytest
from django.urls import reverse
from support import desk

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.rooms import room_code
from lianzhi.territory import api as territory
from lianzhi.territory.models import Doubt, Place
from lianzhi.territory.stamps import touch

pytestmark = pytest.mark.django_db
ROOT = system("test")
LON, LAT = desk.IN_EAST


@pytest.fixture
def town() -> desk.Town:
    town = desk.build()
    access.save_role("namer", name_zh="地址员", permissions=["territory.review"], by=ROOT)
    access.save_role("watcher", name_zh="领导", permissions=["cases.see", "cases.approve"], by=ROOT)
    return town


@pytest.fixture
def reviewer(town) -> Actor:
    return desk._person("namer", "command", "namer")


@pytest.fixture
def house(town) -> str:
    """云杉苑3幢 with two units of two rooms."""
    code = f"{desk.EAST}B00005"
    Place.objects.create(
        code=code,
        kind="home",
        name="云杉苑3幢",
        address="云杉路5号",
        lon=LON,
        lat=LAT,
        grid_code=desk.EAST + "001",
    )
    Place.objects.create(
        code=f"{desk.EAST}E00001", kind="estate", name="云杉苑", address="云杉路5号", lon=LON, lat=LAT,
        grid_code=desk.EAST + "001",
    )  # fmt: skip
    touch("places")
    plans = [territory.RoomPlan(room_code(code, u, 3, n), f"30{n}") for u in (1, 2) for n in (1, 2)]
    territory.load_rooms(plans, by=ROOT)
    return code


def run() -> None:
    while events.relay():
        pass
    assert events.failing() == []


def test_a_case_holds_the_room_that_its_words_tell(town, house):
    case = town.report(at=None, place_text="云杉苑3幢2单元302室")
    assert (case.place_code, case.lon) == (room_code(house, 2, 3, 2), LON)
    pinned = town.report(at=(LON + 1e-4, LAT), place_text="云杉苑3幢2单元302室")
    assert (pinned.place_code, pinned.lon) == (room_code(house, 2, 3, 2), LON + 1e-4)
    far = town.report(at=desk.IN_WEST, place_text="云杉苑3幢2单元302室")
    assert (far.place_code, far.area_code[:12]) == ("", desk.WEST)
    assert town.report(at=None, place_text="云杉苑3幢").place_code == house
    run()
    assert Doubt.objects.count() == 0


def test_a_room_that_is_not_there_leaves_the_building_and_asks_a_person(town, house):
    case = town.report(at=None, place_text="云杉苑3幢2单元909室")
    run()
    assert case.place_code in (house, f"{house}02")
    assert [d.text for d in Doubt.objects.all()] == ["云杉苑3幢2单元909室"]


def test_a_doubtful_address_is_decided_learnt_and_gives_the_open_case_its_code(town, house, reviewer):
    words = "云彬苑老楼3栋二单元302"
    open_, over = (town.report(at=None, place_text=words) for _ in range(2))
    run()
    cases.refuse(over.id, answer=desk.REASON, by=town.duty)
    assert (open_.located, open_.place_code) == (False, "")
    [doubt] = Doubt.objects.all()
    assert (doubt.source, doubt.seen) == ("cases", 2)

    room = room_code(house, 2, 3, 2)
    territory.decide_doubt(doubt.pk, room, by=reviewer)
    run()
    now = cases.by_id(open_.id)
    assert (now.place_code, now.lon, now.area_code) == (room, LON, desk.EAST + "001")
    assert now.item.state.code == "received"
    assert not cases.by_id(over.id).located
    [entry] = Entry.objects.filter(action="cases.place_decided")
    assert entry.subject == f"case:{open_.id}"

    again = town.report(at=None, place_text=words)
    run()
    assert (again.place_code, Doubt.objects.filter(state="waiting").count()) == (room, 0)


def test_outside_the_town_stays_off_the_map_and_asks_nobody_again(town, house, reviewer):
    town.report(at=None, place_text="邻镇云杉苑88幢")
    run()
    [doubt] = Doubt.objects.all()
    territory.decide_doubt(doubt.pk, "", by=reviewer)
    run()
    again = town.report(at=None, place_text="邻镇云杉苑88幢")
    run()
    assert (again.located, Doubt.objects.filter(state="waiting").count()) == (False, 0)


@pytest.mark.parametrize("words", ["家门口", ""])
def test_words_that_nobody_could_decide_do_not_wait(town, house, words):
    town.report(at=None, place_text=words)
    run()
    assert Doubt.objects.count() == 0


def test_a_pin_asks_nobody(town, house):
    town.report(at=desk.IN_WEST, place_text="云彬苑老楼3栋二单元302")
    run()
    assert Doubt.objects.count() == 0


def test_who_does_not_work_on_matters_sees_the_building_only(town, house):
    case = town.filed(at=None, place_text="云杉苑3幢2单元302室")
    watcher = desk._person("watcher", "command", "watcher")
    pages = [reverse(f"desk:{name}", args=[case.number]) for name in ("case", "print")]
    for who, seen in ((watcher, False), (town.duty, True)):
        browser = desk.browser(who)
        for page in (*pages, reverse("desk:board")):
            answer = browser.get(page)
            text = answer.content.decode()
            assert answer.status_code == 200, page
            assert ("302" in text, "云杉苑3幢" in text) == (seen, True), page
    assert cases.place_for(case.place_text, case.place_code, access.permissions_of(watcher)) == (
        "云杉苑3幢",
        house,
    )
    assert (
        cases.place_for(case.place_text, case.place_code, access.permissions_of(town.duty))[1]
        == case.place_code
    )
    assert "302" not in cases.building_in_words(case.place_text, case.place_code)


def test_the_public_sees_no_room(town, house, client):
    case = town.filed(at=None, place_text="云杉苑3幢2单元302室")
    pages = ["/r/map/", "/r/map/spots/", "/open311/v2/requests.json"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 404), page
        assert not any(
            word in answer.content.decode() for word in ("302", case.place_code, case.place_code[18:24])
        ), page
    assert cases.place_for(case.place_text, case.place_code, ()) == ("云杉苑3幢", house)
