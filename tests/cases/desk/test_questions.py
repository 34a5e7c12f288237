"""Extra questions on the desk: asked of a caller, shown on the case, filled in later, never asked twice."""

import pytest
from support.desk import IN_WEST, ROOT, TEXT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries

ROAD = """
code: road
version: 1
name: {zh: 路面情况, en: About the road}
about: ["category:road"]
fields:
  - {code: danger, kind: yes_no, required: true, label: {zh: 有危险吗, en: "Danger?"}}
"""
NOISE = """
code: noise
version: 1
name: {zh: 噪声情况, en: About the noise}
about: ["category:noise"]
fields:
  - {code: danger, kind: yes_no, label: {zh: 有危险吗, en: "Any danger?"}}
  - {code: since, kind: date, label: {zh: 哪天起, en: Since}}
"""
CALL = {
    "text": TEXT,
    "category": "road",
    "place": "北门",
    "lon": IN_WEST[0],
    "lat": IN_WEST[1],
    "external_id": "c-1",
}


@pytest.fixture
def asked(town):
    queries.forget_versions()
    for text in (ROAD, NOISE):
        forms.install(text, "t.yaml", by=ROOT)
    return town


def answered(town, **values):
    case = town.report()
    Case.objects.filter(pk=case.id).update(
        answers={"road": {"version": 1, "values": {"danger": "yes"} | values}}
    )
    return cases.by_id(case.id)


def test_a_caller_is_asked_before_the_call_is_taken_down(asked, duty):
    first = duty.post("/desk/new/", CALL)
    assert (first.status_code, Case.objects.count()) == (200, 0)
    assert "Ask the caller these questions too" in first.content.decode()
    duty.post("/desk/new/", CALL | {"q-form": "road", "q-danger": "no"})
    assert Case.objects.get().answers["road"]["values"] == {"danger": "no"}


def test_the_case_shows_the_answers_under_the_version_they_were_given_to(asked, duty):
    case = answered(asked)
    text = duty.get(f"/desk/case/{case.number}/").content.decode()
    assert "About the road" in text and "version 1" in text and "Danger?" in text


def test_after_a_change_of_category_an_officer_may_ask_on_but_what_was_answered_is_filled_in(asked, duty):
    case = answered(asked)
    cases.correct(case.id, category="noise", by=asked.duty)
    text = duty.get(f"/desk/case/{case.number}/").content.decode()
    assert "Nobody answered these questions yet" in text
    assert "checked" in text.split("Any danger?")[1][:600]
    sent = {"q-form": "noise", "q-danger": "yes", "q-since": "2026-11-01"}
    assert duty.post(f"/desk/case/{case.number}/answers/", sent).status_code == 302
    kept = Case.objects.get().answers
    assert kept["noise"]["values"] == {"danger": "yes", "since": "2026-11-01"}
    assert kept["road"]["values"] == {"danger": "yes"}


def test_a_wrong_answer_is_refused_and_nothing_changes(asked, duty):
    case = asked.report()
    answer = duty.post(f"/desk/case/{case.number}/answers/", {"q-form": "road", "q-danger": "maybe"})
    assert answer.status_code == 422 and "Choose yes or no." in answer.content.decode()
    assert Case.objects.get().answers == {}


def test_answers_cost_no_query_more_when_there_are_three_times_as_many(asked, django_assert_max_num_queries):
    from lianzhi.cases.queries.answers import answers_of

    case = answered(asked)
    answers_of(case)
    with django_assert_max_num_queries(1):
        answers_of(case)
