"""Who answers for a place (rule), and the list of parties (action, table, pages)."""

import pytest
from support.circles import MICRO, shop
from support.desk import EAST, WEST, browser

from lianzhi.circles import api as circles
from lianzhi.circles.importing.kind import PARTY_TABLE, Rows
from lianzhi.circles.models import Party
from lianzhi.circles.rules.parties import Holder, common_area, responsible
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.imports.contracts import BadRow
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState

A, B, C, D = (
    Holder(1, "merchant", "place"),
    Holder(2, "merchant", "micro"),
    Holder(3, "property", "place"),
    Holder(4, "merchant", "place"),
)
TARGETS = ["place", "micro", "grid"]


@pytest.mark.parametrize(
    ("holders", "kinds", "found"),
    [
        ([], ["merchant"], None),
        ([C], ["merchant"], None),
        ([A, B], ["merchant"], A),
        ([B, C], ["merchant", "property"], B),
        ([B, C], ["property", "merchant"], C),
        ([D, A], ["merchant"], A),
        ([Holder(9, "merchant", "elsewhere")], ["merchant"], None),
    ],
    ids=[
        "nobody",
        "no such kind",
        "narrowest",
        "kind before narrowness",
        "other order",
        "first entered",
        "elsewhere",
    ],
)
def test_who_is_asked_first(holders, kinds, found) -> None:
    assert responsible(holders, kinds, TARGETS) == found


@pytest.mark.parametrize(
    ("codes", "area"),
    [
        (["33019910000100101"], "33019910000100101"), (["33019910000100101", "33019910000100102"], "330199100001001"),
        (["330199100001001", "330199100001002"], "330199100001"), (["330199100001", "330199100002"], "330199100000"),
    ],
)  # fmt: skip
def test_the_area_of_a_party_holds_all_it_answers_for(codes, area) -> None:
    assert common_area(codes, "330199100000") == area


def test_a_party_is_entered_sealed_and_its_number_stays_when_it_is_changed(town) -> None:
    made = shop()
    kept = circles.save_party(
        circles.NewParty("merchant", "云杉小吃店", [MICRO]), party=made.id, by=town.keeper
    )

    row = Party.objects.get()
    assert made.phone == kept.phone == "139****0001" and "13900000001" not in row.phone_sealed
    assert (row.area_code, kept.name) == (MICRO, "云杉小吃店")
    assert Entry.objects.filter(action="circles.party").count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "mayor"}, "kind"), ({"name": " "}, "name"), ({"covers": []}, "covers"),
        ({"covers": ["330199100001B99999"]}, "covers"),
        ({"phone": "123"}, "phone"), ({"phone": ""}, "phone"), ({"unit": "moon"}, "unit"), ({"kind": "enforcement"}, "unit"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_party_is_named(town, more, field) -> None:
    with pytest.raises(BadInput) as refused:
        shop(**more)

    assert refused.value.field == field and refused.value.way_out and not Party.objects.exists()


def test_another_area_is_not_mine(town) -> None:
    made = shop()

    with pytest.raises(NotAllowed):
        circles.save_party(circles.NewParty("merchant", "x", [EAST], "13900000002"), by=town.keeper)
    with pytest.raises(NotFound):
        circles.end_party(made.id, by=town.far)
    assert browser(town.far).get(f"/circles/parties/{made.id}/").status_code == 404


def test_a_party_that_is_asked_does_not_end(town) -> None:
    made = shop()
    chosen = circles.chosen(circles.Spot(WEST + "001", lon=120.005, lat=30.01), "shop-outside")
    circles.ask_party(
        circles.NewAsk(1, "N1", "shop-outside", "x", WEST + "001", None), chosen, by=town.keeper
    )

    with pytest.raises(WrongState):
        circles.end_party(made.id, by=town.keeper)


HEAD = "主体类型,名称,责任范围,手机号\n"


def test_a_table_keeps_good_rows_and_names_what_is_wrong_with_others(town, tmp_path) -> None:
    path = tmp_path / "parties.csv"
    lines = (
        f"商户,云杉小吃,{MICRO},139 0000 0001", f"市长,x,{MICRO},", f"房东,王家出租房,{WEST}001,1380000",
        f"物业,远方,{EAST},13900000003",
    )  # fmt: skip
    path.write_text(HEAD + "\n".join(lines) + "\n")
    rows = list(Rows(path, {}))
    bad = [row for row in rows if isinstance(row, BadRow)]
    good = [row for row in rows if not isinstance(row, BadRow)]

    first = PARTY_TABLE.take("走访", good, town.keeper)
    again = PARTY_TABLE.take("走访", good[:1], town.keeper)

    assert [row.problems[0].column for row in bad] == ["主体类型", "手机号"]
    assert (first.kept, len(first.bad), again.known) == (1, 1, 1)
    assert Party.objects.get().name == "云杉小吃"


def test_the_pages_list_enter_change_and_end(town) -> None:
    client = browser(town.keeper)
    assert "Nobody is entered here" in client.get("/circles/parties/").content.decode()

    said = {"kind": "merchant", "name": "云杉小吃", "covers": MICRO, "phone": "13900000001", "source": "走访"}
    made = client.post("/circles/parties/new/", said)
    listed = client.get("/circles/parties/?kind=merchant").content.decode()
    bad = client.post("/circles/parties/new/", said | {"covers": "1"})
    page = made["Location"]

    assert "云杉小吃" in listed and "139****0001" in listed and "微网格1" in listed
    assert bad.status_code == 422 and "No place or area has the code" in bad.content.decode()
    assert "Nothing has been asked" in client.get(page).content.decode()
    assert (
        client.post(
            f"{page}edit/", {"kind": "merchant", "name": "云杉", "covers": MICRO, "source": "走访"}
        ).status_code
        == 302
    )
    assert client.post(f"{page}end/").status_code == 302 and Party.objects.get().until
