"""Land: parcels come in, are listed, held, kept and forgotten; a household's page links people, homes, land, income (R-093)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import (
    BUILDING,
    FAR,
    FAR_ROOM,
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

from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import Refused
from lianzhi.registry import api as registry
from lianzhi.registry.actions.forgetting import forget_due
from lianzhi.registry.models import Change, Household, Link, Look, Parcel, Person
from lianzhi.territory import api as territory

FIRST, OTHER = "330199001002JC00017", "330199001002JA00018"


def parcel(serial: str = FIRST, **said) -> str:
    values = {"number": serial, "kind": "contracted", "area_m2": "1200.5", "grid": GRID} | said
    return registry.record_parcel(values, source="visit", by=ROOT).code


def loaded(*rows: dict, by=ROOT) -> registry.Loaded:
    return registry.import_rows("parcels", rows, source="civil", by=by)


def home_of(code: str) -> str:
    return Link.objects.get(subject=f"person:{code}", relation="member_of").object.partition(":")[2]


def test_rows_with_chinese_heads_become_parcels_and_come_once(town) -> None:
    row = {"宗地代码": FIRST, "土地类型": "宅基地", "土地用途": "农村宅基地", "土地所有权性质": "集体", "面积（平方米）": "119.6",
           "期限起": "2019-01-01", "地址编码": ROOM}  # fmt: skip
    field = {
        "承包地块编码": "3301990010020100017",
        "地块类型": "家庭承包地",
        "社区编码": WEST,
        "承包期止": "2028-12-31",
    }

    told = loaded(row, field)
    again = loaded(row, field | {"承包期止": "2058-12-31", "社区编码": GRID})

    assert (told.new, told.refused, told.warnings, again.same, again.changed) == (2, 0, (), 1, 1)
    home, plot = Parcel.objects.order_by("number").last(), Parcel.objects.order_by("number").first()
    assert (home.kind, home.use, home.owner_kind, home.area_m2) == (
        "homestead",
        "home",
        "collective",
        Decimal("119.60"),
    )
    assert (home.place, home.grid_code, plot.place, plot.grid_code) == (ROOM, GRID, "", GRID)
    assert str(plot.until) == "2058-12-31"
    assert set(Change.objects.filter(subject=plot.ref).values_list("field", "old")) == {
        ("until", "2028-12-31"),
        ("grid", WEST),
    }


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": ""}, "number"),
        ({"kind": "月球"}, "kind"),
        ({"since": "2020-01-02", "until": "2020-01-01"}, "until"),
        ({"area_m2": "0"}, "area_m2"),
        ({"area_m2": "-3"}, "area_m2"),
        ({"grid": "330199100009"}, "grid"),
        ({"place": f"{WEST}B00099"}, "place"),
    ],
)
def test_a_bad_row_is_refused_by_field_and_the_rest_is_kept(town, said, field) -> None:
    good = {"number": OTHER, "kind": "contracted", "grid": GRID}
    told = loaded({"number": FIRST, "kind": "contracted", "grid": GRID} | said, good)
    assert (told.new, [error.field for error in told.errors]) == (1, [field])
    assert told.errors[0].reason and told.errors[0].way_out


def test_one_day_is_a_term_and_an_unknown_form_of_code_is_kept_with_a_word(town) -> None:
    told = loaded({"number": "甲-17", "kind": "other", "since": "2020-01-01", "until": "2020-01-01"})
    assert (told.new, [w.field for w in told.warnings]) == (1, ["number"])
    assert Parcel.objects.get().grid_code == TOWN


def test_who_keeps_the_west_brings_no_land_of_the_east(town) -> None:
    told = loaded({"number": FIRST, "kind": "contracted", "grid": FAR}, by=town.keeper)
    assert [(e.field, e.row) for e in told.errors] == [("grid", 1)] and not Parcel.objects.exists()


def test_a_parcel_is_held_by_people_households_and_firms_and_by_no_room(town) -> None:
    who, plot = person(household="H1", kin="head"), parcel()
    firm = registry.record_enterprise(
        {"name": "云杉苗木有限公司", "place": NEXT}, source="visit", by=ROOT
    ).code

    registry.link(home_of(who), "contracts", FIRST, source="civil", by=ROOT)
    registry.link(firm, "uses", plot, source="civil", by=ROOT)
    registry.link(who, "owns", plot, source="civil", by=ROOT)

    assert Link.objects.filter(object=f"parcel:{plot}").count() == 3
    for subject, relation in ((who, "lives_in"), (who, "rents")):
        with pytest.raises(Refused):
            registry.link(subject, relation, plot, source="civil", by=ROOT)
    with pytest.raises(Refused):
        registry.link(who, "contracts", ROOM, source="civil", by=ROOT)


def test_an_ended_parcel_takes_its_links_along_and_is_forgotten_in_its_time(town) -> None:
    who, plot = person(), parcel()
    registry.link(who, "contracts", plot, source="civil", by=ROOT)
    registry.end(plot, on=territory.today(), reason="并入另一宗地", source="civil", by=ROOT)
    assert not Link.objects.filter(relation="contracts", until=None).exists()
    assert not forget_due().get("parcel")

    Parcel.objects.update(valid_to=territory.today() - timedelta(days=3651))
    assert forget_due()["parcel"] == 1
    assert not Parcel.objects.exists() and not Link.objects.filter(relation="contracts").exists()


def test_land_on_a_building_follows_it_and_stands_on_its_page_and_the_grids(town) -> None:
    parcel(place=ROOM, kind="homestead")
    parcel(OTHER, place=f"{SECOND}010101")
    keeper = browser(town.keeper)
    page = keeper.get(f"/registry/building/{BUILDING}/").content.decode()
    assert FIRST in page and OTHER not in page
    shown = browser(town.leader).get(f"/registry/building/{BUILDING}/").content.decode()
    assert (
        FIRST in shown and "/registry/entries/" not in shown
    )  # figures only: the code is public, the entry is not
    elements = {e.name: e for e in keeper.get(f"/registry/grid/{GRID}/").context["grid"].elements}
    assert (elements["Land"].total, dict(elements["Land"].kinds)) == (2, {"homestead": 1, "contracted": 1})


def test_the_list_is_narrowed_by_term_and_names_who_holds(town) -> None:
    today = territory.today()
    over, soon, later = (
        parcel(f"33019900100201000{n}1", until=str(today + timedelta(days=days)))
        for n, days in enumerate((-1, 365, 366))
    )
    far = parcel(OTHER, grid=FAR)
    registry.link(person(), "contracts", soon, source="civil", by=ROOT)
    keeper = browser(town.keeper)

    def listed(**asked: str) -> list[str]:
        return sorted(row.code for row in keeper.get("/registry/parcels/", asked).context["page"])

    assert listed() == sorted([over, soon, later])
    assert (listed(look="over"), listed(look="within_year")) == ([over], [soon])
    assert listed(words="3301990010020100011") == [soon]
    assert far not in listed(area=FAR)
    assert "王小明" in keeper.get("/registry/parcels/", {"look": "within_year"}).content.decode()
    assert browser(town.leader).get("/registry/parcels/").status_code == 403


def family(n: int) -> str:
    """One more person of the household H1 with land and a second home; the household's code."""
    who = person(
        name=f"人{n}",
        identity=number(2 * n + 1),
        phone=None,
        household="H1",
        kin="head" if n == 1 else "child",
    )
    registry.record_house({"place": f"{SECOND}0{n}0101", "use": "home"}, source="visit", by=ROOT)
    registry.link(who, "owns", f"{SECOND}0{n}0101", source="visit", by=ROOT)
    registry.link(who, "contracts", parcel(f"33019900100201000{n}7"), source="visit", by=ROOT)
    return home_of(who)


