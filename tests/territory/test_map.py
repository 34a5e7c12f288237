"""The map's addresses: layers with ETag and gzip, typing ahead, what lies at a point."""

import gzip
import json

import pytest
from django.test import Client
from town_plans import town

from lianzhi.territory import api as territory

LAYERS = ("town", "communities", "grids", "water", "land", "quarters", "roads", "buildings", "pois")


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_comes_plain_or_zipped_and_then_not_again(plan, name, client: Client):
    plain = client.get(f"/map/{name}.geojson")
    assert plain.status_code == 200
    assert plain["Content-Type"] == "application/geo+json"
    assert "public" in plain["Cache-Control"]
    assert "Accept-Encoding" in plain["Vary"]
    zipped = client.get(f"/map/{name}.geojson", headers={"Accept-Encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < len(plain.content)
    again = client.get(f"/map/{name}.geojson", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert json.loads(plain.content)["features"]


def test_a_changed_name_changes_the_layer_at_once(plan, editor, client: Client):
    before = client.get("/map/grids.geojson")
    code = plan.of_level("grid")[0].code
    territory.rename_area(code, name_zh="新网格", by=editor)
    after = client.get("/map/grids.geojson", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    names = {f["properties"]["code"]: f["properties"]["name_zh"] for f in after.json()["features"]}
    assert names[code] == "新网格"
    assert len(names) == len(plan.of_level("grid"))


@pytest.mark.parametrize("name", ["nothing", "areas", "a" * 300])
def test_an_unknown_layer_is_not_found(plan, name, client: Client):
    assert client.get(f"/map/{name}.geojson").status_code == 404


def test_typing_ahead_gives_five_places_at_most_with_a_reason(plan, client: Client):
    shop = next(p for p in plan.places if p.kind == "shop")
    (exact,) = client.get("/map/place", {"q": f"{shop.name}门口"}).json()["places"]
    assert (exact["code"], exact["safe"]) == (shop.code, True)
    assert exact["reason"]
    street = shop.name.rstrip("0123456789号")
    assert client.get("/map/place", {"q": street[:-1]}).json()["places"][0]["name"].startswith(street[:-1])
    assert 1 < len(client.get("/map/place", {"q": f"{street}1"}).json()["places"]) <= 5
    assert len(client.get("/map/place", {"q": "路"}).json()["places"]) <= 5


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "%", "'; drop table", "。" * 5000, "桂" * 5000, "1" * 5000, "🏠"]
)
def test_odd_queries_find_nothing_and_do_no_harm(plan, query, client: Client):
    answer = client.get("/map/place", {"q": query[:2000]})
    assert answer.status_code == 200
    assert answer.json() == {"places": []}


def test_a_point_has_a_grid_a_community_and_an_address(plan, client: Client):
    shop = next(p for p in plan.places if p.kind == "shop")
    answer = client.get("/map/at", {"lon": shop.lon, "lat": shop.lat}).json()
    assert answer["grid"]["code"] == shop.grid_code
    assert answer["community"]["code"] == shop.grid_code[:12]
    assert answer["address"] == shop.name
    assert answer["nearest"]["code"] == shop.code


@pytest.mark.parametrize(
    ("lon", "lat"), [("0", "0"), ("nan", "30"), ("inf", "30"), ("", ""), ("x", "1"), ("1e999", "1")]
)
def test_a_point_elsewhere_is_refused_with_a_way_out(plan, lon, lat, client: Client):
    answer = client.get("/map/at", {"lon": lon, "lat": lat}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert len(answer.content.decode()) > 20


def test_the_whole_town_stays_light_on_the_wire():
    sizes = {name: len(gzip.compress(text.encode(), 6)) for name, text in town().layers}
    assert sizes["buildings"] < 450_000
    assert sum(size for name, size in sizes.items() if name != "buildings") < 200_000
