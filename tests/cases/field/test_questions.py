"""The extra questions of a kind of matter on the phone: kept with the tasks, answered in the entry, checked here.  R-109, R-113."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from PIL import Image
from support import field
from support.phones import INSIDE, ROOT, TEXT
from support.pictures import encoded

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Sent
from lianzhi.cases.queries.answers import answers_of
from lianzhi.cases.queries.pictures import proofs
from lianzhi.cases.rules import envelope
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.files.models import Upload
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries
from lianzhi.kernel.checksums import sm3

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
    pole = a_picture()
    body = a_report({"dark": ["no"], "poles": ["3"], "shot": [pole["upload"]]}, pictures=[pole])
    phone = staff(asked.worker)
    assert [field.send(phone, body).status_code for _time in range(2)] == [201, 201]
    kept = Case.objects.get().answers["lamp"]
    assert kept["version"] == 1 and kept["by"] == asked.worker.id
    assert kept["values"] == {"dark": "no", "shot": [files.id_of(UUID(pole["upload"]))]}


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


def with_its_own_picture(content: bytes, original: bytes) -> tuple[dict, dict, dict]:
    """An entry whose question has a stamped copy and its original; the report has a picture of its own."""
    shown = field.picture(content)
    whole = field.picture(original, "original", shown["picture"], camera_sha256="a" * 64)
    body = a_report({"dark": ["no"], "shot": [shown["upload"]]}, pictures=[a_picture(), shown, whole])
    return body, shown, whole


def test_a_question_keeps_its_own_picture_and_the_report_its_own(asked, staff):
    pixels, original = a_photo(1), a_photo(2)
    body, shown, whole = with_its_own_picture(pixels, original)
    phone = staff(asked.worker)
    assert [field.send(phone, body).status_code for _time in range(2)] == [201, 201]
    case = cases.by_id(Case.objects.get().pk)
    (line,) = [line for line in answers_of(case)[0].lines if line.pictured]
    assert (line.photos, line.missing) == ((), 1)

    for _time in range(2):
        assert field.upload_all(phone, shown["upload"], pixels).status_code in (200, 201)
    field.upload_all(phone, whole["upload"], original)
    (line,) = [line for line in answers_of(case)[0].lines if line.pictured]
    assert [photo.sm3 for photo in line.photos] == [sm3(pixels)] and line.missing == 0
    assert [photo.sm3 for photo in files.of(case.subject, "answer_original")] == [sm3(original)]
    assert files.of(case.subject, "report") == [] and files.expected(case.subject).coming == 1
    assert {proof.camera_sha256 for proof in proofs(case)} == {"", "a" * 64}


def test_the_desk_shows_the_picture_with_its_question_and_says_while_it_is_not_here(asked, staff):
    pixels = a_photo(1)
    body, shown, _whole = with_its_own_picture(pixels, a_photo(2))
    phone, desk = staff(asked.worker), staff(asked.duty)
    field.send(phone, body)
    address = f"/desk/case/{Case.objects.get().number}/"
    assert "1 picture is not here" in desk.get(address).content.decode()
    field.upload_all(phone, shown["upload"], pixels)
    page = desk.get(address).content.decode()
    assert f"/files/{files.id_of(UUID(shown['upload']))}/" in page and "is not here" not in page


@pytest.mark.parametrize("named", [[], ["report"], ["nothing"]], ids=["none", "the report's", "no picture"])
def test_pictures_of_the_report_answer_no_question_for_a_picture(asked, staff, named):
    own = a_picture()
    ids = {"report": [own["upload"]], "nothing": [str(uuid4())]}
    said = [each for name in named for each in ids[name]]
    body = a_report({"dark": ["no"], "shot": said}, pictures=[own, a_picture()])
    answer = field.send(staff(asked.worker), body)
    assert answer.status_code == (201 if named == ["report"] else 422)
    if named == ["report"]:  # named by an answer, it is that answer's picture and the report's no more
        subject = cases.by_id(Case.objects.get().pk).subject
        assert sorted(Upload.objects.filter(subject=subject).values_list("purpose", flat=True)) == [
            "answer",
            "report",
        ]
    else:
        assert not Case.objects.exists() and not Sent.objects.exists()


def test_more_than_nine_pictures_for_questions_are_refused_and_leave_the_key_free(asked, staff):
    many = [a_picture() for _each in range(10)]
    body = a_report({"dark": ["no"], "shot": [one["upload"] for one in many]}, pictures=many)
    phone = staff(asked.worker)
    assert field.send(phone, body).status_code == 422 and not Sent.objects.exists()
    body["answers"]["values"]["shot"].pop()
    assert field.send(phone, body | {"pictures": many[:9]}).status_code == 201


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


def a_photo(shade: int) -> bytes:
    return encoded(Image.new("RGB", (64, 48), (shade * 40, 90, 120)), "JPEG")


def chinese(actor) -> Client:
    from django.contrib.auth import get_user_model

    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(get_user_model().objects.get(pk=actor.key))
    return client


def test_control_access_is_still_asked_first(asked, staff):
    assert access.scope(asked.checker, "cases.report") is not None
    assert field.send(staff(asked.checker), a_report({"dark": ["yes"]})).status_code == 403
