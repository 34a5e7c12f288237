"""A grid's page says who left, died, moved to another grid, and what closed in 30 days (R-094, R-095)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import (
    BUILDING,
    EAST,
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

from lianzhi.kernel import clock
from lianzhi.registry import api as registry
from lianzhi.registry.models import Link
from lianzhi.registry.queries.leaving import Gone, gone
from lianzhi.territory import api as territory


def told(by, area: str = GRID) -> list[tuple[str, str, str, str]]:
    return sorted(
        (one.kind, one.name, one.how, one.to.code if one.to else "") for one in gone(area, by, clock.now())
    )


def today(days: int = 0):
    return territory.today() - timedelta(days=days)


def move(code: str, place: str, days: int = 1) -> None:
    registry.move(code, place, on=today(days), source="visit", by=ROOT)


def text(response) -> str:
    return response.content.decode()


def test_who_left_died_or_moved_and_what_closed(town) -> None:
    away, within = person(name="走", identity=number(1)), person(name="留", identity=number(3), phone=None)
    dead, out = (
        person(name="亡", identity=number(5), phone=None),
        person(name="离", identity=number(7), phone=None),
    )
    move(away, FAR_ROOM)
    move(within, f"{SECOND}000101")
    registry.end(dead, on=today(2), reason="死亡", source="police", by=ROOT)
    registry.end_link(Link.objects.get(subject=f"person:{out}", relation="lives_in").pk, on=today(), by=ROOT)
    firm = registry.record_enterprise({"name": "云杉面馆", "place": ROOM}, source="visit", by=ROOT).code
    registry.end(firm, on=today(), reason="注销", source="visit", by=ROOT)
    shop = registry.record_venue(
        {"name": "云杉超市", "kind": "market", "place": NEXT}, source="visit", by=ROOT
    ).code
    move(shop, FAR_ROOM)

    assert told(town.office) == [
        ("enterprise", "云杉面馆", "ended", ""),
        ("person", "亡", "ended", ""),
        ("person", "离", "left", ""),
        ("person", "走", "moved", FAR),
        ("venue", "云杉超市", "moved", FAR),
    ]
    assert told(town.keeper, WEST) == [
        ("enterprise", "云杉面馆", "ended", ""),
        ("person", "亡", "ended", ""),
        ("person", "离", "left", ""),
        ("person", "走", "elsewhere", ""),
        ("venue", "云杉超市", "elsewhere", ""),
    ]
    assert told(town.far, EAST) == []
    [died] = [one for one in gone(GRID, town.keeper, clock.now()) if one.name == "亡"]
    assert died == Gone(today(2), "person", dead, "亡", "ended", reason="死亡")


def test_houses_households_and_land_have_no_link_and_are_told_by_their_changes(town) -> None:
    house = registry.record_house({"place": ROOM}, source="visit", by=ROOT).code
    registry.record("households", {"number": "H1", "place": ROOM}, source="visit", by=ROOT)
    home = gone_home = registry.record(
        "households", {"number": "H2", "place": ROOM}, source="visit", by=ROOT
    ).code
    field = {"number": "330199001002JC00017", "kind": "contracted", "grid": GRID}
    land = registry.record_parcel(field, source="visit", by=ROOT).code
    for code, place in ((house, FAR_ROOM), (home, FAR_ROOM), (land, FAR)):
        move(code, place, 0)

    assert [(kind, how, to) for kind, _name, how, to in told(town.office)] == [
        ("house", "moved", FAR), ("household", "moved", FAR), ("parcel", "moved", FAR),
    ]  # fmt: skip
    assert {one.code for one in gone(GRID, town.office, clock.now())} == {house, gone_home, land}
    move(house, ROOM, 0)
    assert "house" not in [kind for kind, *_rest in told(town.office)]


def test_what_is_longer_ago_or_merged_is_not_told(town) -> None:
    old = person(name="旧", identity=number(1), since="2020-01-01")
    move(old, FAR_ROOM, 40)
    kept, twin = (
        person(name="一", identity=number(3), phone=None),
        person(name="一", identity=None, phone=None, new=True),
    )
    registry.merge(kept, twin, reason="同一人", by=ROOT)
    assert told(town.office) == []


def test_the_page_names_them_to_who_reads_names_and_links_to_what_is_within_reach(town) -> None:
    away = person(name="走", identity=number(1))
    move(away, FAR_ROOM)
    firm = registry.record_enterprise({"name": "云杉面馆", "place": ROOM}, source="visit", by=ROOT).code
    registry.end(firm, on=today(), reason="注销", source="visit", by=ROOT)

    shown = text(browser(town.keeper).get(f"/registry/grid/{GRID}/"))
    assert "走" in shown and "moved to another area" in shown and away not in shown
    assert f'/registry/entries/{firm}/">云杉面馆' in shown and "Ended: 注销" in shown
    assert f'/registry/entries/{away}/">走' in text(browser(town.office).get(f"/registry/grid/{GRID}/"))
    assert "走" not in text(browser(town.leader).get(f"/registry/grid/{GRID}/"))
    assert "Nobody left" in text(browser(town.far).get(f"/registry/grid/{FAR}/"))
    assert "Left or ended" not in text(browser(town.office).get(f"/registry/grid/{TOWN}/"))


@pytest.mark.parametrize("area", [GRID, WEST])
def test_three_that_left_cost_as_many_queries_as_one(town, area) -> None:
    client = browser(town.office)
    costs = []
    for serial in (1, 3, 5):
        moves, ends = person(name=f"走{serial}", identity=number(serial), phone=None), number(serial + 200)
        move(moves, FAR_ROOM)
        ended = person(name=f"亡{serial}", identity=ends, phone=None)
        registry.end(ended, on=today(), reason="死亡", source="police", by=ROOT)
        client.get(f"/registry/grid/{area}/")
        with CaptureQueriesContext(connection) as asked:
            assert f"走{serial}" in text(client.get(f"/registry/grid/{area}/"))
        costs.append(len(asked))
    assert costs[0] == costs[2]


def test_a_room_without_a_house_leads_to_its_people(town) -> None:
    person()
    shown = text(browser(town.keeper).get(f"/registry/building/{BUILDING}/"))
    path = f"/registry/persons/?words={ROOM}"
    assert f'href="{path}"' in shown
    assert "王小明" in text(browser(town.keeper).get(path))
    assert path not in text(browser(town.leader).get(f"/registry/building/{BUILDING}/"))
