"""The queue of doubtful addresses as a page: what waits, deciding, undoing, its empty state, its cost."""

import pytest
from support import desk

from lianzhi.foundation.access import api as access
from lianzhi.territory import api as territory
from lianzhi.territory.models import Doubt, Place
from lianzhi.territory.stamps import touch

REVIEW, DECIDED = "/settings/addresses/review/", "/settings/addresses/review/decided/"


@pytest.fixture
def town(db) -> desk.Town:
    town = desk.build()
    access.save_role("keeper", name_zh="管理员", permissions=["territory.review"], by=desk.ROOT)
    return town


@pytest.fixture
def keeper(town):
    return desk.browser(desk._person("keeper", "command", "keeper"))


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


def wait(house: Place, count: int = 1) -> None:
    texts = [f"{'忄'}{house.name[1:]}{'一' * n}" for n in range(count)]
    territory.put_in_doubt(list(territory.resolve_many(texts)), source="表一")
    Doubt.objects.update(options=[_option(house)])


def _option(house: Place) -> dict[str, object]:
    return {
        "code": house.code, "level": "building", "address": house.name, "lon": house.lon, "lat": house.lat,
        "grid_code": house.grid_code, "score": 0.7, "reason": "One character differs from %(name)s.",
        "params": {"name": house.name, "written": house.name},
    }  # fmt: skip


def test_nothing_waits(keeper):
    page = keeper.get(REVIEW).content.decode()
    assert "没有待核地址" in page
    assert "还没有判定" in keeper.get(DECIDED).content.decode()


def test_an_address_is_decided_and_taken_back(keeper, house):
    wait(house)
    row = Doubt.objects.get()
    page = keeper.get(REVIEW).content.decode()
    assert row.text in page and house.code in page and 'data-key="1"' in page
    assert keeper.post(f"{REVIEW}{row.pk}/decide/", {"code": house.code}).status_code == 302
    assert territory.resolve(row.text).best == house.code
    assert row.text in keeper.get(DECIDED).content.decode()
    keeper.post(f"{REVIEW}{row.pk}/back/")
    assert Doubt.objects.get().state == "waiting"


def test_none_of_these_and_a_place_that_is_looked_up(keeper, house):
    wait(house, 2)
    first, second = Doubt.objects.order_by("id")
    keeper.post(f"{REVIEW}{first.pk}/decide/", {"code": ""})
    assert Doubt.objects.get(pk=first.pk).state == "outside"
    other = Place.objects.get(code__endswith="B00007")
    assert other.code in keeper.get(REVIEW, {"id": second.pk, "q": other.name}).content.decode()


def test_a_second_decision_and_an_unknown_code_are_refused(keeper, house):
    wait(house)
    row = Doubt.objects.get()
    assert keeper.post(f"{REVIEW}{row.pk}/decide/", {"code": "330199100001B99999"}).status_code == 422
    keeper.post(f"{REVIEW}{row.pk}/decide/", {"code": house.code})
    assert keeper.post(f"{REVIEW}{row.pk}/decide/", {"code": house.code}).status_code == 409


def test_who_keeps_another_area_sees_none_of_it(town, house):
    wait(house)
    away = next(a.code for a in territory.areas("community") if not house.grid_code.startswith(a.code))
    Doubt.objects.update(area=house.grid_code)
    other = desk.browser(desk._person("away", "command", "keeper", area=away))
    row = Doubt.objects.get()
    assert row.text not in other.get(REVIEW).content.decode()
    assert other.post(f"{REVIEW}{row.pk}/decide/", {"code": house.code}).status_code == 404


@pytest.mark.parametrize("address", [REVIEW, DECIDED])
def test_the_pages_cost_the_same_at_one_row_and_at_three(
    keeper, house, address, django_assert_max_num_queries
):
    costs = []
    for count in (1, 3):
        wait(house, count)
        Doubt.objects.update(state="waiting" if address == REVIEW else "outside")
        keeper.get(address)
        with django_assert_max_num_queries(30) as asked:
            keeper.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]
