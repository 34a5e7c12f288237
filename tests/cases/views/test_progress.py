"""What a resident sees of a case, who may see it, and what comes after the answer.  R-123, R-278."""

import pytest
from django.test import Client
from support import phones
from support.phones import ANSWER, PHONE

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Rating


@pytest.fixture
def reporter(town):
    return phones.resident()


def test_the_page_of_a_case_shows_state_promise_and_way(town, reporter, browser):
    case = town.report(reporter)
    town.dispatched(case)
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert case.number in html and "Passed on to Lamps" in html
    assert "You have an answer by" in html and "Another person checks the result" in html


def test_the_page_shows_no_phone_and_no_names_of_staff(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert PHONE not in html and PHONE[-4:] not in html.replace(case.number, "")
    assert not any(actor.name in html for actor in (town.duty, town.worker, town.checker))


def test_inner_reasons_stay_inside(town, reporter, browser):
    case = town.report(reporter)
    part = town.dispatched(case)
    cases.send_back(case.id, part, reason="不归我们管，内部说明", by=town.worker)
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert "内部说明" not in html and "gave it back" in html


def test_after_closing_the_answer_stands_in_full(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert ANSWER in html and f"/r/c/{case.token}/rate/" in html


def test_a_token_that_is_none_shows_nothing(town, browser):
    assert browser.get("/r/c/NOSUCHTOKEN/").status_code == 404


@pytest.mark.parametrize("typed", ["{number}", " {lower} ", "{digits}"])
def test_number_and_four_digits_lead_to_the_case(town, reporter, browser, typed):
    case = town.report(reporter)
    forms = {
        "number": case.number,
        "lower": case.number.lower(),
        "digits": case.number[-13:].replace("-", " "),
    }
    found = browser.post("/r/find/", {"number": typed.format(**forms), "last_four": PHONE[-4:]})
    assert found["Location"] == f"/r/c/{case.token}/"


def test_a_number_alone_shows_nothing(town, reporter, browser):
    case = town.report(reporter)
    wrong = browser.post("/r/find/", {"number": case.number, "last_four": "9999"})
    unknown = browser.post("/r/find/", {"number": "LZ20200101-0001", "last_four": PHONE[-4:]})
    for page in (wrong, unknown):
        assert (
            page.status_code == 422
            and case.token not in page.content.decode()
            and case.title not in page.content.decode()
        )
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_four_digits_cannot_be_guessed(town, reporter, browser):
    case = town.report(reporter)
    for guess in range(8):
        browser.post("/r/find/", {"number": case.number, "last_four": f"{5000 + guess}"})
    page = browser.post("/r/find/", {"number": case.number, "last_four": PHONE[-4:]})
    assert page.status_code == 422 and "too many" in page.content.decode()


def test_a_case_of_staff_is_not_found_by_four_digits(town, browser):
    case = town.report(town.worker, source="grid")
    assert browser.post("/r/find/", {"number": case.number, "last_four": ""}).status_code == 422


def test_my_reports_need_the_phone_and_show_only_mine(town, reporter, browser):
    mine, other = town.report(reporter), town.report(phones.resident("13900000002"), text="别人的事情在这里")
    assert mine.token not in browser.get("/r/mine/").content.decode()
    code = browser.post("/r/code/", {"phone": PHONE}).json()["shown"]
    browser.post("/r/mine/", {"phone": PHONE, "code": code, "do": "enter"})
    html = browser.get("/r/mine/").content.decode()
    assert mine.token in html and other.token not in html
    assert "138****0001" in html and PHONE not in html


def test_leaving_forgets_the_phone_on_this_device(town, reporter, browser):
    code = browser.post("/r/code/", {"phone": PHONE}).json()["shown"]
    browser.post("/r/mine/", {"phone": PHONE, "code": code, "do": "enter"})
    browser.post("/r/leave/")
    assert 'name="phone"' in browser.get("/r/mine/").content.decode()


def test_whoever_holds_the_link_rates_as_the_reporter(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    rated = browser.post(f"/r/c/{case.token}/rate/", {"grade": "5", "reasons": ["fast"], "text": "很好"})
    assert rated["Location"] == f"/r/c/{case.token}/"
    assert Rating.objects.get().grade == 5 and cases.by_id(case.id).item.state.code == "rated"


@pytest.mark.parametrize("grade", ["", "6", "0", "good"])
def test_a_grade_that_is_none_of_the_five_is_refused(town, reporter, browser, grade):
    case = town.report(reporter)
    town.closed(case)
    page = browser.post(f"/r/c/{case.token}/rate/", {"grade": grade, "text": "慢"})
    assert page.status_code == 422 and page.context["form"]["text"].value() == "慢"
    assert not Rating.objects.exists()


def test_a_case_that_is_not_closed_cannot_be_rated(town, reporter, browser):
    case = town.report(reporter)
    assert browser.post(f"/r/c/{case.token}/rate/", {"grade": "1"}).status_code == 422
    assert not Rating.objects.exists()


def test_a_bad_rating_opens_the_way_to_have_it_done_again(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    browser.post(f"/r/c/{case.token}/rate/", {"grade": "1", "reasons": ["unsolved"]})
    assert "Have it done again" in browser.get(f"/r/c/{case.token}/").content.decode()
    browser.post(f"/r/c/{case.token}/reopen/", {"reason": "灯还是不亮"})
    assert cases.by_id(case.id).item.state.code == "filed"


def test_a_good_rating_does_not(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    browser.post(f"/r/c/{case.token}/rate/", {"grade": "4"})
    assert "Have it done again" not in browser.get(f"/r/c/{case.token}/").content.decode()
    refused = browser.post(f"/r/c/{case.token}/reopen/", {"reason": "再来一次"})
    assert refused.status_code == 422 and cases.by_id(case.id).item.state.code == "rated"


def test_reopening_needs_a_reason(town, reporter, browser):
    case = town.report(reporter)
    town.closed(case)
    browser.post(f"/r/c/{case.token}/rate/", {"grade": "1"})
    assert browser.post(f"/r/c/{case.token}/reopen/", {"reason": " "}).status_code == 422
    assert cases.by_id(case.id).item.state.code == "rated"


def test_nobody_rates_as_a_member_of_staff_by_a_link(town, browser):
    case = town.report(town.worker, source="grid")
    town.closed(case)
    assert browser.post(f"/r/c/{case.token}/rate/", {"grade": "5"}).status_code == 422
    assert (
        not Rating.objects.exists() and "Rate it" not in browser.get(f"/r/c/{case.token}/").content.decode()
    )


def test_the_answer_of_a_refused_case_is_shown(town, reporter, browser):
    case = town.report(reporter)
    cases.refuse(case.id, answer="不在本镇管辖，请打 12345。", by=town.duty)
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert "不在本镇管辖" in html and "We could not take this on" in html


def test_the_progress_page_costs_the_same_for_long_and_short_ways(
    town, reporter, browser, django_assert_max_num_queries
):
    case = town.report(reporter)
    town.closed(case)
    browser.get(f"/r/c/{case.token}/")
    with django_assert_max_num_queries(18):
        browser.get(f"/r/c/{case.token}/")


def test_pages_are_complete_in_chinese(town, reporter):
    case = town.report(reporter)
    browser = Client(headers={"accept-language": "zh-hans"})
    html = browser.get(f"/r/c/{case.token}/").content.decode()
    assert "办理" in html and "The way so far" not in html
    assert Case.objects.count() == 1
