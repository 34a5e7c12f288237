"""The extra questions of a kind of matter on the phone: kept with the tasks, answered in the entry, checked here.  R-109, R-113."""

import pytest
from django.test import Client
from support import field
from support.phones import INSIDE, ROOT, TEXT

from lianzhi.cases.models import Case, Sent
from lianzhi.cases.rules import envelope
from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries

FORM = """
code: lamp
version: {version}
name: {{zh: 路灯情况, en: About the lamp}}
about: ["category:lamp"]
fields:
  - {{code: dark, kind: yes_no, required: true, label: {{zh: 全黑了吗, en: "All dark?"}}}}
  - {{code: poles, kind: number, least: 1, most: 50, label: {{zh: 几盏, en: How many}}, shown_when: [{{field: dark, is: [yes]}}]}}
  - {{code: wire, kind: stop, call: "119", label: {{zh: 别碰，打119, en: Keep away}}, shown_when: [{{field: poles, at_least: 50}}]}}
  - {{code: shot, kind: photo, required: true, label: {{zh: 灯杆照片, en: Pole}}, shown_when: [{{field: dark, is: [no]}}]}}
"""


@pytest.fixture
def asked(town):
    queries.forget_versions()
    forms.install(FORM.format(version=1), "lamp.yaml", by=ROOT)
    return town


def a_report(values: dict | None = None, **more) -> dict:
    lon, lat = INSIDE
    said = {} if values is None else {"answers": {"form": "lamp", "version": 1, "values": values}}
    return (
        field.entry("report", text=TEXT, intake="snap_report", category="lamp", lon=lon, lat=lat)
        | said
        | more
    )


def test_the_phone_keeps_what_is_asked_about_each_kind_with_its_version(asked, staff):
    kept = staff(asked.worker).get("/g/tasks/").json()
    kinds = {kind["code"]: kind["form"] for way in kept["intakes"] for kind in way["kinds"]}
    assert kinds == {"lamp": "lamp", "road": ""} and list(kept["forms"]) == ["lamp"]
    form = kept["forms"]["lamp"]
    assert form["version"] == 1 and [each["code"] for each in form["fields"]] == [
        "dark",
        "poles",
        "wire",
        "shot",
    ]
    assert form["fields"][1]["shown_when"] == [{"field": "dark", "is": ["yes"]}]


def test_who_may_not_report_keeps_no_questions(asked, staff):
    assert staff(asked.checker).get("/g/tasks/").json()["forms"] == {}


def test_answers_arrive_once_with_the_case_and_what_is_hidden_does_not(asked, staff):
    phone, body = staff(asked.worker), a_report({"dark": ["no"], "poles": ["3"]}, pictures=[a_picture()])
    assert [field.send(phone, body).status_code for _time in range(2)] == [201, 201]
    kept = Case.objects.get().answers["lamp"]
    assert kept["version"] == 1 and kept["values"] == {"dark": "no"} and kept["by"] == asked.worker.id


@pytest.mark.parametrize(
    ("values", "code", "named"),
    [
        (None, "forms.answer", "全黑了吗"),
        ({}, "forms.answer", "全黑了吗"),
        ({"dark": ["maybe"]}, "forms.answer", "全黑了吗"),
        ({"dark": ["yes"], "poles": ["80"]}, "forms.answer", "几盏"),
        ({"dark": ["yes"], "poles": ["50"]}, "forms.stopped", "别碰，打119"),
        ({"dark": ["no"]}, "forms.answer", "灯杆照片"),
        ({"dark": ["yes"], "other": ["1"]}, "forms.answer", "other"),
    ],
    ids=["none", "empty", "no such choice", "too many", "stop", "no picture", "unknown"],
)
def test_a_refusal_names_the_question_and_leaves_the_key_free(asked, values, code, named):
    phone = chinese(asked.worker)
    body = a_report(values)
    answer = field.send(phone, body)
    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (422, code, "answers")
    assert named in said["message"] and "Please" not in said["message"]
    assert not Case.objects.exists() and not Sent.objects.exists()
    mended = body | {"answers": {"form": "lamp", "version": 1, "values": {"dark": ["yes"], "poles": ["2"]}}}
    assert field.send(phone, mended).status_code == 201


def test_pictures_that_the_entry_announces_answer_a_question_for_a_picture(asked, staff):
    body = a_report({"dark": ["no"]}, pictures=[a_picture()])
    assert field.send(staff(asked.worker), body).status_code == 201


def test_answers_to_the_version_before_still_count(asked, staff):
    forms.install(FORM.format(version=2), "lamp.yaml", by=ROOT)
    assert field.send(staff(asked.worker), a_report({"dark": ["yes"]})).status_code == 201
    assert Case.objects.get().answers["lamp"]["version"] == 1


def test_a_kind_the_worker_left_open_asks_nothing(asked, staff):
    assert field.send(staff(asked.worker), a_report(None, category="")).status_code == 201


def test_an_entry_without_answers_has_the_digest_it_had_before_there_were_any():
    import json

    body = a_report(None) | {"category": "road"}
    assert "answers" not in envelope.read(json.dumps(body)).content
    assert "answers" in envelope.read(json.dumps(a_report({"dark": ["yes"]}))).content


@pytest.mark.parametrize("wrong", [
    {"form": "lamp", "version": 0, "values": {}},
    {"form": "lamp", "version": 1, "values": {"Dark": ["yes"]}},
    {"form": "lamp", "version": 1, "values": {"dark": "yes"}},
    {"form": "lamp", "version": 1, "values": {"dark": ["y" * 2001]}},
])  # fmt: skip
def test_answers_of_another_shape_are_refused_as_a_whole(asked, staff, wrong):
    answer = field.send(staff(asked.worker), a_report() | {"answers": wrong})
    assert answer.status_code == 422 and answer.json()["code"] == "cases.envelope"


def a_picture() -> dict:
    return field.picture(b"a picture")


def chinese(actor) -> Client:
    from django.contrib.auth import get_user_model

    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(get_user_model().objects.get(pk=actor.key))
    return client


def test_control_access_is_still_asked_first(asked, staff):
    assert access.scope(asked.checker, "cases.report") is not None
    assert field.send(staff(asked.checker), a_report({"dark": ["yes"]})).status_code == 403
