"""A report with the person behind it, and with answers to what its category asks.  R-091, R-109, R-087."""

import json

import pytest
from support import desk
from support.programs import REPORT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Signal
from lianzhi.exchange.models import IdempotencyKey
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.actor import Actor

QUESTIONS = """
code: noise
version: 1
name: {zh: "噪声情况", en: "About the noise"}
about: ["category:noise"]
fields:
  - code: what
    kind: choice
    required: true
    label: {zh: "是什么声音？", en: "What is it?"}
    choices:
      - {code: building_site, label: {zh: "工地施工", en: "A building site"}}
      - {code: neighbours, label: {zh: "邻居", en: "Neighbours"}}
  - {code: homes, kind: number, least: 1, most: 200, label: {zh: "影响多少户？", en: "How many homes?"}}
  - code: loud
    kind: yes_no
    label: {zh: "现在还在吵吗？", en: "Is it loud now?"}
    shown_when: [{field: what, is: [neighbours]}]
"""
NOISE = REPORT | {"category": "noise"}


@pytest.fixture
def asking(town) -> None:
    forms.install(QUESTIONS, "test", by=desk.ROOT)


def test_the_person_of_the_phone_is_the_reporter_and_may_rate(town, duty) -> None:
    sent = REPORT | {"phone": "138 0000 0001", "reporter_name": "示例人"}
    number = duty.post("cases", sent, key="k1").json()["number"]

    row = Case.objects.get(number=number)
    assert row.reporter == access.caller(desk.PHONE, by=desk.ROOT).id
    case = town.checked(reporter=row.reporter)
    cases.close(case.id, answer=desk.ANSWER, by=town.duty)
    assert cases.rate(case.id, grade=5, by=Actor(row.reporter, "")).rating.grade == 5


def test_the_phone_is_told_to_nobody(town, duty) -> None:
    sent = REPORT | {"phone": desk.PHONE, "reporter_name": "示例人"}
    made = duty.post("cases", sent, key="k1")
    number = made.json()["number"]

    told = [made, duty.get(f"cases/{number}"), duty.get("cases"), duty.post(f"cases/{number}/moves/file", {})]
    kept = [str(list(rows.objects.values())) for rows in (Case, Signal, IdempotencyKey, Entry)]

    for text in [*(answer.content.decode() for answer in told), *kept]:
        assert desk.PHONE not in text and "示例人" not in text


def test_sent_twice_it_is_one_case_of_one_person(town, duty) -> None:
    first, again = (duty.post("cases", REPORT | {"phone": desk.PHONE}, key="k1") for _ in range(2))

    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert Case.objects.count() == 1


def test_answers_are_kept_under_their_form(town, duty, asking) -> None:
    sent = NOISE | {"answers": {"what": "neighbours", "homes": 12, "loud": True}}
    number = duty.post("cases", sent, key="k1").json()["number"]

    kept = Case.objects.get(number=number).answers["noise"]
    assert (kept["version"], kept["values"]) == (1, {"what": "neighbours", "homes": 12, "loud": "yes"})


def test_what_is_asked_can_be_read(town, duty, asking) -> None:
    said = duty.get("categories/noise/questions").json()
    none = duty.get("categories/road/questions").json()
    unknown = duty.get("categories/dragons/questions")

    shape = [
        (q["code"], q["kind"], q["required"], [c["code"] for c in q["choices"]]) for q in said["questions"]
    ]
    assert shape == [
        ("what", "choice", True, ["building_site", "neighbours"]),
        ("homes", "number", False, []),
        ("loud", "yes_no", False, []),
    ]
    assert said["questions"][2]["shown_when"][0]["question"] == "what"
    assert (none, unknown.status_code) == ({"version": None, "questions": []}, 404)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"answers": {}}, "forms.answer", "answers"),
        ({"answers": {"what": "drums"}}, "forms.answer", "answers"),
        ({"answers": {"what": "neighbours", "homes": 300}}, "forms.answer", "answers"),
        ({"answers": {"what": "neighbours", "colour": "red"}}, "forms.answer", "answers"),
        ({"answers": {"what": {"a": 1}}}, "exchange.unreadable", None),
        ({"answers": {"What": "x"}}, "exchange.unreadable", None),
        ({"answers": ["neighbours"]}, "exchange.unreadable", "answers"),
        ({"answers": {"what": "neighbours"}, "category": "road"}, "exchange.nothing_asked", "answers"),
        ({"answers": {"what": "neighbours"}, "category": ""}, "exchange.answers_to_what", "category"),
        ({"phone": "12345"}, "access.phone", "phone"),
        ({"phone": "call me"}, "exchange.unreadable", "phone"),
        ({"reporter_name": "示例人"}, "exchange.name_alone", "reporter_name"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(town, duty, asking, more, code, field) -> None:
    answer = duty.post("cases", NOISE | more, key="k1")

    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, code), said
    assert field is None or said["field"] == field
    assert said["message"] and said["way_out"]
    assert not Case.objects.exists() and desk.PHONE not in json.dumps(said)


def test_without_answers_nothing_is_asked_and_it_costs_nothing_more(town, duty, asking) -> None:
    assert duty.post("cases", NOISE, key="k1").status_code == 201