def page(client, code: str):
    return client.get(f"/registry/households/{code}/")


def test_a_household_is_seen_with_its_people_homes_and_land(town) -> None:
    code = family(1)
    family(2)
    shown = page(browser(town.keeper), code)
    found = shown.context["home"]
    assert [(m.row.name, m.kin) for m in found.members] == [("人1", "head"), ("人2", "child")]
    assert [each.place for each in found.homes] == [ROOM, f"{SECOND}010101", f"{SECOND}020101"]
    assert [each.house is not None for each in found.homes] == [False, True, True]
    assert [each.ties for each in found.land] == [(("contracts", "人1"),), (("contracts", "人2"),)]
    assert (found.area_m2, found.elsewhere) == (Decimal("2401.00"), 0)
    assert "No income is registered" in shown.content.decode()
    assert (
        f"/registry/households/{code}/"
        in browser(town.keeper).get(f"/registry/persons/{Person.objects.first().code}/").content.decode()
    )


def test_the_households_page_costs_the_same_for_one_and_for_three(town) -> None:
    keeper = browser(town.keeper)

    def cost(code: str) -> int:
        page(keeper, code)
        with CaptureQueriesContext(connection) as caught:
            assert page(keeper, code).status_code == 200
        return len(caught)

    one = cost(family(1))
    family(2)
    assert cost(family(3)) == one


def test_what_another_area_keeps_is_counted_and_not_shown(town) -> None:
    code = family(1)
    away = person(name="远人", identity=number(9), phone=None, place=FAR_ROOM, household="H1", kin="child")
    near = Link.objects.get(subject__startswith="person:", relation="heads").subject.partition(":")[2]
    registry.link(near, "contracts", parcel(OTHER, grid=FAR), source="civil", by=ROOT)
    keeper, office = page(browser(town.keeper), code), page(browser(town.office), code)
    assert "远人" not in keeper.content.decode() and OTHER not in keeper.content.decode()
    assert keeper.context["home"].elsewhere == 2
    assert "远人" in office.content.decode() and office.context["home"].elsewhere == 0
    assert page(browser(town.far), code).status_code == 404
    assert page(browser(town.keeper), away).status_code == 404
    assert page(browser(town.leader), code).status_code == 403
    assert Household.objects.count() == 1


def test_income_is_covered_until_a_reason_is_kept_and_only_for_who_may_see_protected_fields(town) -> None:
    code = family(1)
    who = Person.objects.order_by("pk").first().code
    registry.record_facts([registry.FactRow(who, {"income": 320_000})], source="simulation", by=ROOT)

    shown = page(browser(town.keeper), code)
    assert "••••" in shown.content.decode() and "3200" not in shown.content.decode()
    assert not Look.objects.filter(field="fact.income").exists()

    seen = browser(town.keeper).post(f"/registry/households/{code}/", {"reason": "低保核对"})
    assert seen.context["home"].monthly == Decimal("3200") and "3200" in seen.content.decode()
    look = Look.objects.get(field="fact.income")
    assert (look.subject, look.reason, look.by) == (f"person:{who}", "低保核对", town.keeper.id)
    assert browser(town.keeper).post(f"/registry/households/{code}/", {"reason": " "}).status_code == 422

    clerk = page(browser(town.clerk), code)  # reads, and may not reveal
    assert clerk.context["home"].income is None and "••••" not in clerk.content.decode()
    assert not access.may(town.clerk, "registry.reveal", None)
