"""Pages of schools, the list, visits on the phone, and which school an address is in."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.desk import browser
from support.homes import child, elder, relay
from support.register import BUILDING, GRID, ROOM, ROOT, WEST

from lianzhi.kernel import clock
from lianzhi.registry.models import Look
from lianzhi.services import api as services
from lianzhi.services.models import Elder, Places, School, SchoolArea, Visit
from lianzhi.services.queries import elders, schools


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def school(town) -> str:
    code = services.save_school(BUILDING, "primary", "云杉小学", source="教育", by=ROOT).code
    services.set_places(code, 2027, 2, source="教育", by=ROOT)
    services.set_area(code, services.NewArea(areas=[GRID]), source="教育", by=ROOT)
    for serial in range(1, 7):
        child(serial, place=f"{ROOM[:-1]}{serial}")
    services.project(by=ROOT)
    return code


def test_the_table_shows_each_year_and_the_page_says_why(town, school) -> None:
    client = browser(town.keeper)

    table, page = text(client.get("/services/schools/")), text(client.get(f"/services/schools/{school}/"))

    assert "云杉小学" in table and "supply-red" in table and "4 short" in table and "2032" in table
    assert (
        "6 children at addresses of the area are of that age." in page
        and "4 children more than places." in page
    )
    assert "education office decides" in page and "示例1" not in page


def test_before_anything_is_entered_the_pages_say_what_comes(town) -> None:
    client = browser(town.keeper)

    for url, said in (
        ("/services/schools/", "No school is entered yet"), ("/services/schools/map/", "No school of this stage"),
        ("/services/elders/", "Nobody is on the list here"), ("/g/visits/", "No visit is due"), ("/r/schools/", "Type an address"),
    ):  # fmt: skip
        assert said in text(client.get(url)), url


def test_the_map_colours_the_grid_of_the_school(town, school) -> None:
    shown = text(browser(town.leader).get("/services/schools/map/?stage=primary&year=2027"))

    assert 'class="supply-red"' in shown and "hatched" in shown and 'class="supply-none"' in shown


def test_a_school_is_entered_and_changed_on_pages(town) -> None:
    client = browser(town.keeper)

    wrong = client.post("/services/schools/new/", {"place": "x", "stage": "primary", "source": "教育"})
    made = client.post("/services/schools/new/", {"place": BUILDING, "stage": "primary", "source": "教育"})
    code = School.objects.get().code
    client.post(f"/services/schools/{code}/places/", {"year": 2027, "places": 30, "source": "教育"})
    client.post(f"/services/schools/{code}/area/", {"areas": [WEST], "source": "教育"})

    assert wrong.status_code == 422 and "no place with this code" in text(wrong)
    assert made.headers["Location"] == f"/services/schools/{code}/"
    assert Places.objects.get().places == 30 and SchoolArea.objects.get().area == WEST
    assert browser(town.far).post(f"/services/schools/{code}/places/", {}).status_code == 404


def test_which_school_for_the_desk_and_for_everybody(town, school) -> None:
    typed = text(Client().get("/r/schools/", {"q": ROOM}))
    piece = text(Client().get("/r/schools/", {"q": BUILDING}, headers={"HX-Request": "true"}))
    found = text(Client().get("/r/schools/", {"code": BUILDING}))
    desk = text(browser(town.leader).get("/services/which/", {"code": ROOM}))

    assert f"?code={BUILDING}" in typed and "<html" not in piece and f"?code={BUILDING}" in piece
    for shown in (found, desk):
        assert "云杉小学" in shown and "decided by the education office" in shown
    assert "No such address" in text(Client().get("/r/schools/", {"q": "哪里都不是"}))


def test_the_list_names_people_to_who_cares_there_and_writes_it_down(town) -> None:
    code = elder(1)
    relay()

    shown = text(browser(town.keeper).get("/services/elders/"))

    assert "示例1" in shown and "云杉苑1幢 1-302" in shown and "High care" in shown
    assert Look.objects.get(subject=f"person:{code}").field == "care"
    assert "示例1" not in text(browser(town.far).get("/services/elders/"))
    assert browser(town.leader).get("/services/elders/").status_code == 403
    stay = Elder.objects.get(person=code).pk
    assert browser(town.far).get(f"/services/elders/{stay}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [("?care=high", True), ("?care=low", False), ("?home=single", True), ("?look=due", False), ("?look=gone", False),
     (f"?area={GRID}", True), ("?care=nonsense", True), ("?after=x-1", True)],
)  # fmt: skip
def test_the_list_is_narrowed(town, query, there) -> None:
    elder(1)
    relay()

    assert ("示例1" in text(browser(town.keeper).get(f"/services/elders/{query}"))) is there


def test_a_visit_on_the_phone(town) -> None:
    code = elder(1)
    relay()
    stay, client = Elder.objects.get(person=code).pk, browser(town.keeper)

    begun = client.post(f"/services/elders/{stay}/visit/")
    page = begun.headers["Location"]
    assert "示例1" in text(client.get("/g/visits/")) and "please ask" in text(client.get(page))
    refused = client.post(page, {"outcome": "help", "note": ""})
    kept = client.post(page, {"outcome": "well", "note": "精神好", "word": "yes"})

    assert refused.status_code == 422 and "Write what you found" in text(refused)
    assert kept.headers["Location"] == "/g/visits/" and Visit.objects.get().outcome == "well"
    assert Elder.objects.get(pk=stay).word == "agreed"
    assert "精神好" in text(client.get(f"/services/elders/{stay}/"))


def test_the_registers_pages_count_elders_and_short_schools(town, school) -> None:
    elder(9, place=f"{ROOM[:-1]}9")
    relay()
    client = browser(town.keeper)

    grid, building = (
        text(client.get(f"/registry/grid/{GRID}/")),
        text(client.get(f"/registry/building/{BUILDING}/")),
    )

    for shown in (grid, building):
        assert "Elders alone" in shown and "Visits due" in shown
    assert "Schools that will be short" in grid


OUTLINE = {
    "type": "Polygon",
    "coordinates": [[[120.0, 30.0], [120.01, 30.0], [120.01, 30.01], [120.0, 30.0]]],
}


def test_a_school_ends_on_its_page(town, school) -> None:
    client, today = browser(town.keeper), timezone.localdate(clock.now())
    page = f"/services/schools/{school}/end/"

    assert "End the school" in text(client.get(f"/services/schools/{school}/"))
    ahead = client.post(page, {"on": str(today + timedelta(days=1))})
    done = client.post(page, {"on": str(today)})
    again = client.post(page, {"on": str(today)})

    assert ahead.status_code == 422 and "still to come" in text(ahead)
    assert done.headers["Location"] == f"/services/schools/{school}/"
    shown = text(client.get(f"/services/schools/{school}/"))
    assert "The school ended on" in shown and "End the school" not in shown
    assert again.status_code == 422 and "has ended already" in text(again)
    assert "云杉小学" not in text(client.get("/services/schools/"))
    assert not SchoolArea.objects.filter(school__code=school, valid_to=None).exists()


def test_only_who_may_change_schools_there_ends_one(town, school) -> None:
    for who, status in ((town.leader, 403), (town.far, 404)):
        assert (
            browser(who).post(f"/services/schools/{school}/end/", {"on": "2026-01-01"}).status_code == status
        )
    assert School.objects.get(code=school).valid_to is None


def test_the_area_is_drawn_from_what_holds_and_beside_the_others(town, school) -> None:
    other = services.save_school(BUILDING, "middle", source="教育", by=ROOT).code
    services.set_area(other, services.NewArea(outline=json.dumps(OUTLINE)), source="教育", by=ROOT)
    third = services.save_school(f"{WEST}B00002", "middle", source="教育", by=ROOT).code
    client = browser(town.keeper)

    mine, beside = (
        text(client.get(f"/services/schools/{other}/area/")),
        text(client.get(f"/services/schools/{third}/area/")),
    )

    assert (
        "data-outlinedraw" in mine
        and 'value="draw" checked' in mine
        and "120.01" in mine.partition("<textarea")[2]
    )
    assert 'value="take" checked' in beside and "outlines of other schools" in beside and "120.01" in beside
    client.post(
        f"/services/schools/{other}/area/",
        {"areas": [GRID], "outline": json.dumps(OUTLINE), "source": "教育"},
    )
    assert SchoolArea.objects.filter(school__code=other, valid_to=None).count() == 2
    assert schools.held(other)[0] == [GRID] and "120.01" in schools.held(other)[1]


def test_visits_come_a_page_at_a_time(town, monkeypatch) -> None:
    monkeypatch.setattr(elders, "SIZE", 2)
    for serial in (11, 12, 13):
        elder(serial, place=f"{ROOM[:-2]}{serial}")
    relay()
    for stay in Elder.objects.all():
        services.begin_visit(stay.pk, by=town.keeper)
    client = browser(town.keeper)

    first, second = text(client.get("/g/visits/")), text(client.get("/g/visits/?page=2"))

    assert first.count('class="card"') == 2 and "Further visits" in first
    assert second.count('class="card"') == 1 and "Further visits" not in second
    assert text(client.get("/g/visits/?page=x")).count('class="card"') == 2


def test_schools_cost_as_many_queries_at_one_as_at_three(town, school) -> None:
    client, counts = browser(town.keeper), []
    urls = (
        "/services/schools/",
        "/services/schools/map/",
        f"/services/schools/{school}/",
        f"/services/schools/{school}/area/",
    )
    for more in (0, 2):
        for n in range(more):
            code = services.save_school(
                f"{WEST}B0000{n + 1}", "primary", f"第{n}小学", source="教育", by=ROOT
            ).code
            services.set_area(
                code, services.NewArea(areas=[GRID], outline=json.dumps(OUTLINE)), source="教育", by=ROOT
            )
        if more:
            services.set_area(school, services.NewArea(areas=[GRID, WEST]), source="教育", by=ROOT)
            services.project(by=ROOT)
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url).status_code == 200
            found.append(len(seen))
        counts.append(found)

    assert counts[0] == counts[1] and max(counts[0]) <= 24, counts


def test_query_counts_do_not_grow(town, school) -> None:
    client, counts = browser(town.keeper), {}
    for serial in (11, 12, 13):
        elder(serial, place=f"{ROOM[:-2]}{serial}")
        relay()
        services.begin_visit(Elder.objects.latest("pk").pk, by=town.keeper)
        for url in ("/services/elders/", "/g/visits/", "/services/schools/"):
            client.get(url)
            Look.objects.all().delete()
            with CaptureQueriesContext(connection) as seen:
                client.get(url)
            counts.setdefault(url, []).append(len(seen))

    assert all(each[0] == each[2] for each in counts.values()), counts
