"""Addresses of entries: typed in words, offered, changed on the page of what stands there, with its past (R-085, R-094)."""

import pytest
from support.desk import browser
from support.register import (
    BUILDING,
    FAR_ROOM,
    GRID,
    NEXT,
    ROOM,
    ROOT,
    SECOND,
    WEST,
    day,
    number,
    person,
)

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, NotAllowed, Refused, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.models import (
    Avoided,
    Change,
    Enterprise,
    House,
    Household,
    Link,
    Parcel,
    Person,
    Thing,
    Venue,
)
from lianzhi.territory import api as territory
from lianzhi.territory.models import Doubt, Place, Room
from lianzhi.territory.stamps import touch

WORDS, NOWHERE = "云杉苑1幢302室", "南京路九百号"


@pytest.fixture
def rooms(town) -> None:
    Room.objects.create(code=ROOM, building=BUILDING, floor=3, number="302", valid_from=day("2020-01-01"))
    assert territory.resolve(WORDS).best == ROOM


def text(response) -> str:
    return response.content.decode()


SAID = {
    "houses": {"state": "rent"},
    "venues": {"name": "云杉学校", "kind": "school"},
    "enterprises": {"name": "云杉面馆"},
    "things": {"kind": "gas_cylinder", "number": "A1"},
}


@pytest.mark.parametrize("kind", ["houses", "venues", "enterprises"])
def test_an_entry_is_offered_when_its_address_comes_in_words(town, rooms, kind) -> None:
    said = SAID[kind]
    code = registry.record(kind, said | {"place": ROOM}, source="visit", by=town.keeper).code
    again = registry.record(kind, said | {"place": WORDS}, source="visit", by=town.keeper)

    assert (again.code, again.already, again.written, dict(again.fields)) == (code, True, False, {})
    assert Avoided.objects.filter(kind=kind).count() == 1


def test_a_form_offers_the_house_instead_of_writing_over_it(town, rooms) -> None:
    code = registry.record_house({"place": ROOM, "use": "home", "state": "own"}, source="visit", by=ROOT).code
    typed = {"place": WORDS, "use": "home", "state": "rent", "source": "visit"}
    shown = text(browser(town.keeper).post("/registry/new/houses/", typed))

    assert "This is there already" in shown and code in shown
    assert House.objects.get().state == "own"


def test_a_doubtful_address_is_refused_and_its_doubt_waits(town) -> None:
    for act in (
        lambda: registry.record_house({"place": NOWHERE}, source="visit", by=town.keeper),
        lambda: registry.move(person(), NOWHERE, on=day("2026-01-01"), source="visit", by=town.keeper),
        lambda: registry.link(person(), "rents", NOWHERE, source="visit", by=town.keeper),
    ):
        Doubt.objects.all().delete()
        with pytest.raises(Refused, match="is no address of this town") as refused:
            act()
        assert "Doubtful addresses" in refused.value.way_out
        assert [(doubt.text, doubt.state) for doubt in Doubt.objects.all()] == [(NOWHERE, "waiting")]
    assert not House.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_doubt_outlives_the_refusal_on_the_page(settings, tmp_path) -> None:
    from support.register import build

    town = build()
    typed = {"place": NOWHERE, "source": "visit"}
    assert browser(town.keeper).post("/registry/new/houses/", typed).status_code == 422
    assert [doubt.text for doubt in Doubt.objects.all()] == [NOWHERE]


def test_who_may_not_change_leaves_no_doubt(town) -> None:
    with pytest.raises(NotAllowed):
        registry.record_house({"place": NOWHERE}, source="visit", by=town.clerk)
    with pytest.raises(NotAllowed):
        registry.move(person(), NOWHERE, on=day("2026-01-01"), source="visit", by=town.clerk)
    assert not Doubt.objects.exists()


@pytest.mark.parametrize(
    ("kind", "relation"), [("enterprises", "located_at"), ("venues", "located_at"), ("things", "in_use_at")]
)
def test_what_is_located_moves_with_its_link_and_its_history(town, rooms, kind, relation) -> None:
    code = registry.record(kind, SAID[kind] | {"place": NEXT}, source="visit", by=ROOT).code
    registry.move(code, WORDS, on=day("2026-02-01"), source="visit", by=town.keeper)

    row = {"enterprises": Enterprise, "venues": Venue, "things": Thing}[kind].objects.get()
    assert (row.place, row.grid_code) == (ROOM, GRID)
    links = Link.objects.filter(subject=row.ref, relation=relation).order_by("pk")
    assert [(one.object, one.until) for one in links] == [(NEXT, day("2026-02-01")), (ROOM, None)]
    line = Change.objects.get(subject=row.ref)
    assert (line.field, line.old, line.new, line.by) == ("place", NEXT, ROOM, town.keeper.id)
    assert audit.trail(row.ref)[-1].action == "registry.move"
    told = Event.objects.filter(name="registry.changed").order_by("pk").last()
    assert told.payload == {"kind": kind, "subject": row.ref, "fields": ["place"]}


