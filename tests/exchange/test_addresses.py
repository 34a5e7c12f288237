"""Addresses over REST: one, up to a thousand, the address of a point; scope and permission are asked."""

import pytest
from support import desk
from support.programs import program

from lianzhi.foundation.access import api as access
from lianzhi.territory import api as territory
from lianzhi.territory.models import Place
from lianzhi.territory.stamps import touch


@pytest.fixture
def asks(town):
    access.save_role("asks", name_zh="查询", permissions=["territory.resolve"], by=desk.ROOT)
    return program(desk._person("asks", "command", "asks"), "addresses:resolve")


@pytest.fixture
def house(town) -> Place:
    lon, lat = desk.IN_EAST
    for number in (5, 7):
        name = f"云杉路{number}号"
        Place.objects.create(
            code=f"{desk.EAST}B0000{number}", kind="house", name=name, address=name, lon=lon + number / 1e5, lat=lat,
            grid_code=desk.EAST + "001",
        )  # fmt: skip
    touch("places")
    return Place.objects.get(code__endswith="B00005")


def test_one_address_and_many(asks, house) -> None:
    found = asks.get("addresses/resolve", {"text": f"{house.name}门口"}).json()
    assert (found["code"], found["level"], found["safe"], found["grid"]) == (
        house.code,
        "building",
        True,
        house.grid_code,
    )
    assert found["reason_zh"] and found["reason_en"] and "%(" not in found["reason_zh"]
    many = asks.post("addresses/resolve", {"texts": [house.name, "今天天气很好"]}).json()["resolutions"]
    assert [(r["code"], r["safe"]) for r in many] == [(house.code, True), ("", False)]


def test_the_address_of_a_point(asks, house) -> None:
    found = asks.get("addresses/at", {"lon": house.lon, "lat": house.lat}).json()
    assert (found["address"], found["grid"], found["metres"]) == (house.name, house.grid_code, 0)
    outside = asks.get("addresses/at", {"lon": 0, "lat": 0})
    assert (outside.status_code, outside.json()["code"]) == (422, "exchange.outside")


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "texts"), ({"texts": []}, "texts"), ({"texts": ["一"] * 1001}, "texts"), ({"texts": ["一" * 201]}, "texts"),
     ({"texts": ["一"], "more": 1}, "more"), ({"texts": "一"}, "texts")],
)  # fmt: skip
def test_what_cannot_be_read_names_its_field(asks, body, field) -> None:
    said = asks.post("addresses/resolve", body)
    assert (said.status_code, said.json()["code"]) == (422, "exchange.unreadable")
    assert field in str(said.json())


def test_a_token_without_the_scope_and_an_account_without_the_permission_are_refused(town, duty) -> None:
    assert program(town.duty, "cases:read").get("addresses/resolve", {"text": "一"}).status_code == 403
    assert (
        program(town.reader, "addresses:resolve").get("addresses/resolve", {"text": "一"}).status_code == 403
    )
    assert territory.count_doubts(desk.ROOT) == 0
