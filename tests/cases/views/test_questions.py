"""Extra questions of a category: asked once, when the kind is known, with and without JavaScript.  R-109."""

import pytest
from django.test import Client
from support.phones import INSIDE, PHONE, ROOT, TEXT
from support.pictures import jpeg, upload

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.files.models import Photo
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries

FORM = """
code: lamp
version: 1
name: {zh: 路灯情况, en: About the lamp}
about: ["category:lamp"]
fields:
  - {code: dark, kind: yes_no, required: true, label: {zh: 全黑了吗, en: "All dark?"}}
  - {code: poles, kind: number, least: 1, most: 50, label: {zh: 几盏, en: How many}, shown_when: [{field: dark, is: [yes]}]}
  - {code: wire, kind: stop, call: "119", label: {zh: 别碰, en: Keep away}, shown_when: [{field: poles, at_least: 50}]}
  - {code: shot, kind: photo, label: {zh: 灯杆照片, en: Picture of the pole}}
"""
WORDS = "/r/report/snap_report/words/"


@pytest.fixture
def asked(town):
    queries.forget_versions()
    forms.install(FORM, "lamp.yaml", by=ROOT)
    return town


@pytest.fixture
def fields(asked, browser: Client) -> dict[str, str]:
    """The third screen of a resident whose phone is proved with the sending."""
    lon, lat = INSIDE
    browser.post("/r/report/snap_report/")
    browser.post("/r/report/snap_report/place/", {"place": "北门", "lon": lon, "lat": lat})
    page = browser.get(WORDS)
    code = browser.post("/r/code/", {"phone": PHONE}).json()["shown"]
    own = {"external_id": str(page.context["form"]["external_id"].value()), "text": TEXT, "category": "lamp"}
    return own | {"phone": PHONE, "code": code, "do": "send"}


ANSWERED = {"q-form": "lamp", "q-version": "1", "q-dark": "yes", "q-poles": "3"}


def test_without_javascript_the_questions_come_with_the_first_send_and_the_second_sends(browser, fields):
    first = browser.post(WORDS, fields)
    page = first.content.decode()
    assert (first.status_code, Case.objects.count()) == (200, 0)
    assert "About the lamp" in page and 'role="alert"' in page and TEXT in page
    assert browser.post(WORDS, fields | ANSWERED).status_code == 302
    assert Case.objects.get().answers["lamp"]["values"] == {"dark": "yes", "poles": 3}


def test_with_javascript_they_come_when_the_kind_is_chosen(browser, fields):
    answer = browser.post("/r/report/snap_report/ask/", {"category": "lamp", "text": TEXT})
    assert "About the lamp" in answer.content.decode()
    assert browser.post("/r/report/snap_report/ask/", {"category": "road"}).content == b""


def test_a_wrong_answer_is_said_beside_its_question_and_nothing_is_kept(browser, fields):
    answer = browser.post(WORDS, fields | ANSWERED | {"q-poles": "51"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "At most 50." in page and 'value="51"' in page and TEXT in page
    assert Case.objects.count() == 0


def test_a_missing_answer_is_asked_for_and_an_empty_optional_one_is_not(browser, fields):
    assert "Please choose yes or no." in browser.post(WORDS, fields | {"q-form": "lamp"}).content.decode()
    assert Case.objects.count() == 0
    assert browser.post(WORDS, fields | {"q-form": "lamp", "q-dark": "no"}).status_code == 302


def test_a_stop_ends_the_report_and_says_whom_to_call(browser, fields):
    answer = browser.post(WORDS, fields | ANSWERED | {"q-poles": "50"})
    assert answer.status_code == 422
    assert 'href="tel:119"' in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_picture_among_the_answers_hangs_on_the_case(browser, fields):
    shot = {"q-shot-new": upload(jpeg())}
    assert browser.post(WORDS, fields | ANSWERED | shot).status_code == 302
    case = Case.objects.get()
    [photo] = Photo.objects.all()
    assert (photo.subject, photo.purpose) == (f"case:{case.pk}", "answer")
    assert case.answers["lamp"]["values"]["shot"] == [photo.id]


def test_another_kind_is_not_asked_the_questions_of_the_first(browser, fields):
    assert browser.post(WORDS, fields | {"category": "road"}).status_code == 302
    assert Case.objects.get().answers == {}


def test_the_same_report_sent_twice_is_one_case_also_with_answers(browser, fields):
    for _again in range(2):
        assert browser.post(WORDS, fields | ANSWERED).status_code == 302
    assert Case.objects.count() == 1


def test_answers_typed_are_kept_when_going_back(browser, fields):
    browser.post(WORDS, fields | ANSWERED | {"q-poles": "51"})
    assert 'value="51"' in browser.get(WORDS).content.decode()


def test_residents_and_the_unit_read_the_answers_in_words(asked, browser, staff, fields):
    browser.post(WORDS, fields | ANSWERED)
    case = Case.objects.get()
    asked.dispatched(cases.by_id(case.pk))
    for page in (browser.get(f"/r/c/{case.token}/"), staff(asked.worker).get(f"/g/case/{case.number}/")):
        text = page.content.decode()
        assert "All dark?" in text and "How many" in text
