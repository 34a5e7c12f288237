"""One case on the desk: what is shown to whom, moves with their forms, refusals that lose nothing."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from support.desk import ANSWER, EAST, IN_EAST, OUTSIDE, PHONE, REASON, RESULT, ROOT, TEXT, browser

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist


def send(client, case, verb: str, **data):
    return client.post(f"/desk/case/{case.number}/move/{verb}/", data)


def page_of(client, case) -> str:
    return client.get(f"/desk/case/{case.number}/").content.decode()


def task_of(case, unit: str) -> int:
    return next(task.id for task in worklist.tasks(case.item.id) if task.unit == unit)


def state(case) -> str:
    return cases.by_id(case.id).item.state.code


def trail(case) -> int:
    return len(worklist.moves(case.item.id))


# ---- what is shown --------------------------------------------------------------------------------------


def test_the_record_shows_text_category_place_and_the_road(town, duty):
    page = page_of(duty, town.filed())
    for said in (TEXT, "Road damage", "北门", "Example 001", "Filed", "Checking"):
        assert said in page


def test_outside_the_own_area_the_case_does_not_exist(town):
    case = town.filed()
    elsewhere = browser(town.east_duty)
    assert elsewhere.get(f"/desk/case/{case.number}/").status_code == 404
    assert elsewhere.get(f"/desk/case/{case.number}/parts/").status_code == 404
    assert send(elsewhere, case, "dispatch", units="works").status_code == 404
    assert (
        elsewhere.post(f"/desk/case/{case.number}/correct/category/", {"category": "noise"}).status_code
        == 404
    )
    assert state(case) == "filed"


def test_the_contact_is_masked_and_only_for_those_who_may_see_it(town, duty):
    caller = access.caller(PHONE, name="李某", by=ROOT)
    case = town.finished(reporter=caller.id)
    assert "138****0001" in page_of(duty, case)
    checker = page_of(browser(town.checker), case)
    assert "138****0001" not in checker
    assert "李某" not in checker
    assert PHONE not in page_of(duty, case)


def test_a_reader_without_moves_is_told_who_acts_next(town):
    page = page_of(browser(town.reader), town.filed())
    assert "Now others act" in page
    assert "/move/" not in page


def test_the_record_costs_the_same_however_long_its_history(town, duty):
    short, long = town.dispatched("works", "police"), town.accepted("works", "police")
    page_of(duty, short)

    def cost(case) -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(duty, case)
        return len(caught)

    assert cost(long) == cost(short)


def test_parts_are_the_inside_of_the_page_only(town, duty):
    part = duty.get(f"/desk/case/{town.filed().number}/parts/").content.decode()
    assert 'id="record"' in part
    assert "<html" not in part


# ---- moves ----------------------------------------------------------------------------------------------


def test_a_case_goes_from_the_call_to_its_answer_over_the_desk(town, duty):
    case = town.report()
    works, checker = browser(town.workers["works"]), browser(town.checker)
    send(duty, case, "file")
    send(duty, case, "dispatch", units="works", supports=["police"])
    for unit in ("works", "police"):
        send(browser(town.workers[unit]), case, "accept", task=task_of(case, unit))
    send(works, case, "finish", task=task_of(case, "works"), result=RESULT)
    assert state(case) == "handling"
    send(browser(town.workers["police"]), case, "finish", task=task_of(case, "police"), result=RESULT)
    send(checker, case, "pass", note="Seen on the spot.")
    answer = send(duty, case, "close", answer=ANSWER)
    assert (answer.status_code, state(case), cases.by_id(case.id).answer) == (302, "closed", ANSWER)


@pytest.mark.parametrize(
    ("start", "who", "verb", "data", "said"),
    [
        ("report", "duty", "refuse", {}, "Write the answer"),
        ("filed", "duty", "dispatch", {"note": "hurry"}, "Choose the unit that leads."),
        ("finished", "checker", "fail", {}, "Give a reason."),
        ("checked", "duty", "close", {"answer": "  "}, "Write the answer"),
    ],
)
def test_a_move_without_what_it_needs_is_refused_beside_the_field(town, start, who, verb, data, said):
    case = getattr(town, start)()
    before = trail(case)
    answer = send(browser(getattr(town, who)), case, verb, **data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert trail(case) == before


def test_a_refused_form_keeps_what_was_typed(town, duty):
    case = town.filed()
    answer = send(duty, case, "dispatch", units="", supports=["police"], note="Please hurry.")
    page = answer.content.decode()
    assert "Please hurry." in page
    assert 'value="police" id="dispatch-supports' in page.replace("\n", " ")
    assert state(case) == "filed"


def test_dispatch_is_prefilled_from_the_responsibility_list_with_its_ground(town, duty):
    page = page_of(duty, town.filed())
    assert "示例条例第一条" in page
    assert '<option value="works" selected>' in page
    assert "not verified" in page


def test_without_an_entry_the_form_says_so_and_proposes_joint_handling(town, duty):
    page = page_of(duty, town.filed(category="noise"))
    assert "names nobody" in page
    assert "handled jointly" in page


def test_a_unit_that_is_not_offered_is_refused(town, duty):
    case = town.filed()
    assert send(duty, case, "dispatch", units="nobody").status_code == 422
    assert state(case) == "filed"


def test_the_lead_among_the_supports_counts_once(town, duty):
    case = town.filed()
    send(duty, case, "dispatch", units="works", supports=["works", "police"])
    assert [task.unit for task in worklist.tasks(case.item.id)] == ["works", "police"]


def test_somebody_was_faster_the_buttons_are_fresh_and_the_words_are_kept(town, duty):
    case = town.checked()
    cases.close(case.id, answer=ANSWER, by=town.duty)
    answer = send(duty, case, "close", answer="My own long answer.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "moved on" in page
    assert "My own long answer." in page
    assert cases.by_id(case.id).answer == ANSWER


def test_a_step_cannot_be_skipped_by_its_address(town, duty):
    case = town.report()
    assert send(duty, case, "close", answer=ANSWER).status_code == 409
    assert (state(case), cases.by_id(case.id).answer) == ("received", "")


def test_without_the_permission_a_move_is_not_allowed_and_nothing_changes(town):
    case = town.filed()
    assert send(browser(town.checker), case, "dispatch", units="works").status_code == 403
    assert state(case) == "filed"


def test_one_unit_cannot_act_on_the_part_of_another(town):
    case = town.dispatched("works", "police")
    answer = send(browser(town.workers["works"]), case, "accept", task=task_of(case, "police"))
    assert answer.status_code == 409
    assert {task.state for task in worklist.tasks(case.item.id)} == {"assigned"}


def test_rating_is_the_reporters_and_has_no_address_on_the_desk(town, duty):
    case = cases.close(town.checked().id, answer=ANSWER, by=town.duty)
    assert send(duty, case, "rate", grade=5).status_code == 409
    assert state(case) == "closed"


def test_after_sending_back_the_unit_no_longer_sees_the_case_and_lands_in_its_inbox(town):
    case = town.dispatched()
    answer = send(browser(town.workers["works"]), case, "return", task=task_of(case, "works"), reason=REASON)
    assert (answer.status_code, answer.url, state(case)) == (302, "/desk/inbox/", "filed")


def test_filing_waits_for_category_and_place_and_says_so(town, duty):
    case = town.report(at=None, place_text="", category="")
    page = page_of(duty, case)
    assert "The category is not set yet." in page
    assert send(duty, case, "file").status_code == 422
    assert state(case) == "received"


def test_the_answer_is_written_from_what_the_units_did(town, duty):
    assert f'data-text="{RESULT}"' in page_of(duty, town.checked())


# ---- corrections ----------------------------------------------------------------------------------------


def test_category_and_place_can_be_corrected(town, duty):
    case = town.report()
    lon, lat = IN_EAST
    duty.post(f"/desk/case/{case.number}/correct/category/", {"category": "noise"})
    duty.post(f"/desk/case/{case.number}/correct/place/", {"place": "云杉苑", "lon": lon, "lat": lat})
    now = cases.by_id(case.id)
    assert (now.category.code, now.category_by, now.place_text, now.area_code) == (
        "noise",
        "person",
        "云杉苑",
        EAST + "001",
    )


@pytest.mark.parametrize(
    ("what", "data", "said"),
    [
        ("category", {"category": "gone"}, "gone"),
        ("category", {}, "Choose a category."),
        ("place", {"place": "不存在的地方", "lon": "", "lat": ""}, "was not found"),
        ("place", {"place": "x", "lon": OUTSIDE[0], "lat": OUTSIDE[1]}, "outside the town"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_beside_its_field(town, duty, what, data, said):
    case = town.report()
    answer = duty.post(f"/desk/case/{case.number}/correct/{what}/", data)
    now = cases.by_id(case.id)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (now.category, now.lon, now.place_text) == (case.category, case.lon, case.place_text)


def test_an_unknown_correction_is_not_there(town, duty):
    case = town.report()
    assert duty.post(f"/desk/case/{case.number}/correct/reporter/", {"reporter": "me"}).status_code == 404
    assert cases.by_id(case.id).reporter == case.reporter


def test_who_may_not_correct_is_offered_no_correction(town):
    assert "/correct/" not in page_of(browser(town.reader), town.filed())


# ---- photos of the result -------------------------------------------------------------------------------


def picture() -> SimpleUploadedFile:
    body = BytesIO()
    Image.new("RGB", (64, 48), "#336699").save(body, "JPEG")
    return SimpleUploadedFile("after.jpg", body.getvalue(), "image/jpeg")


def test_photos_of_the_result_come_with_the_form_or_before_it(town):
    case = town.accepted()
    works, task = browser(town.workers["works"]), task_of(case, "works")
    before = works.post("/files/photo", {"photo": picture(), "purpose": "result"}).json()["id"]
    answer = send(works, case, "finish", task=task, result=RESULT, photos=[before], upload=picture())
    assert (answer.status_code, state(case)) == (302, "checking")
    assert len(files.of(case.subject, "result")) == 2
    assert "/files/" in page_of(browser(town.checker), case)


def test_a_broken_picture_is_refused_and_the_words_stay(town):
    case = town.accepted()
    broken = SimpleUploadedFile("after.jpg", b"not a picture", "image/jpeg")
    works = browser(town.workers["works"])
    answer = send(works, case, "finish", task=task_of(case, "works"), result=RESULT, upload=broken)
    assert answer.status_code == 422
    assert RESULT in answer.content.decode()
    assert (state(case), files.of(case.subject)) == ("handling", [])


def test_the_picture_of_another_person_cannot_be_claimed(town):
    case = town.accepted()
    theirs = (
        browser(town.checker).post("/files/photo", {"photo": picture(), "purpose": "result"}).json()["id"]
    )
    works = browser(town.workers["works"])
    assert (
        send(works, case, "finish", task=task_of(case, "works"), result=RESULT, photos=[theirs]).status_code
        == 422
    )
    assert (state(case), files.of(case.subject)) == ("handling", [])


# ---- urgency and filing condition by hand -----------------------------------------------------------------


def correct(client, case, what: str, **data):
    return client.post(f"/desk/case/{case.number}/correct/{what}/", data)


def test_the_urgency_stands_on_the_page_with_who_set_it_and_why(town, duty):
    case = town.filed()
    assert "Correct the urgency" in page_of(duty, case)
    assert correct(duty, case, "urgency", urgency="major", reason="Two people hurt").status_code == 302
    page = page_of(duty, case)
    assert "Two people hurt" in page
    assert "Major" in page
    assert town.duty.name in page


def test_without_a_reason_the_urgency_stays_and_the_form_says_so(town, duty):
    case = town.filed()
    answer = correct(duty, case, "urgency", urgency="urgent", reason=" ")
    assert answer.status_code == 422
    assert "Say why the urgency changes." in answer.content.decode()
    assert cases.by_id(case.id).urgency == "normal"


def test_readers_see_the_urgency_but_set_none(town):
    page = page_of(browser(town.reader), town.report(urgency="urgent"))
    assert "Urgent" in page
    assert "Correct the urgency" not in page


def test_the_condition_is_set_on_the_page_after_filing(town, duty):
    case = town.filed()
    assert "Correct the filing condition" not in page_of(duty, case)
    cases.save_condition("mend", category="road", sentence_zh="修补", sentence_en="Mending", by=ROOT)
    assert "Correct the filing condition" in page_of(duty, case)
    answer = correct(duty, case, "condition", condition="mend")
    assert answer.status_code == 422
    assert "Say why the filing condition changes." in answer.content.decode()
    correct(duty, case, "condition", condition="mend", reason="Seen on site")
    page = page_of(duty, case)
    assert '<option value="mend" selected>' in page
    assert "Seen on site" in page
    assert page.count(town.duty.name) > 1


def test_a_condition_that_the_new_category_lacks_goes_and_the_officer_is_told(town, duty):
    cases.save_condition("mend", category="road", sentence_zh="修补", by=ROOT)
    case = town.filed()
    correct(duty, case, "condition", condition="mend", reason="Seen on site")
    duty.get(f"/desk/case/{case.number}/")
    correct(duty, case, "category", category="road")
    assert "Choose one anew" not in page_of(duty, case)
    correct(duty, case, "category", category="noise")
    assert "Choose one anew" in page_of(duty, case)
