"""The grid worker's phone: own parts only, each move by whom it belongs to.  R-113, R-005."""

from datetime import timedelta

import pytest
from support import phones
from support.phones import RESULT
from support.pictures import jpeg, upload

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def state(case) -> str:
    return cases.by_id(case.id).item.state.code


def test_home_lists_the_open_parts_of_ones_own_unit_only(town, staff):
    case = town.report(phones.resident())
    town.dispatched(case)
    assert case.title in staff(town.worker).get("/g/").content.decode()
    assert case.title not in staff(town.stranger).get("/g/").content.decode()


def test_what_one_reported_stays_in_sight_though_others_handle_it(town, staff):
    case = town.report(town.stranger, source="grid")
    town.dispatched(case)
    browser = staff(town.stranger)
    assert case.title in browser.get("/g/?list=own").content.decode()
    assert browser.get(f"/g/case/{case.number}/").status_code == 200


def test_a_checker_starts_with_what_waits_for_a_check(town, staff):
    case = town.report(phones.resident())
    town.handled(case)
    assert case.title in staff(town.checker).get("/g/").content.decode()


def test_nobody_enters_without_logging_in(town, browser):
    assert browser.get("/g/").status_code == 302 and "/login/" in browser.get("/g/")["Location"]


def test_a_worker_takes_a_part_and_reports_it_done_with_pictures(town, staff):
    from lianzhi.foundation.files import api as files

    case = town.report(phones.resident())
    part = town.dispatched(case)
    browser = staff(town.worker)
    browser.post(f"/g/case/{case.number}/accept/{part}/")
    assert state(case) == "handling"
    done = browser.post(
        f"/g/case/{case.number}/finish/{part}/", {"result": RESULT, "photo": [upload(jpeg(), "after.jpg")]}
    )
    assert done["Location"] == "/g/" and state(case) == "checking"
    assert len(files.of(case.subject, "result")) == 1


