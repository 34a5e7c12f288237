"""The register's pages: search, one entry, a building, a grid, one's own data."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import (
    BUILDING,
    FAR,
    FAR_BUILDING,
    FAR_ROOM,
    GRID,
    NEXT,
    PHONE,
    ROOM,
    ROOT,
    SECOND,
    TOWN,
    WEST,
    day,
    number,
    person,
)

from lianzhi.foundation.access.models import Resident
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel import clock
from lianzhi.registry import api as registry
from lianzhi.registry import protecting
from lianzhi.registry.actions.counting import count_grids
from lianzhi.registry.models import Certificate, Consent, Link, Look, Merge, OwnTries, Person
from lianzhi.registry.queries import registers

PERSONS = "/registry/persons/"


def text(response) -> str:
    return response.content.decode()


def found(client: Client, words: str) -> str:
    """The list after a search, and that no number stands in its address."""
    answer = client.post(PERSONS, {"words": words})
    assert answer.status_code == 302
    if words.isdigit():
        assert words not in answer.headers["Location"]
    return text(client.get(answer.headers["Location"]))


@pytest.mark.parametrize("words", ["王小", number(), number().lower(), PHONE, ROOM, BUILDING])
def test_a_person_is_found_by_name_number_phone_and_address(town, words) -> None:
    person()
    person(name="李四", identity=number(3), phone=None, place=f"{SECOND}010101")

    shown = found(browser(town.keeper), words)

    assert "王小明" in shown and "李四" not in shown
    assert number() not in shown and PHONE not in shown and "138****0001" in shown


def test_a_list_holds_ones_own_area_only(town) -> None:
    person(place=FAR_ROOM)

    assert "rowlink" not in found(browser(town.keeper), "王小明")
    assert "rowlink" in found(browser(town.far), "王小明")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?kind=mobile", False),
        (f"?area={GRID}", True),
        ("?look=unchecked", False),
        ("?look=changed", True),
        ("?look=ended", False),
        ("?kind=nonsense", True),
    ],
)
def test_a_list_is_narrowed(town, query, there) -> None:
    person(kind="户籍人口")

    assert ("王小明" in text(browser(town.keeper).get(PERSONS + query))) is there


def test_pages_go_on_from_where_the_last_one_ended(town) -> None:
    for serial in range(1, 66):
        person(name=f"张{serial:03}", identity=number(serial), phone=None)
    client, seen, url = browser(town.keeper), [], PERSONS

    for _page in range(3):
        shown = text(client.get(url))
        seen += re.findall(r"张\d{3}", shown)
        onward = re.search(r'href="([^"]*)" rel="next"', shown)
        url = PERSONS + onward[1].replace("&amp;", "&") if onward else ""
    assert len(set(seen)) == 65 and not url


def test_an_entry_shows_facts_with_their_source_and_what_happened(town) -> None:
    code = person()
    registry.change(code, {"employer": "云杉面馆"}, source="police", by=town.keeper)

    shown = text(browser(town.keeper).get(f"/registry/persons/{code}/"))

    assert "云杉面馆" in shown and "Police" in shown and "Household visit" not in shown
    assert "云杉苑1幢 1-302" in shown
    assert number() not in shown and PHONE not in shown


def test_another_areas_entry_does_not_exist(town) -> None:
    code = person()

    assert browser(town.far).get(f"/registry/persons/{code}/").status_code == 404
    assert browser(town.far).post(f"/registry/entries/{code}/check/").status_code == 404
    assert browser(town.leader).get(f"/registry/persons/{code}/").status_code == 403


def test_a_reason_shows_the_number_and_the_person_reads_it(town) -> None:
    code = person()
    client = browser(town.keeper)

    refused = client.post(f"/registry/entries/{code}/reveal/", {"field": "identity", "reason": " "})
    shown = client.post(f"/registry/entries/{code}/reveal/", {"field": "identity", "reason": "核对残疾补贴"})

    assert refused.status_code == 422 and number() not in text(refused)
    assert number() in text(shown) and shown.headers["Cache-Control"] == "no-store"
    assert Look.objects.count() == 1
    client = resident(PHONE)
    proved(client)
    own = text(client.get("/r/register/"))
    assert "核对残疾补贴" in own and "keeper者" in own


def resident(phone: str) -> Client:
    from lianzhi.foundation.access.actions import PHONE as PLACE
    from lianzhi.foundation.access.sealing import blind, seal

    row = Resident.objects.create(phone_blind=blind(phone, PLACE), phone_sealed=seal(phone, PLACE))
    client = Client()
    session = client.session
    session["resident"] = row.pk
    session.save()
    return client


def proved(client: Client, last: str = "", status: int = 302) -> str:
    """Say four characters; the page with the answer."""
    answer = client.post("/r/register/", {"last": last or number()[-4:]})
    assert answer.status_code == status
    return text(client.get("/r/register/") if status == 302 else answer)


def test_a_resident_sees_and_decides_what_is_his_only(town) -> None:
    mine, others = person(), person(name="李四", identity=number(3), phone="13800000003")
    client = resident(PHONE)
    proved(client)

    shown = text(client.get("/r/register/"))
    client.post(f"/r/register/{mine}/consent/", {"purpose": "care", "do": "give"})
    refused = client.post(f"/r/register/{others}/consent/", {"purpose": "care", "do": "give"})

    assert "王小明" in shown and "李四" not in shown and PHONE not in shown
    assert refused.status_code == 403
    assert Consent.objects.values_list("person", "purpose", "withdrawn_at").get() == (mine, "care", None)
    assert (
        registry.allowed(mine, "care")
        and not registry.allowed(mine, "benefits")
        and registry.allowed(mine, "duty")
    )
    client.post(f"/r/register/{mine}/consent/", {"purpose": "care", "do": "withdraw"})
    assert not registry.allowed(mine, "care")


NOTHING = ("王小明", "1990", "云杉面馆", "核对残疾补贴", number(), f"{PHONE[:3]}****")


def test_who_got_the_number_later_is_told_nothing_of_the_earlier_owner(town) -> None:
    code = person(employer="云杉面馆")
    registry.reveal(code, "identity", reason="核对残疾补贴", by=town.keeper)
    client, nobody = resident(PHONE), resident("13800000009")

    pages = [text(each.get("/r/register/")) for each in (client, nobody)]
    answers = [proved(each, "1111", 422) for each in (client, nobody)]
    refusals = [
        client.post(f"/r/register/{each}/consent/", {"purpose": "care", "do": "give"})
        for each in (code, "P" + "2" * 12)
    ]

    for page in (*pages, *answers):
        assert not [word for word in NOTHING if word in page]
    assert _bare(pages[0]) == _bare(pages[1]) and _bare(answers[0]) == _bare(answers[1])
    assert "Tries left in this hour: 4" in answers[0]
    assert [each.status_code for each in refusals] == [403, 403] and not Consent.objects.exists()


def _bare(page: str) -> str:
    """Without what is drawn anew for each page."""
    return re.sub(r'"[A-Za-z0-9]{64}"', "", page)


@pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]} {0[1]} {0[2]} {0[3]}"])
def test_four_characters_open_ones_own_entry_in_this_session_only(town, written) -> None:
    code, client = person(), resident(PHONE)

    page = proved(client, written.format(number()[-4:].lower()))

    assert "王小明" in page and client.get("/r/register/").headers["Cache-Control"] == "no-store"
    entry = audit.trail(Entry.objects.filter(action="registry.prove").get().subject)[-1]
    assert entry.actor_id == entry.subject and entry.detail == {"right": True, "entries": [code]}
    later = Client()
    session = later.session
    session["resident"] = Resident.objects.get().pk
    session.save()
    assert "王小明" not in text(later.get("/r/register/"))


def test_the_proof_of_one_account_is_no_proof_of_the_next_in_the_same_browser(town) -> None:
    person()
    client, next_ = resident(PHONE), resident("13800000009")
    proved(client)
    session = client.session
    session["resident"] = next_.session["resident"]
    session.save()

    assert "王小明" not in text(client.get("/r/register/"))


def test_after_five_wrong_ones_the_right_one_waits_an_hour(town) -> None:
    person()
    client = resident(PHONE)
    for last in ("1111", "2222", "333X", "4444"):
        proved(client, last, 422)
    assert "Tries left in this hour: 0" in proved(client, "5555", 422)

    page = proved(client, status=422)

    assert "Wait 60 minutes" in page and "counter" in page and "王小明" not in page
    tries = Entry.objects.filter(action="registry.prove")
    assert tries.count() == 5 and not any("5555" in entry.detail for entry in tries)
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        assert "王小明" in proved(client)


def test_ones_own_number_buys_no_guesses_at_anothers(town) -> None:
    person()
    person(name="李四", identity=number(3))
    client = resident(PHONE)
    for last in ("1111", "2222", "3333", "4444"):
        proved(client, last, 422)
        assert "李四" not in proved(client)

    proved(client, "5555", 422)

    assert "That was tried too often" in proved(client, status=422)


def test_anothers_number_and_an_entry_without_one_open_nothing(town) -> None:
    person(identity=None, birth="1990-03-07")
    person(name="李四", identity=number(3), phone="13800000003")
    client = resident(PHONE)

    for last in (number(3)[-4:], "0000"):
        page = proved(client, last, 422)
        assert "王小明" not in page and "李四" not in page and "your community&#x27;s counter" in page


@pytest.mark.parametrize("last", ["", "12", "12345", number(), "一二三四", "12-4"])
def test_what_is_no_four_characters_is_said_and_not_counted(town, last) -> None:
    person()
    client = resident(PHONE)

    assert client.post("/r/register/", {"last": last}).status_code == 422
    assert not OwnTries.objects.exists() and not Entry.objects.filter(action="registry.prove").exists()


def test_without_a_proved_number_nothing_is_shown(town) -> None:
    person()

    shown = text(Client().get("/r/register/"))

    assert "王小明" not in shown and "First prove your phone number" in shown


def test_what_is_there_is_offered_and_taken_over(town) -> None:
    code = person()
    client = browser(town.keeper)
    typed = {
        "name": "王小明",
        "identity": number(),
        "place": ROOM,
        "employer": "云杉面馆",
        "source": "police",
    }

    offered = client.post("/registry/new/persons/", typed)
    assert "This is there already" in text(offered) and "云杉面馆" in text(offered)
    assert not Person.objects.get().employer

    taken = client.post("/registry/new/persons/", {**typed, "over": "1"})
    assert taken.headers["Location"] == f"/registry/entries/{code}/"
    assert Person.objects.get().employer == "云杉面馆"


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(town) -> None:
    answer = browser(town.keeper).post(
        "/registry/new/persons/", {"name": "王小明", "identity": "33", "source": "desk"}
    )

    assert answer.status_code == 422
    assert "An identity number has 18 characters" in text(answer) and 'value="王小明"' in text(answer)


def test_forms_change_move_join_and_end(town) -> None:
    code = person(since="2020-01-01")
    client, base = browser(town.keeper), f"/registry/entries/{code}"
    for path in ("edit", "move", "link", "merge", "end"):
        assert client.get(f"{base}/{path}/").status_code == 200

    client.post(
        f"{base}/edit/",
        {"name": "王晓明", "sex": "1", "birth": "1990-03-07", "identity_kind": "card", "source": "police"},
    )
    client.post(f"{base}/move/", {"place": NEXT, "living": "rent", "on": "2026-02-01", "source": "visit"})
    other = person(name="李四", identity=number(3), phone=None)
    client.post(
        f"{base}/link/", {"relation": "guards", "there": other, "since": "2026-01-01", "source": "visit"}
    )
    client.post(f"{base}/check/")

    row = Person.objects.get(code=code)
    assert (row.name, row.place, row.phone_blind) == ("王晓明", NEXT, protecting.digest("phone", PHONE))
    guards = Link.objects.get(relation="guards")
    client.post(f"{base}/links/{guards.pk}/end/", {"on": "2026-02-02"})
    guards.refresh_from_db()
    assert guards.until == day("2026-02-02")
    client.post(f"{base}/end/", {"on": "2026-03-01", "reason": "迁出", "source": "police"})
    assert Person.objects.get(code=code).valid_to == day("2026-03-01")


def test_a_protected_field_is_emptied_by_a_dash(town) -> None:
    code = person()
    typed = {"name": "王小明", "sex": "1", "birth": "1990-03-07", "identity_kind": "card", "source": "police"}

    browser(town.keeper).post(f"/registry/entries/{code}/edit/", {**typed, "identity": "-"})

    row = Person.objects.get()
    assert (row.identity_sealed, row.identity_blind, row.phone_blind) == (
        "",
        "",
        protecting.digest("phone", PHONE),
    )
    assert row.birth == day("1990-03-07")


def test_a_merge_is_made_and_taken_back_on_the_page(town) -> None:
    code, other = (
        person(),
        person(new=True, name="王小明", identity=None, phone="13800000002", birth="1990-03-07"),
    )
    client = browser(town.keeper)

    client.post(f"/registry/entries/{code}/merge/", {"gone": other, "reason": "同一人"})
    assert Person.objects.get(code=other).merged_into == code
    assert other in text(client.get(f"/registry/persons/{code}/"))
    client.post(f"/registry/merges/{Merge.objects.get().pk}/undo/")
    assert Person.objects.get(code=other).merged_into == ""


def furnish(rooms: int = 1) -> None:
    for index in range(rooms):
        place = f"{BUILDING}01{index + 1:02}01"
        person(
            name=f"赵{index}",
            identity=number(2 * index + 11),
            phone=None,
            place=place,
            household=f"H{index}",
            since="2026-11-20",
        )
        registry.record_house({"place": place, "state": "出租"}, source="visit", by=ROOT)
        registry.record_enterprise({"name": f"云杉{index}店", "place": place}, source="market", by=ROOT)
        registry.record_thing(
            {"kind": "烟感", "number": f"S{index}", "place": place}, source="visit", by=ROOT
        )


def test_a_building_shows_its_floors_from_the_top(town) -> None:
    furnish(3)
    registry.record_house({"place": f"{BUILDING}019102", "state": "空置"}, source="visit", by=ROOT)

    shown = text(browser(town.keeper).get(f"/registry/building/{BUILDING}/"))

    assert re.findall(r"Floor (-?\d+)", shown) == ["3", "2", "1", "-1"]
    assert "Unit 1" in shown and ">B102<" in shown and "云杉0店" in shown and "赵2" in shown


def test_a_leader_sees_figures_and_no_names(town) -> None:
    furnish()

    for path in (f"building/{BUILDING}", f"grid/{GRID}", f"grid/{WEST}"):
        answer = browser(town.leader).get(f"/registry/{path}/")
        assert answer.status_code == 200
        assert "赵0" not in text(answer)


def test_a_grid_shows_its_five_elements(town) -> None:
    furnish(2)

    shown = text(browser(town.clerk).get(f"/registry/grid/{GRID}/"))

    for word in ("People", "Places: houses", "Organisations", "Things", "Smoke alarm", "云杉苑1幢", "赵1"):
        assert word in shown


def test_areas_that_are_anothers_do_not_exist(town) -> None:
    client = browser(town.far)

    assert client.get(f"/registry/building/{BUILDING}/").status_code == 404
    assert client.get(f"/registry/grid/{GRID}/").status_code == 404
    assert client.get(f"/registry/building/{FAR_BUILDING}/").status_code == 200
    assert browser(town.office).get(f"/registry/building/{WEST}B09999/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [f"grid/{GRID}/", f"grid/{WEST}/", f"grid/{TOWN}/", f"building/{BUILDING}/", "persons/", "enterprises/"],
)
def test_a_page_costs_as_many_queries_at_one_row_as_at_three(town, path) -> None:
    furnish(1)
    client = browser(town.office)
    client.get(f"/registry/{path}")
    counts = []
    for rooms in (1, 3):
        furnish(rooms)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/registry/{path}").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 36


def test_a_community_adds_up_what_was_counted_and_a_grid_counts_now(town) -> None:
    furnish(2)
    client = browser(town.office)
    before = text(client.get(f"/registry/grid/{WEST}/"))
    assert count_grids() == 10  # persons, households, houses, firms and things: two of each
    person(name="赵新", identity=number(91), phone=None, place=f"{BUILDING}010901")

    community, grid, whole = (text(client.get(f"/registry/grid/{code}/")) for code in (WEST, GRID, TOWN))

    people = '<a href="/registry/persons/?area={}">People</a> <span class="number">{}</span>'
    assert people.format(WEST, 2) in before and "counted at" not in before
    assert people.format(WEST, 2) in community and "counted at" in community and "counted at" in whole
    assert people.format(GRID, 3) in grid and "counted at" not in grid
    count_grids()
    assert people.format(WEST, 3) in text(client.get(f"/registry/grid/{WEST}/"))


PAPERS = [
    ("?words=赵", True), ("?words=钱", False), (f"?area={GRID}", True), (f"?area={FAR}", False), ("?words=赵&look=usable", True),
    ("?look=lapsed", False), ("?look=soon", False), (f"?area={WEST}&words=赵", True),
]  # fmt: skip


@pytest.mark.parametrize(("query", "there"), PAPERS)
@pytest.mark.parametrize("few", [500, 0])
def test_papers_are_found_by_their_holder_whether_few_or_many(town, monkeypatch, query, there, few) -> None:
    monkeypatch.setattr(registers, "FEW", few)
    furnish(2)
    said = {
        "holder": Person.objects.get(name="赵0").code,
        "kind": "residence",
        "number": "JZ330199001",
        "state": "01",
    }
    registry.record_certificate(said, source="police", by=ROOT)

    for who in (town.office, town.keeper) if FAR not in query else (town.office,):
        assert ("赵0" in text(browser(who).get(f"/registry/certificates/{query}"))) is there


def test_what_was_avoided_is_shown(town) -> None:
    person(town.keeper)
    registry.record_person({"name": "王小明", "identity": number()}, source="police", by=town.keeper)

    shown = text(browser(town.leader).get("/registry/once/"))

    assert "1 entries were there already" in shown and "Police" in shown


def test_areas_and_firms_are_listed(town) -> None:
    furnish()
    client = browser(town.keeper)

    assert GRID in text(client.get("/registry/grids/")) and FAR not in text(client.get("/registry/grids/"))
    assert "云杉0店" in text(client.get("/registry/enterprises/?words=云杉"))
    assert "云杉0店" not in text(client.get("/registry/enterprises/?words=白桦"))


def test_a_certificate_is_stored_changed_and_found_on_its_holders_page(town) -> None:
    code = person()
    client = browser(town.keeper)
    typed = {
        "holder": code,
        "kind": "residence",
        "number": "JZ330199001",
        "state": "01",
        "source": "desk",
        "back": code,
    }

    kept = client.post("/registry/new/certificates/", typed)
    paper = Certificate.objects.get()

    assert kept.headers["Location"] == f"/registry/entries/{code}/"
    assert client.get(f"/registry/entries/{paper.code}/").headers["Location"] == f"/registry/entries/{code}/"
    assert client.get(f"/registry/entries/{paper.code}/edit/").status_code == 200
    client.post(
        f"/registry/entries/{paper.code}/edit/", {"kind": "residence", "state": "04", "source": "police"}
    )
    paper.refresh_from_db()
    assert (paper.state, paper.number_blind) == ("04", protecting.digest("number", "JZ330199001"))
    assert "Lapsed, not used" in text(client.get(f"/registry/persons/{code}/"))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("houses", {"place": ROOM, "state": "rent"}),
        ("venues", {"name": "云杉小学", "kind": "school", "place": BUILDING}),
        ("things", {"kind": "smoke_alarm", "number": "S1", "place": ROOM}),
        ("enterprises", {"name": "云杉便利店", "place": ROOM}),
    ],
)
def test_each_register_has_its_form_and_its_page(town, kind, typed) -> None:
    client = browser(town.keeper)
    assert client.get(f"/registry/new/{kind}/").status_code == 200

    kept = client.post(f"/registry/new/{kind}/", {**typed, "source": "visit"})

    page = kept.headers["Location"]
    assert client.get(page).status_code == 200
    assert client.get(f"{page}edit/").status_code == 200
    assert client.post(f"{page}edit/", {**typed, "source": "market"}).headers["Location"] == page


def test_a_room_that_the_address_base_lacks_is_said_and_can_be_added(town) -> None:
    from lianzhi.foundation.access import api as access
    from lianzhi.territory import api as territory

    territory.add_room(territory.RoomPlan(NEXT, "303东"), by=ROOT)
    code = registry.record("houses", {"place": ROOM}, source="visit", by=ROOT).code
    keeper = browser(town.keeper)
    building = keeper.get(f"/registry/building/{BUILDING}/")
    assert building.context["building"].strange == (ROOM,)
    assert "303东" in text(building)  # a room that nothing is kept of yet
    assert "Room not in the address base" in text(keeper.get(f"/registry/entries/{code}/"))
    assert keeper.post(f"/registry/building/{ROOM}/rooms/").status_code == 403
    assert territory.room(ROOM) is None

    access.save_role("mapper", name_zh="制图", permissions=["territory.edit"], by=ROOT)
    access.grant(town.keeper.id, "mapper", area_code=WEST, by=ROOT)
    assert keeper.post(f"/registry/building/{ROOM}/rooms/").status_code == 302
    assert territory.room(ROOM).number == "302"
    assert keeper.get(f"/registry/building/{BUILDING}/").context["building"].strange == ()
    assert "Room not in the address base" not in text(keeper.get(f"/registry/entries/{code}/"))


def test_a_house_whose_room_ended_says_in_what_it_went_on(town) -> None:
    from lianzhi.territory import api as territory

    for room in (ROOM, NEXT):
        territory.add_room(territory.RoomPlan(room, room[-4:], valid_from=day("2020-01-01")), by=ROOT)
    code = registry.record("houses", {"place": ROOM}, source="visit", by=ROOT).code
    territory.join_rooms([ROOM, NEXT], into=NEXT, by=ROOT)
    shown = text(browser(town.keeper).get(f"/registry/entries/{code}/"))
    assert "This room ended in the address base" in shown and NEXT in shown
    assert browser(town.keeper).get(f"/registry/building/{BUILDING}/").context["building"].strange == (ROOM,)
