"""The duty officer's list: tabs, filters in the address, bounded queries, rows for the live page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import EAST, IN_EAST, browser

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case


def numbers(response) -> set[str]:
    return {row.case.number for row in response.context["page"].object_list}


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_at_one_row_and_at_three(town, duty):
    town.dispatched("works", "police")
    duty.get("/desk/")
    one = queries(duty, "/desk/")
    town.finished()
    town.report(category="")
    assert queries(duty, "/desk/") == one


def test_the_inbox_costs_the_same_at_one_row_and_at_three(town):
    works = browser(town.workers["works"])
    town.dispatched("works", "police")
    works.get("/desk/inbox/")
    one = queries(works, "/desk/inbox/")
    town.dispatched()
    town.accepted()
    assert queries(works, "/desk/inbox/") == one


def test_tabs_count_what_waits_for_whom(town, duty):
    town.report()
    town.filed()
    town.dispatched()
    town.accepted()
    town.finished()
    town.checked()
    tabs = {tab.code: tab.count for tab in duty.get("/desk/").context["listing"].tabs}
    assert tabs == {"receive": 1, "dispatch": 1, "handle": 2, "check": 1, "answer": 1, "all": 6}


def test_a_tab_shows_its_cases_only(town, duty):
    waiting, _filed = town.report(), town.filed()
    assert numbers(duty.get("/desk/?group=receive")) == {waiting.number}


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("module=safety", "noise"),
        ("category=noise", "noise"),
        (f"area={EAST}", "noise"),
        ("q=云杉", "noise"),
        ("mine=on", "road"),
    ],
)
def test_each_filter_narrows_the_list(town, duty, query, hit):
    found = {
        "road": town.filed().number,
        "noise": town.report(category="noise", at=IN_EAST, place_text="云杉苑").number,
    }
    assert numbers(duty.get(f"/desk/?{query}")) == {found[hit]}


def test_the_light_filters_by_what_is_left_of_the_time(town, duty):
    late = town.report()
    in_time = town.report()
    item = Case.objects.get(pk=late.id).item
    item.warn_at, item.due_at = item.opened_at, item.opened_at
    item.save()
    assert numbers(duty.get("/desk/?light=red")) == {late.number}
    assert numbers(duty.get("/desk/?light=green")) == {in_time.number}


def test_an_old_link_with_unknown_values_still_opens_and_filters_nothing(town, duty):
    case = town.report()
    answer = duty.get("/desk/?group=gone&module=gone&area=x&light=blue&order=up&page=99")
    assert (answer.status_code, numbers(answer)) == (200, {case.number})


def test_an_officer_of_another_area_sees_nothing_of_it(town):
    case = town.report()
    elsewhere = browser(town.east_duty)
    assert numbers(elsewhere.get("/desk/")) == set()
    assert elsewhere.get("/desk/dots/").json() == {"dots": []}
    assert case.number not in elsewhere.get(f"/desk/rows/?n={case.number}").content.decode()


def test_a_live_row_comes_only_while_it_fits_the_filters(town, duty):
    case = town.report()
    address = f"/desk/rows/?group=receive&n={case.number}"
    before = duty.get(address).content.decode()
    cases.file(case.id, by=town.duty)
    after = duty.get(address).content.decode()
    assert f'data-number="{case.number}"' in before
    assert f'data-number="{case.number}"' not in after
    assert 'id="tabs"' in after


def test_dots_are_the_open_located_cases_of_the_list(town, duty):
    here, nowhere = town.report(), town.report(at=None, place_text="")
    refused = cases.refuse(town.report().id, answer="No.", by=town.duty)
    dots = duty.get("/desk/dots/").json()["dots"]
    assert [dot["number"] for dot in dots] == [here.number]
    assert {nowhere.number, refused.number} & {dot["number"] for dot in dots} == set()


def test_the_inbox_holds_open_parts_of_the_own_unit_and_takes_one_click(town):
    mine, _other, done = town.dispatched(), town.dispatched("police"), town.finished()
    works = browser(town.workers["works"])
    page = works.get("/desk/inbox/")
    assert numbers(page) == {mine.number}
    assert [act.verb for act in page.context["page"].object_list[0].acts] == ["accept"]
    assert done.number not in page.content.decode()


def test_accepting_from_the_row_comes_back_to_the_inbox(town):
    case = town.dispatched()
    works = browser(town.workers["works"])
    [task] = case.item.tasks
    answer = works.post(f"/desk/case/{case.number}/move/accept/", {"task": task.id, "next": "inbox"})
    assert (answer.status_code, answer.url) == (302, "/desk/inbox/")
    assert cases.by_id(case.id).item.tasks[0].state == "accepted"


def test_checkers_have_their_list_and_others_do_not(town, duty):
    case = town.finished()
    assert numbers(browser(town.checker).get("/desk/checks/")) == {case.number}
    assert duty.get("/desk/checks/").status_code == 403


def test_an_empty_list_says_what_will_appear_and_an_empty_search_how_to_widen_it(town, duty):
    assert "appear here by themselves" in duty.get("/desk/").content.decode()
    assert "Nothing fits these filters" in duty.get("/desk/?q=xyz").content.decode()


@pytest.mark.parametrize(
    "url", ["/desk/", "/desk/rows/", "/desk/dots/", "/desk/inbox/", "/desk/checks/", "/desk/new/"]
)
def test_the_desk_is_for_staff_only(db, client, url):
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url.startswith("/login/")