def test_a_picture_that_is_none_stops_the_finish_and_loses_nothing(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    cases.accept(case.id, part, by=town.worker)
    typed = {"result": RESULT, "photo": [upload(jpeg(), "good.jpg"), upload(SVG, "bad.svg")]}
    page = staff(town.worker).post(f"/g/case/{case.number}/finish/{part}/", typed)
    html = page.content.decode()
    assert (
        page.status_code == 422 and "bad.svg" in html and RESULT in html and len(page.context["shown"]) == 1
    )
    assert state(case) == "handling"


def test_finishing_needs_words(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    cases.accept(case.id, part, by=town.worker)
    page = staff(town.worker).post(f"/g/case/{case.number}/finish/{part}/", {"result": ""})
    assert page.status_code == 422 and state(case) == "handling"


def test_a_part_that_was_not_taken_cannot_be_finished(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    page = staff(town.worker).post(f"/g/case/{case.number}/finish/{part}/", {"result": RESULT})
    assert page.status_code == 422 and RESULT in page.content.decode() and state(case) == "dispatched"


def test_sending_back_needs_a_reason_and_returns_the_case(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    browser = staff(town.worker)
    assert browser.post(f"/g/case/{case.number}/back/{part}/", {"reason": ""}).status_code == 422
    assert state(case) == "dispatched"
    browser.post(f"/g/case/{case.number}/back/{part}/", {"reason": "归道路养护"})
    assert state(case) == "filed"


def test_a_colleague_of_another_unit_cannot_touch_the_part(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    assert staff(town.stranger).post(f"/g/case/{case.number}/accept/{part}/").status_code == 404
    assert worklist.tasks(case.item.id)[0].accepted_at is None


def test_another_person_checks_and_passes(town, staff):
    case = town.report(phones.resident())
    town.handled(case)
    browser = staff(town.checker)
    assert case.title in browser.get("/g/?list=check").content.decode()
    browser.post(f"/g/case/{case.number}/check/", {"verdict": "pass"})
    assert state(case) == "verified"


def test_a_failed_check_needs_words_and_goes_back_to_work(town, staff):
    case = town.report(phones.resident())
    town.handled(case)
    browser = staff(town.checker)
    assert browser.post(f"/g/case/{case.number}/check/", {"verdict": "fail"}).status_code == 422
    assert state(case) == "checking"
    browser.post(f"/g/case/{case.number}/check/", {"verdict": "fail", "note": "灯还是不亮"})
    assert state(case) == "handling"


def test_a_worker_without_the_right_cannot_check(town, staff):
    case = town.report(phones.resident())
    town.handled(case)
    assert staff(town.worker).post(f"/g/case/{case.number}/check/", {"verdict": "pass"}).status_code == 403
    assert state(case) == "checking"


def test_the_task_page_offers_only_what_may_be_done_next(town, staff):
    case = town.report(phones.resident())
    town.dispatched(case)
    before = staff(town.worker).get(f"/g/case/{case.number}/").content.decode()
    assert ">Take it<" in before and ">Report it done<" not in before and "Check it" not in before


def test_home_costs_the_same_for_one_part_and_for_three(town, staff, django_assert_max_num_queries):
    reporter = phones.resident()
    browser = staff(town.worker)
    for _ in range(3):
        town.dispatched(town.report(reporter))
    browser.get("/g/")
    with django_assert_max_num_queries(20):
        assert len(browser.get("/g/").context["do"]) == 3


def test_a_called_worker_reports_in_and_the_task_is_theirs(town, staff):
    case = town.report(phones.resident())
    part, browser = town.called(case), staff(town.worker)
    assert "Called: report in" in browser.get("/g/").content.decode()
    page = browser.get(f"/g/case/{case.number}/").content.decode()
    assert "I am here: report in" in page and "called by whistle" in page
    assert browser.post(f"/g/case/{case.number}/report-in/{part}/").status_code == 302
    (task,) = worklist.tasks(case.item.id)
    assert task.reported_at and task.assignee == town.worker.id and state(case) == "handling"
    assert "Report it done" in browser.get(f"/g/case/{case.number}/").content.decode()


def test_a_stranger_cannot_report_in_for_another_unit(town, staff):
    case = town.report(phones.resident())
    part = town.called(case)
    assert staff(town.stranger).post(f"/g/case/{case.number}/report-in/{part}/").status_code == 404
    assert worklist.tasks(case.item.id)[0].reported_at is None


def test_a_copy_is_marked_as_read_on_the_phone(town, staff):
    case = town.report(phones.resident())
    cases.file(case.id, by=town.duty)
    given = worklist.Given(units=("lamps",), reason="请知悉")
    cases.move(case.id, "copy", by=town.duty, given=given)
    (copy,) = worklist.tasks(case.item.id)
    browser = staff(town.worker)
    assert "We have read it" in browser.get(f"/g/case/{case.number}/").content.decode()
    browser.post(f"/g/case/{case.number}/read/{copy.id}/")
    assert worklist.tasks(case.item.id)[0].state == "read"


def offered(page: str, case, part: int) -> set[str]:
    """Which steps on the part the page offers."""
    names = {"accept": "accept", "report_in": "report-in", "finish": "finish", "return": "back"}
    return {verb for verb, name in names.items() if f"/g/case/{case.number}/{name}/{part}/" in page}


def suspend(case, town) -> None:
    soon = clock.now() + timedelta(days=3)
    cases.move(case.id, "suspend", by=town.worker, given=worklist.Given(until=soon, reason="等配件"))
    (asked,) = worklist.approvals(case.item.id)
    cases.decide(asked.id, granted=True, by=system("test"))


def merge(case, town) -> None:
    main = town.report(phones.resident(), text="另一处路灯也不亮了。")
    cases.merge(case.id, main.number, reason="同一处", by=system("test"))


def nothing(case, town) -> None:
    pass


@pytest.mark.parametrize(
    ("taken", "then", "steps", "said"),
    [
        (False, nothing, {"accept", "return"}, ""),
        (True, nothing, {"finish", "return"}, ""),
        (True, suspend, set(), "Suspended"),
        (False, suspend, set(), "Suspended"),
        (True, merge, set(), "Merged"),
    ],
)
def test_the_phone_offers_what_the_state_allows_and_says_why_not(town, staff, taken, then, steps, said):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    if taken:
        cases.accept(case.id, part, by=town.worker)
    then(case, town)

    page = staff(town.worker).get(f"/g/case/{case.number}/").content.decode()
    assert offered(page, case, part) == steps
    assert ("data-held" in page) is bool(said) and said in page


def test_sent_back_often_enough_it_is_asked_for_once_more(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    Item.objects.filter(pk=case.item.id).update(bounces=2)

    page = staff(town.worker).get(f"/g/case/{case.number}/").content.decode()
    assert offered(page, case, part) == {"accept"} and f"/g/case/{case.number}/ask/return_again/" in page


def test_the_phone_keeps_what_each_part_allows(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    phone = staff(town.worker)
    assert phone.get("/g/tasks/").json()["parts"][0]["may"] == ["accept", "report_in", "return"]
    cases.accept(case.id, part, by=town.worker)
    suspend(case, town)
    (kept,) = phone.get("/g/tasks/").json()["parts"]
    assert kept["may"] == [] and kept["until"]
    assert "Suspended" in phone.get("/g/").content.decode()
