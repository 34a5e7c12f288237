"""The wall as a browser gets it: panels, area and period in the address, one case, and who may look."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import ANSWER, EAST, IN_EAST, PHONE, TEXT, WEST
from support.wall import person

from lianzhi.cases import api as cases
from lianzhi.cockpit import panels
from lianzhi.foundation.events import api as events

CODES = [panel.code for panel in panels.OVERVIEW]


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def dots_in(page: str) -> list[dict]:
    return json.loads(re.search(r'<script id="dots" type="application/json">(.*?)</script>', page)[1])


def figure(page: str, name: str) -> int:
    return int(re.search(rf'id="now-{name}" data-count>(\d+)<', page)[1])


def test_an_empty_town_says_what_will_appear(town, leader) -> None:
    page = text_of(leader.browser.get("/cockpit/"))

    assert "Nothing is overdue." in page
    assert "No ratings yet" in page
    assert "No answers yet" in page
    assert "Nothing has come in yet" in page
    assert dots_in(page) == []


def test_the_wall_shows_every_panel_with_its_source_and_time(town, leader) -> None:
    town.report()
    page = text_of(leader.browser.get("/cockpit/"))

    assert [code for code in CODES if f'id="panel-{code}"' not in page] == []
    assert page.count('class="source">simulated · ') == len(
        panels.of(panels.Column.LEFT) + panels.of(panels.Column.RIGHT)
    )
    assert figure(page, "today") == figure(page, "open") == 1


@pytest.mark.parametrize("code", CODES)
def test_each_panel_is_a_fragment_of_its_own_and_the_same_as_on_the_page(town, leader, code) -> None:
    town.checked()
    fragment = text_of(leader.browser.get(f"/cockpit/panel/{code}/"))
    page = text_of(leader.browser.get("/cockpit/"))

    assert fragment.startswith("<section")
    assert "<html" not in fragment
    same = re.compile(r"\s+|<time.*?</time>|\d\d:\d\d")
    assert same.sub("", fragment) in same.sub("", page)


def test_an_unknown_panel_is_refused_in_words(town, leader) -> None:
    answer = leader.browser.get("/cockpit/panel/nothing/")

    assert answer.status_code == 404
    assert "There is no such panel." in answer.content.decode()


def test_the_page_goes_on_in_the_stream_where_it_ends(town, leader) -> None:
    town.report()
    page = text_of(leader.browser.get("/cockpit/"))

    assert f'data-live-last="{events.cursor()}"' in page
    assert re.search(r'data-live-ticket="[^"]{20,}"', page)


def test_every_figure_follows_the_area_in_the_address(town, leader) -> None:
    town.report()
    town.report()
    town.report(at=IN_EAST)

    west, east = (text_of(leader.browser.get(f"/cockpit/?area={code}")) for code in (WEST, EAST))

    assert (figure(west, "open"), figure(east, "open")) == (2, 1)
    assert (len(dots_in(west)), len(dots_in(east))) == (2, 1)
    assert leader.browser.get(f"/cockpit/dots.json?area={EAST}").json()["dots"] == dots_in(east)


def test_the_way_down_is_town_community_grid_and_each_step_leads_back(town, leader) -> None:
    grid = f"{WEST}001"
    fragment = text_of(leader.browser.get(f"/cockpit/panel/where/?area={grid}&period=week"))

    links = re.findall(r'href="(\?[^"]*)" data-area-link="(\d*)"', fragment)
    assert [(code, "week" in href) for href, code in links] == [("", True), (WEST, True)]
    assert f"?period=week&amp;area={WEST}" in fragment or f"?area={WEST}&amp;period=week" in fragment
    assert re.search(r'data-area-link="330199100001" data-key-back', fragment)


def test_the_communities_stand_with_what_is_open_in_each_the_busiest_first(town, leader) -> None:
    town.report(at=IN_EAST)
    fragment = text_of(leader.browser.get("/cockpit/panel/where/"))

    assert re.findall(r'data-area-link="(\d+)".*?quiet">(\d+)<', fragment) == [(EAST, "1"), (WEST, "0")]


@pytest.mark.parametrize("area", ["330199100099", "330199200001", "x", "1' or '1'='1", "33"])
def test_an_area_the_town_does_not_have_is_refused_in_words(town, leader, area) -> None:
    answer = leader.browser.get("/cockpit/", {"area": area})

    assert answer.status_code == 404
    assert "The town has no area" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "mark"),
    [("", "Today"), ("period=week", "7 days"), ("period=month", "30 days"), ("period=x", "Today")],
)
def test_the_period_stands_in_the_address_and_an_unknown_one_is_today(town, leader, query, mark) -> None:
    page = text_of(leader.browser.get(f"/cockpit/?{query}"))

    assert re.search(rf'aria-current="true">{mark}<', page)


def test_the_wall_is_dark_unless_the_address_says_otherwise(town, leader) -> None:
    leader.browser.cookies["lianzhi_theme"] = "light"

    assert 'data-theme="dark"' in text_of(leader.browser.get("/cockpit/"))
    assert 'data-theme="light"' in text_of(leader.browser.get("/cockpit/?theme=light"))
    assert 'data-theme="dark"' in text_of(leader.browser.get("/cockpit/?theme=<script>"))


def test_a_kiosk_has_no_buttons(town, leader) -> None:
    assert "data-full-screen" in text_of(leader.browser.get("/cockpit/"))
    assert "data-full-screen" not in text_of(leader.browser.get("/cockpit/?kiosk=1"))


def test_one_case_opens_beside_the_map_with_its_way_so_far(town, leader) -> None:
    case = town.checked()
    cases.close(case.id, answer=ANSWER, by=town.duty)
    fragment = text_of(leader.browser.get(f"/cockpit/case/{case.number}/"))

    assert case.number in fragment
    assert ANSWER in fragment
    assert fragment.count('class="head"') == 7
    assert f'href="/desk/case/{case.number}/"' in fragment


def test_personal_numbers_are_covered_everywhere_on_the_wall(town, leader) -> None:
    text = f"{TEXT}请打 {PHONE} 联系"
    case = town.checked(text=text, title=f"电话 {PHONE}")
    cases.close(case.id, answer=f"已电话 {PHONE} 答复您。", by=town.duty)

    for address in ("/cockpit/", "/cockpit/dots.json", f"/cockpit/case/{case.number}/"):
        assert PHONE not in leader.browser.get(address).content.decode()


def test_a_case_outside_the_own_area_does_not_exist(town) -> None:
    case = town.report()
    eastern = person("eastern", "cockpit.see", "cases.see", area=EAST)

    assert eastern.browser.get(f"/cockpit/case/{case.number}/").status_code == 404
    assert dots_in(text_of(eastern.browser.get("/cockpit/"))) == []


ADDRESSES = ["/cockpit/", "/cockpit/panel/now/", "/cockpit/dots.json", "/cockpit/case/LZ20260101-0001/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_who_may_see_the_wall_gets_it(town, client, address) -> None:
    assert client.get(address).headers["Location"].startswith("/login/?next=/cockpit/")
    assert person("clerk", "cases.see").browser.get(address).status_code == 403
    assert client.post(address).status_code in (302, 405)


def test_a_fragment_asked_for_after_the_session_ended_sends_the_page_to_the_login(town, client) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/cockpit/?area=1"}
    answer = client.get("/cockpit/panel/now/", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login/?next=/cockpit/"


def test_the_whole_wall_costs_the_same_at_one_row_and_at_three(town, leader) -> None:
    costs = []
    for rows in (1, 2):
        for _ in range(rows):
            case = town.checked()
            cases.close(case.id, answer=ANSWER, by=town.duty)
            town.dispatched()
        leader.browser.get("/cockpit/")
        with CaptureQueriesContext(connection) as seen:
            leader.browser.get("/cockpit/")
        costs.append(len(seen))

    assert costs[0] == costs[1] <= WALL_QUERIES


WALL_QUERIES = 34
