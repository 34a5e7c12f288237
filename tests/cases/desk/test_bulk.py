"""One move on several cases: the preview says what each would become, each is done by itself, once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import ANSWER, IN_EAST, REASON, ROOT, browser

from lianzhi.cases import api as cases
from lianzhi.cases.models import BulkLine, BulkRun, Case
from lianzhi.cases.queries.bulk import MOST


def address(*cases, **more) -> str:
    query = "&".join([*(f"n={case.number}" for case in cases), *(f"{k}={v}" for k, v in more.items())])
    return f"/desk/bulk/?{query}"


def preview(client, *cases, **more):
    answer = client.get(address(*cases, **more))
    assert answer.status_code == 200
    return answer.context


def send(client, verb: str, *cases, key: str = "k1", **given):
    data = {"n": [case.number for case in cases], "verb": verb, "key": key, "back": "/desk/?status=received"}
    return client.post("/desk/bulk/", data | given)


def states(*cases) -> list[str]:
    found = dict(Case.objects.values_list("number", "item__state"))
    return [found[case.number] for case in cases]


def test_the_preview_offers_the_moves_and_tells_for_each_case_what_would_happen(town, duty):
    first, second, nowhere = town.report(), town.report(), town.report(at=None, place_text="")
    page = preview(duty, first, second, nowhere, verb="file")
    assert {choice.verb for choice in page["choices"]} >= {"file", "refuse"}
    lines = {line.case.number: line for line in page["lines"]}
    assert [lines[c.number].to.code for c in (first, second)] == ["filed", "filed"]
    assert lines[nowhere.number].refused is not None
    assert len(page["open"]) == 2
    assert states(first, second, nowhere) == ["received"] * 3


def test_what_is_refused_for_one_does_not_touch_the_others(town, duty):
    first, nowhere, second = town.report(), town.report(at=None, place_text=""), town.report()
    answer = send(duty, "file", first, nowhere, second)
    assert (answer.status_code, answer.url) == (302, "/desk/bulk/k1/")
    assert states(first, nowhere, second) == ["filed", "received", "filed"]
    page = duty.get(answer.url).context
    assert (page["done"], page["failed"]) == (2, [nowhere.number])
    assert page["back"] == f"/desk/?status=received&select={nowhere.number}"
    assert page["lines"][0].message


def test_the_refused_ones_stay_chosen_on_the_list(town, duty):
    case, _other = town.report(), town.report()
    rows = duty.get(f"/desk/?view=&select={case.number}").context["page"].object_list
    assert {row.case.number: row.chosen for row in rows}[case.number] is True
    assert sum(row.chosen for row in rows) == 1


def test_sent_twice_is_done_once(town, duty):
    first, second = town.report(), town.report()
    send(duty, "file", first, second)
    moves = Case.objects.get(pk=first.id).item.moves.count()
    answer = send(duty, "file", first, second)
    assert duty.get(answer.url).context["done"] == 2
    assert Case.objects.get(pk=first.id).item.moves.count() == moves
    assert (BulkRun.objects.count(), BulkLine.objects.count()) == (1, 2)


def test_the_same_page_again_goes_on_where_it_was_cut_off(town, duty):
    first, second = town.report(), town.report()
    send(duty, "file", first)
    send(duty, "file", first, second)
    assert states(first, second) == ["filed", "filed"]
    assert BulkLine.objects.filter(done=True).count() == 2


def test_a_page_that_was_used_for_another_step_is_refused(town, duty):
    case = town.report()
    send(duty, "file", case)
    assert send(duty, "refuse", case, answer=ANSWER).status_code == 409
    assert states(case) == ["filed"]


def test_words_are_asked_for_once_and_given_to_each(town, duty):
    first, second = town.report(), town.report()
    assert send(duty, "refuse", first, second).status_code == 422
    assert states(first, second) == ["received"] * 2
    send(duty, "refuse", first, second, key="k2", answer=ANSWER)
    assert set(Case.objects.values_list("answer", flat=True)) == {ANSWER}


def test_dispatch_to_whom_the_list_names_for_each(town, duty):
    named, nobody = town.filed(), town.filed(category="noise")
    send(duty, "dispatch", named, nobody, units="*")
    assert states(named, nobody) == ["dispatched", "filed"]
    tasks = Case.objects.get(pk=named.id).item.tasks.order_by("-lead").values_list("unit_code", flat=True)
    assert list(tasks) == ["works", "west"]
    assert "names nobody" in BulkLine.objects.get(done=False).message


def test_dispatch_of_all_to_one_unit(town, duty):
    first, second = town.filed(), town.filed(category="noise")
    send(duty, "dispatch", first, second, units="police")
    assert states(first, second) == ["dispatched"] * 2


def test_a_unit_accepts_all_its_parts_together(town):
    worker = browser(town.workers["works"])
    first, joint = town.dispatched(), town.dispatched("police", "works")
    send(worker, "accept", first, joint)
    assert states(first, joint) == ["handling"] * 2
    send(worker, "return", first, joint, key="k2", reason=REASON)
    assert BulkLine.objects.filter(run__key="k2", done=True).count() == 2


def test_another_area_s_cases_do_not_exist(town):
    mine, theirs = town.report(at=IN_EAST), town.report()
    officer = browser(town.east_duty)
    assert len(preview(officer, mine, theirs, verb="file")["lines"]) == 1
    send(officer, "file", mine, theirs)
    assert states(mine, theirs) == ["filed", "received"]


def test_somebody_else_s_run_is_not_shown_nor_continued(town, duty):
    case, other = town.report(), town.report()
    send(duty, "file", case)
    colleague = browser(town.east_duty)
    assert colleague.get("/desk/bulk/k1/").status_code == 404
    assert send(colleague, "file", other).status_code != 302
    assert send(browser(town.reader), "file", other).context["form"] is None
    assert states(other) == ["received"]


@pytest.mark.parametrize("numbers", [[], ["X"], [str(n) for n in range(MOST + 1)]])
def test_none_unknown_or_too_many_are_refused_in_words(town, duty, numbers):
    query = "&".join(f"n={number}" for number in numbers)
    answer = duty.get(f"/desk/bulk/?{query}")
    assert answer.status_code == 422
    assert "case" in answer.content.decode()


def test_one_is_led_back_to_the_lists_only(town, duty):
    case = town.report()
    page = preview(duty, case, back="https://elsewhere.example/")
    assert page["back"] == "/desk/"


def whole(client, query: str, **more) -> dict:
    answer = client.get("/desk/bulk/", {"all": query} | more)
    assert answer.status_code == 200
    return answer.context


def test_all_that_the_filter_matches_are_taken_from_every_page(town, duty):
    cases = [town.report() for _ in range(4)]
    other = town.report(category="noise")
    nowhere = town.report(at=None, place_text="")
    page = whole(duty, "list=board&category=road&order=oldest", verb="file")
    assert [case.number for case in page["cases"]] == [case.number for case in [*cases, nowhere]]
    assert len(page["open"]) == 4
    [(why, count)] = page["reasons"]
    assert why and count == 1
    assert send(duty, "file", *page["cases"]).status_code == 302
    assert states(*cases, nowhere, other) == ["filed"] * 4 + ["received"] * 2


def test_what_came_after_the_preview_is_not_moved(town, duty):
    shown = town.report()
    page = whole(duty, "list=board", verb="file")
    later = town.report()
    send(duty, "file", *page["cases"])
    assert states(shown, later) == ["filed", "received"]


def test_more_than_one_go_takes_is_said_and_the_first_are_taken(town, duty, monkeypatch):
    monkeypatch.setattr("lianzhi.cases.queries.bulk.MOST", 2)
    first, second, _third = town.report(), town.report(), town.report()
    answer = duty.get("/desk/bulk/", {"all": "list=board&order=oldest", "verb": "file"})
    assert [case.number for case in answer.context["cases"]] == [first.number, second.number]
    assert answer.context["whole"].total == 3 and "The filter matches 3 cases." in answer.content.decode()


def test_the_list_of_another_area_gives_none(town, duty):
    town.report()
    assert browser(town.east_duty).get("/desk/bulk/", {"all": "list=board"}).status_code == 422


def test_the_preview_asks_no_more_for_three_than_for_one(town, duty):
    town.report()
    duty.get("/desk/bulk/", {"all": "list=board", "verb": "file"})
    with CaptureQueriesContext(connection) as one:
        duty.get("/desk/bulk/", {"all": "list=board", "verb": "file"})
    for where in ({}, {"at": None, "place_text": ""}):
        town.report(**where)
    with CaptureQueriesContext(connection) as three:
        page = whole(duty, "list=board", verb="file")
    assert len(page["lines"]) == 3 and page["reasons"]
    assert len(three) == len(one)


# ---- ready texts for several --------------------------------------------------------------------------------


def texts(**more) -> int:
    cases.save_reply(None, title="Only noise", text="噪声", verbs=["refuse"], categories=["noise"], by=ROOT)
    given = {"title": "Elsewhere", "text": "{number}在{place}，不属本镇。", "verbs": ["refuse"]} | more
    return cases.save_reply(None, by=ROOT, **given).id


def asked(duty, found, **data):
    numbers = {"n": [case.number for case in found], "verb": "refuse", "key": "k-ready"}
    return duty.post("/desk/bulk/", numbers | data)


def test_several_are_offered_the_texts_that_fit_all_of_them_and_each_fills_in_its_own(town, duty):
    texts()
    found = [town.report(), town.report()]
    page = duty.get("/desk/bulk/", {"n": [case.number for case in found], "verb": "refuse"}).content.decode()
    assert "Elsewhere" in page and "Only noise" not in page and "{number}" in page

    asked(duty, found, answer="{number}在{place}，不属本镇。{sic}")
    assert [cases.by_id(case.id).answer for case in found] == [
        f"{case.number}在北门，不属本镇。{{sic}}" for case in found
    ]


def test_without_javascript_the_text_comes_back_in_the_form_and_nothing_is_done(town, duty):
    key, found = texts(), [town.report()]
    answer = asked(duty, found, fill=str(key), answer="您好")
    page = answer.content.decode()
    assert answer.status_code == 200 and "您好\n{number}在{place}" in page
    assert f'name="reply" value="{key}"' in page
    assert cases.by_id(found[0].id).item.state.code == "received"


def test_a_case_that_lacks_what_the_text_needs_is_left_as_it_is(town, duty):
    found = [town.report()]
    asked(duty, found, answer="已交{unit}。")
    assert cases.by_id(found[0].id).item.state.code == "received"
    assert "{unit}" in duty.get("/desk/bulk/k-ready/").content.decode()
