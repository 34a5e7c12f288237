"""The lists of venues, things and papers: filters in the address, reach, files, as many queries for one row as for three."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import BUILDING, EAST, FAR_BUILDING, GRID, ROOM, ROOT, SECOND, WEST, number, person

from lianzhi.foundation.access import api as access
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.store import where
from lianzhi.foundation.jobs import api as jobs
from lianzhi.registry import api as registry
from lianzhi.registry.models import Household, Thing
from lianzhi.territory import api as territory

LISTS = ("venues", "things", "certificates", "houses", "households")


def url(kind: str) -> str:
    return f"/registry/{kind}/"


def venue(name: str = "云杉小学", place: str = BUILDING, kind: str = "school") -> str:
    return registry.record_venue({"name": name, "kind": kind, "place": place}, source="visit", by=ROOT).code


def thing(serial: str = "Q1", place: str = ROOM, kind: str = "gas_cylinder", **said) -> str:
    values = {"kind": kind, "number": serial, "place": place} | said
    return registry.record_thing(values, source="visit", by=ROOT).code


def paper(holder: str, serial: str = "JZ001", kind: str = "residence", **said) -> str:
    values = {"holder": holder, "kind": kind, "number": serial} | said
    return registry.record_certificate(values, source="desk", by=ROOT).code


def house(place: str = ROOM, state: str = "rent", **said) -> str:
    return registry.record_house({"place": place, "state": state} | said, source="visit", by=ROOT).code


def family(n: int = 1, place: str = ROOM) -> str:
    """A household with its head and one more."""
    code = registry.record("households", {"number": f"H{n}", "place": place}, source="visit", by=ROOT).code
    for who, kin in enumerate(("head", "child")):
        said = {"identity": number(100 * n + 2 * who + 1), "phone": None, "place": place}
        person(name=f"户{n}{kin}", household=f"H{n}", kin=kin, **said)
    return code


def listed(client: Client, register: str, **asked: str) -> list[str]:
    answer = client.get(url(register), asked)
    assert answer.status_code == 200
    return sorted(row.code for row in answer.context["page"])


@pytest.mark.parametrize("kind", LISTS)
def test_an_empty_list_says_what_will_stand_in_it(town, kind) -> None:
    assert "was found" in browser(town.keeper).get(url(kind)).content.decode()


@pytest.mark.parametrize("kind", LISTS)
def test_who_sees_counts_only_sees_no_list(town, kind) -> None:
    assert browser(town.leader).get(url(kind)).status_code == 403


def test_venues_are_found_by_name_kind_address_and_area(town) -> None:
    school, shop = venue(), venue("白桦超市", SECOND, "market")
    keeper = browser(town.keeper)
    assert listed(keeper, "venues") == sorted([school, shop])
    assert listed(keeper, "venues", words="云杉") == [school]
    assert listed(keeper, "venues", words=SECOND) == [shop]
    assert listed(keeper, "venues", kind="market") == [shop]
    assert listed(keeper, "venues", area=GRID) == sorted([school, shop])
    assert listed(keeper, "venues", look="unchecked") == []
    registry.end(shop, on=territory.today(), reason="关了", source="visit", by=ROOT)
    assert listed(keeper, "venues") == [school]
    assert listed(keeper, "venues", look="ended") == [shop]


def test_houses_are_found_by_state_owner_address_and_area_with_who_lives_there(town) -> None:
    let, empty = house(owner_name="赵房东"), house(f"{SECOND}000101", "empty")
    person()
    keeper = browser(town.keeper)
    assert listed(keeper, "houses") == sorted([let, empty])
    assert listed(keeper, "houses", kind="rent") == listed(keeper, "houses", words="赵") == [let]
    assert listed(keeper, "houses", words=BUILDING) == listed(keeper, "houses", words="云杉苑1幢") == [let]
    assert listed(keeper, "houses", area=GRID, kind="empty") == [empty]
    assert keeper.get(url("houses")).context["residents"] == {ROOM: 1}
    registry.end(empty, on=territory.today(), reason="拆了", source="visit", by=ROOT)
    assert listed(keeper, "houses") == [let] and listed(keeper, "houses", look="ended") == [empty]


def test_households_show_head_and_members_and_name_nobody_of_another_area(town) -> None:
    near, other = family(1), family(2, f"{SECOND}000101")
    person(
        name="远户主",
        identity=number(901),
        phone=None,
        place=f"{FAR_BUILDING}000101",
        household="H3",
        kin="head",
    )
    Household.objects.filter(number="H3").update(grid_code=GRID)
    keeper = browser(town.keeper)
    shown = keeper.get(url("households"))
    assert (
        listed(keeper, "households", words="H1") == listed(keeper, "households", words="云杉苑1幢") == [near]
    )
    assert listed(keeper, "households", words=SECOND) == [other]
    assert sorted((one.head, one.members) for one in shown.context["families"].values()) == [
        ("", 1), ("户1head", 2), ("户2head", 2),
    ]  # fmt: skip
    assert "远户主" not in shown.content.decode() and "户1head" in shown.content.decode()


def test_a_household_is_entered_once_by_its_form_and_gets_people(town) -> None:
    keeper = browser(town.keeper)
    form = keeper.get("/registry/new/households/").content.decode()
    assert "New household" in form and f'href="{url("households")}"' in form
    made = keeper.post("/registry/new/households/", {"number": "H7", "place": ROOM, "source": "visit"})
    home = Household.objects.get()
    assert (made.status_code, home.number, home.place, home.grid_code) == (302, "H7", ROOM, GRID)
    again = keeper.post("/registry/new/households/", {"number": "H7", "place": ROOM, "source": "visit"})
    assert "This is there already" in again.content.decode() and Household.objects.count() == 1
    page = keeper.get(f"/registry/households/{home.code}/").content.decode()
    assert f"/registry/new/persons/?household=H7&amp;place={ROOM}" in page
    filled = keeper.get("/registry/new/persons/", {"household": "H7", "place": ROOM}).content.decode()
    assert 'value="H7"' in filled and f'value="{ROOM}"' in filled


def test_the_counts_of_a_grids_page_lead_to_their_lists(town) -> None:
    house()
    house(f"{SECOND}000101", "empty")
    family()
    keeper = browser(town.keeper)
    shown = keeper.get(f"/registry/grid/{GRID}/").content.decode()
    for kind in ("rent", "empty"):
        assert f"{url('houses')}?area={GRID}&amp;kind={kind}" in shown
        assert len(listed(keeper, "houses", area=GRID, kind=kind)) == 1
    assert f"{url('households')}?area={GRID}" in shown
    assert url("houses") not in browser(town.leader).get(f"/registry/grid/{GRID}/").content.decode()


def test_things_are_looked_at_by_what_is_due(town) -> None:
    today = territory.today()
    late = thing("Q1", check_due=str(today - timedelta(days=1)))
    soon = thing("Q2", check_due=str(today + timedelta(days=30)))
    later = thing("Q3", check_due=str(today + timedelta(days=31)), kind="lift")
    worn = thing("Q4", expires=str(today - timedelta(days=1)))
    keeper = browser(town.keeper)
    assert listed(keeper, "things", look="overdue") == [late]
    assert listed(keeper, "things", look="soon") == [soon]
    assert listed(keeper, "things", look="worn") == [worn]
    assert listed(keeper, "things", kind="lift") == [later]
    assert listed(keeper, "things", words="Q2") == [soon]
    assert "overdue" in keeper.get(url("things")).content.decode()


def test_papers_are_found_by_holder_and_number_and_the_number_stands_in_no_address(town) -> None:
    person()
    person(name="李四", identity=number(3), place=f"{SECOND}010101")
    today = territory.today()
    one = paper(number(), expires=str(today + timedelta(days=5)))
    other = paper(number(3), "LS22", "elder", expires=str(today - timedelta(days=1)))
    keeper = browser(town.keeper)
    assert listed(keeper, "certificates") == sorted([one, other])
    assert listed(keeper, "certificates", words="李") == [other]
    assert listed(keeper, "certificates", look="lapsed") == [other]
    assert (
        listed(keeper, "certificates", look="soon") == listed(keeper, "certificates", look="usable") == [one]
    )
    assert listed(keeper, "certificates", area=GRID) == sorted([one, other])

    sent = keeper.post(url("certificates"), {"words": "jz001", "kind": "residence"})
    assert "JZ001" not in sent.url.upper().replace("KIND=RESIDENCE", "")
    shown = keeper.get(sent.url)
    assert [row.code for row in shown.context["page"]] == [one]
    assert "JZ001" not in shown.content.decode()
    assert "words=%E6%9D%8E" in keeper.post(url("certificates"), {"words": "李"}).url


def test_another_communitys_entries_are_on_no_list(town) -> None:
    far = {venue("远", FAR_BUILDING), thing("F1", FAR_BUILDING)}
    person(place=f"{FAR_BUILDING}010101")
    far.add(paper(number()))
    assert {code for kind in LISTS for code in listed(browser(town.far), kind)} == far
    assert {code for kind in LISTS for code in listed(browser(town.office), kind)} == far
    assert {code for kind in LISTS for code in listed(browser(town.keeper), kind)} == set()
    assert {code for kind in LISTS for code in listed(browser(town.office), kind, area=WEST)} == set()
    assert {code for kind in LISTS for code in listed(browser(town.office), kind, area=EAST)} == far


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_costs_as_many_queries_for_one_row_as_for_three(town, kind) -> None:
    keeper = browser(town.keeper)

    def made(n: int) -> None:
        person(name=f"人{n}", identity=number(2 * n + 1), phone=None, place=f"{SECOND}0{n}0101")
        {
            "venues": lambda: venue(f"场{n}", f"{SECOND}0{n}0101"),
            "things": lambda: thing(f"N{n}", f"{SECOND}0{n}0101"),
            "certificates": lambda: paper(number(2 * n + 1), f"C{n}"),
            "houses": lambda: house(f"{SECOND}0{n}0101"),
            "households": lambda: family(n),
        }[kind]()

    def cost() -> int:
        keeper.get(url(kind))
        with CaptureQueriesContext(connection) as caught:
            assert keeper.get(url(kind)).status_code == 200
        return len(caught)

    made(1)
    one = cost()
    made(2)
    made(3)
    assert cost() == one


def test_pages_hold_thirty_and_go_on(town) -> None:
    for n in range(31):
        thing(f"N{n:02}")
    first = browser(town.keeper).get(url("things")).context["page"]
    assert (len(first.object_list), first.total) == (30, 31)
    rest = listed(browser(town.keeper), "things", after=first.after)
    assert [Thing.objects.get(code=code).number for code in rest] == ["N00"]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_taken_away_with_its_filters_and_covered_numbers(town, kind, settings, tmp_path) -> None:
    settings.EXPORTS_ROOT = tmp_path
    person()
    venue()
    thing()
    paper(number())
    house(owner_phone="13800000009")
    registry.record("households", {"number": "H1", "place": ROOM}, source="visit", by=ROOT)
    access.save_role("taker", name_zh="导出", permissions=["exports.make"], by=ROOT)
    access.grant(town.keeper.id, "taker", area_code=WEST, by=ROOT)
    asked = {"query": "look=ended" if kind != "certificates" else "look=lapsed", "form": "csv"}
    assert browser(town.keeper).post(f"/exports/start/registry-{kind}/", asked).status_code == 302
    browser(town.keeper).post(f"/exports/start/registry-{kind}/", {"query": "", "form": "csv"})
    while jobs.work_once():
        pass
    tables = [
        list(csv.reader(io.StringIO(where(row.place).read_text(encoding="utf-8-sig"))))
        for row in Export.objects.order_by("asked_at")
    ]
    assert [len(rows) for rows in tables] == [1, 2]
    assert "JZ001" not in str(tables)
