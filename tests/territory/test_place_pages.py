"""The pages of buildings through HTTP, also without scripts (issue 4 part 1)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support.desk import browser

from lianzhi.kernel.rooms import room_code
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import RoomPlan
from lianzhi.territory.models import Place
from lianzhi.territory.snapshot import today

DAY = str(today())


@pytest.fixture
def home(plan):
    return next(p for p in plan.places if p.kind == "home")


@pytest.fixture
def page(editor) -> Client:
    return browser(editor)


def words(place, **said) -> dict[str, str]:
    held = {"name": place.name, "address": place.address, "kind": place.kind, "floors": "6", "units": "2"}
    return {"lon": str(place.lon), "lat": str(place.lat), "valid_from": DAY} | held | said


def text(answer) -> str:
    return answer.content.decode()


def english(page: Client, url: str) -> str:
    return text(page.get(url, headers={"accept-language": "en"}))


def test_a_building_is_added_with_a_pin_and_the_next_code(page, home):
    shown = text(page.get("/rooms/new/"))
    assert 'data-mode="pick"' in shown
    assert 'type="number" name="lon"' in shown
    answer = page.post("/rooms/new/", words(home, name="桂花路998号"))
    made = Place.objects.get(name="桂花路998号")
    assert answer.url == f"/rooms/{made.code}/"
    assert (made.floors, made.units, made.grid_code) == (6, 2, home.grid_code)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"kind": "castle"}, {"lon": ""}, {"lat": "x"}, {"lat": "91"}, {"valid_from": "x"}],
)
def test_a_wrong_building_is_refused_beside_its_field_with_everything_typed(page, home, wrong):
    answer = page.post("/rooms/new/", words(home, name="桂花路998号") | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert "桂花路998号" in text(answer) or "name" in wrong
    assert not Place.objects.filter(name="桂花路998号").exists()


def test_a_code_that_exists_is_refused_with_a_way_out(page, home):
    answer = page.post("/rooms/new/", words(home, name="桂花路998号", code=home.code))
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors


def test_a_building_is_renamed_and_says_what_it_was_called(page, home):
    url = f"/rooms/{home.code}/change/"
    assert page.post(url, words(home, act="rename", name="新名1幢")).status_code == 302
    for at in (url, f"/rooms/{home.code}/"):
        assert home.name in english(page, at)
        assert "Formerly called" in english(page, at)


def test_a_building_is_moved_by_two_numbers(page, plan, home):
    far = next(p for p in plan.places if p.code[12] == "B" and p.grid_code != home.grid_code)
    said = {"act": "move", "lon": str(far.lon), "lat": str(far.lat)}
    assert page.post(f"/rooms/{home.code}/change/", said).status_code == 302
    assert Place.objects.get(code=home.code).grid_code == far.grid_code
    answer = page.post(f"/rooms/{home.code}/change/", said | {"lon": "0"})
    assert answer.status_code == 422


def test_an_ended_building_says_since_when_and_offers_nothing(page, home):
    assert page.post(f"/rooms/{home.code}/change/", {"act": "end", "on": DAY}).status_code == 302
    for at in (f"/rooms/{home.code}/change/", f"/rooms/{home.code}/"):
        shown = english(page, at)
        assert "This building is no longer there from" in shown
        assert 'name="act"' not in shown
        assert 'name="floor"' not in shown
    said = {"unit": "1", "floor": "1", "number": "101", "valid_from": DAY}
    assert page.post(f"/rooms/{home.code}/", said).status_code == 422
    assert territory.rooms_of(home.code) == []
    listed = {b.code for b in page.get("/rooms/", {"words": home.name}).context["listed"]}
    assert home.code not in listed
    for asked in ({"words": home.code}, {"words": home.name, "ended": "1"}):
        assert [b.code for b in page.get("/rooms/", asked).context["listed"]] == [home.code]


def test_a_building_is_split_and_joined_again(page, editor, home):
    for unit in (1, 2):
        territory.add_room(RoomPlan(room_code(home.code, unit, 1, 1), "101"), by=editor)
    url = f"/rooms/{home.code}/change/"
    said = {"act": "split", "name": "新名9幢", "units": "2", "on": DAY, "lon": home.lon, "lat": home.lat}
    assert page.post(url, said | {"units": "zwei"}).status_code == 422
    assert page.post(url, said).status_code == 302
    made = Place.objects.get(name="新名9幢")
    assert made.code in english(page, url)
    assert page.post(url, {"act": "merge", "other": made.code, "stays": "this", "on": DAY}).status_code == 302
    assert territory.place_by_code(made.code).valid_to == today()
    assert home.code in english(page, f"/rooms/{made.code}/")


def test_another_areas_building_is_not_there(plan, outsider, home):
    stranger = browser(outsider)
    mine = plan.of_level("community")[-1].code
    far = next(p for p in plan.places if p.code[12] == "B" and not p.grid_code.startswith(mine))
    assert stranger.get(f"/rooms/{far.code}/change/").status_code == 404
    assert stranger.post(f"/rooms/{far.code}/change/", {"act": "end", "on": DAY}).status_code == 404
    assert stranger.post("/rooms/new/", words(far, name="某处")).status_code == 422
    assert not Place.objects.exclude(valid_to=None).exists()


def test_the_page_costs_as_many_queries_for_one_former_name_as_for_three(page, editor, home):
    def cost(path: str) -> int:
        page.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert page.get(path).status_code == 200
        return len(caught)

    paths = (f"/rooms/{home.code}/change/", f"/rooms/{home.code}/", "/rooms/?ended=1")
    others = list(Place.objects.filter(kind="home").exclude(code=home.code)[:3])
    territory.rename_place(home.code, name="甲1幢", by=editor)
    territory.end_place(others[0].code, by=editor)
    before = [cost(path) for path in paths]
    for name in ("乙1幢", "丙1幢"):
        territory.rename_place(home.code, name=name, by=editor)
    for other in others[1:]:
        territory.end_place(other.code, by=editor)
    assert [cost(path) for path in paths] == before