def test_a_cylinder_that_moves_stays_with_who_uses_it(town) -> None:
    who = person()
    code = registry.record_thing(SAID["things"] | {"place": NEXT}, source="visit", by=ROOT).code
    registry.link(code, "in_use_at", who, source="visit", by=ROOT)
    registry.record_thing(SAID["things"] | {"place": ROOM}, source="visit", by=ROOT, over=True)
    registry.move(code, f"{SECOND}000101", on=territory.today(), source="visit", by=ROOT)

    open_ = (
        Link.objects.filter(subject=f"thing:{code}", until=None)
        .order_by("pk")
        .values_list("object", flat=True)
    )
    assert set(open_) == {f"person:{who}", f"{SECOND}000101"}


def test_a_house_moves_to_a_free_room_only(town) -> None:
    code = registry.record_house({"place": NEXT}, source="visit", by=ROOT).code
    other = registry.record_house({"place": ROOM}, source="visit", by=ROOT).code
    today = territory.today()
    with pytest.raises(WrongState) as taken:
        registry.move(code, ROOM, on=today, source="visit", by=town.keeper)
    assert taken.value.params == {"code": other}
    with pytest.raises(BadInput, match="24 characters"):
        registry.move(code, SECOND, on=today, source="visit", by=town.keeper)
    registry.move(code, f"{SECOND}000101", on=today, source="visit", by=town.keeper)
    assert House.objects.get(code=code).place == f"{SECOND}000101"


def test_land_moves_to_a_building_or_to_a_grid(town) -> None:
    code = registry.record_parcel(
        {"number": "330199001002JC00017", "kind": "contracted", "grid": GRID}, source="visit", by=ROOT
    ).code
    registry.move(code, WEST, on=territory.today(), source="visit", by=town.keeper)
    assert (Parcel.objects.get().place, Parcel.objects.get().grid_code) == ("", WEST)
    registry.move(code, SECOND, on=territory.today(), source="visit", by=town.keeper)
    assert (Parcel.objects.get().place, Parcel.objects.get().grid_code) == (SECOND, GRID)
    lines = Change.objects.filter(subject=f"parcel:{code}").values_list("field", "old", "new")
    assert list(lines) == [("grid", GRID, WEST), ("place", "", SECOND)]


def test_a_household_takes_along_who_lives_there(town) -> None:
    registry.record("households", {"number": "H1", "place": ROOM}, source="visit", by=ROOT)
    near = person(household="H1", kin="head")
    away = person(
        name="李四", identity=number(3), phone=None, place=f"{SECOND}000101", household="H1", kin="child"
    )
    home = Household.objects.get().code
    moved = registry.move(home, NEXT, household=True, on=territory.today(), source="visit", by=town.keeper)

    assert moved == (home, near)
    assert Household.objects.get().place == Person.objects.get(code=near).place == NEXT
    assert Person.objects.get(code=away).place == f"{SECOND}000101"


@pytest.mark.parametrize("on", ["2019-01-01", "2099-01-01"])
def test_no_address_begins_before_the_present_one_or_tomorrow(town, on) -> None:
    code = registry.record("enterprises", SAID["enterprises"] | {"place": NEXT}, source="visit", by=ROOT).code
    Link.objects.update(since=day("2020-01-01"))
    with pytest.raises(BadInput):
        registry.move(code, ROOM, on=day(on), source="visit", by=ROOT)
    assert Enterprise.objects.get().place == NEXT


def test_who_keeps_the_west_moves_nothing_into_the_east_and_nothing_that_has_ended(town) -> None:
    code = registry.record("enterprises", SAID["enterprises"] | {"place": NEXT}, source="visit", by=ROOT).code
    with pytest.raises(NotAllowed):
        registry.move(code, FAR_ROOM, on=territory.today(), source="visit", by=town.keeper)
    assert browser(town.far).get(f"/registry/entries/{code}/move/").status_code == 404
    registry.end(code, on=territory.today(), reason="注销", source="visit", by=ROOT)
    with pytest.raises(WrongState):
        registry.move(code, ROOM, on=territory.today(), source="visit", by=ROOT)


@pytest.mark.parametrize("kind", SAID)
def test_the_page_of_what_is_located_leads_to_its_form(town, rooms, kind) -> None:
    code = registry.record(kind, SAID[kind] | {"place": NEXT}, source="visit", by=ROOT).code
    client, path = browser(town.keeper), f"/registry/entries/{code}/move/"
    assert path in text(client.get(f"/registry/entries/{code}/"))
    shown = text(client.get(path))
    assert "New address" in shown and "living" not in shown and 'data-address="/map/place"' in shown

    assert (
        client.post(path, {"place": WORDS, "on": str(territory.today()), "source": "visit"}).status_code
        == 302
    )
    assert NEXT in text(client.get(f"/registry/entries/{code}/"))
    assert Change.objects.get(field="place").new == ROOM


def test_a_link_takes_an_address_in_words(town, rooms) -> None:
    who = person(place=NEXT)
    shown = browser(town.keeper).post(
        f"/registry/entries/{who}/link/", {"relation": "rents", "there": WORDS, "source": "visit"}
    )
    assert shown.status_code == 302
    assert Link.objects.get(relation="rents").object == ROOM


def test_a_place_that_is_no_building_is_told_and_nobody_has_to_decide_it(town) -> None:
    Place.objects.create(
        code=f"{WEST}P00001", kind="school", name="云杉小学", lon=120.01, lat=30.01, grid_code=GRID
    )
    touch("places")
    with pytest.raises(Refused, match="is no building") as refused:
        registry.record_house({"place": "云杉小学"}, source="visit", by=ROOT)
    assert refused.value.field == "place" and not Doubt.objects.exists()
