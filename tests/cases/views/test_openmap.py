"""The public map of open matters: near, fresh, capped, and nobody in it; the elder mode is remembered.  R-109, R-222."""

import pytest
from django.core.cache import cache
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.queries import openmap


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


@pytest.fixture
def lamp(town):
    cases.save_category(
        "lamp", name_zh="路灯", name_en="Street lamp", module="livelihood", private=False, by=phones.ROOT
    )
    return town.report(phones.resident(), text="张三家门口的灯不亮，电话13800000001")


def test_open_matters_are_shown_without_words_or_people(lamp, browser):
    page = browser.get("/r/map/").content.decode()
    assert lamp.number in page and "Street lamp" in page
    assert not any(secret in page for secret in ("张三", "13800000001", lamp.token, "北门"))


def test_places_are_rounded_to_a_hundred_metres(lamp):
    [spot] = openmap.seen(None).spots
    assert spot.lon == round(lamp.lon, 3) and spot.lat == round(lamp.lat, 3)


def test_kinds_about_persons_and_unsorted_matters_stay_out(town, lamp):
    town.report(
        phones.resident("13800000002"), external_id="p", category="road"
    )  # nobody judged this kind yet
    assert [spot.number for spot in openmap.seen(None).spots] == [lamp.number]


def test_an_answered_matter_leaves_the_map(town, lamp):
    assert len(openmap.seen(None).spots) == 1
    town.closed(lamp)
    cache.clear()
    assert openmap.seen(None).spots == ()


def test_a_box_shows_what_lies_in_it_and_nonsense_shows_the_town(lamp, browser):
    assert lamp.number in browser.get("/r/map/spots/?box=120.0,30.0,120.02,30.02").content.decode()
    assert lamp.number not in browser.get("/r/map/spots/?box=121.0,31.0,121.02,31.02").content.decode()
    assert openmap.read_box("1,2,3") is openmap.read_box("9,9,1,1") is openmap.read_box("x") is None


def test_one_query_and_then_none_for_some_seconds(town, lamp, django_assert_num_queries):
    for turn in range(2):
        town.report(phones.resident(f"1380000001{turn}"), external_id=f"o{turn}")
    with django_assert_num_queries(1):
        assert len(openmap.seen(None).spots) == 3
    with django_assert_num_queries(0):
        assert len(openmap.seen(None).clusters) == 1


def test_more_than_the_cap_is_said(town, lamp, browser, monkeypatch):
    monkeypatch.setattr(openmap, "LOOKED_AT", 1)
    town.report(phones.resident("13800000003"), external_id="c")
    assert openmap.seen(None).capped and "There are more" in browser.get("/r/map/").content.decode()


def test_elder_mode_and_its_size_are_remembered_without_scripts(town, browser):
    browser.post("/ui/theme/", {"theme": "care", "next": "/r/"})
    browser.post("/ui/theme/", {"size": "30", "next": "/r/"})
    page = browser.get("/r/").content.decode()
    assert 'data-theme="care" data-size="30"' in page and "Read aloud" in page
    browser.post("/ui/theme/", {"size": "99", "next": "/r/"})
    assert 'data-size="22"' in browser.get("/r/").content.decode()
