"""The editor: a form is made, filled with questions, tried, published and changed without a line of code."""

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.test import Client

from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries, subjects
from lianzhi.foundation.forms.models import Form, FormVersion
from lianzhi.foundation.forms.rules import drafting
from lianzhi.kernel.actor import system

ROOT = system("test")
HOME = "/settings/forms/"


@pytest.fixture
def editor(db, monkeypatch, settings) -> Client:
    queries.forget_versions()
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr(subjects, "_listers", {"category": lambda: [("pipe", "Pipes"), ("noise", "Noise")]})
    access.save_unit("u", name_zh="某", name_en="U", kind="department", area_code="330199100000", by=ROOT)
    access.save_role("editor", name_zh="编", permissions=["forms.edit"], by=ROOT)
    person = access.add_person("e", name="编者", unit="u", password=None, by=ROOT)
    access.grant(person.id, "editor", area_code="330199100000", by=ROOT)
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(username="e"))
    return client


def add(editor, kind, code, **values):
    said = {"code": code, "label_zh": f"问{code}", "label_en": f"Ask {code}"} | values
    return editor.post(f"{HOME}pipe/field/new/?kind={kind}", said)


@pytest.fixture
def made(editor):
    editor.post(f"{HOME}new/", {"code": "pipe", "name_zh": "漏水", "name_en": "Leak"})
    add(editor, "yes_no", "running", required="on")
    add(editor, "number", "flow", unit_zh="升", least="1", most="9", when=["running=yes"])
    add(editor, "choice", "where", choices="里面 | inside | in\n外面")
    add(editor, "stop", "flood", call="119", when_number="flow", at_least="5")
    return editor


def test_a_form_is_made_in_the_browser_and_published(made):
    page = made.get(f"{HOME}pipe/").content.decode()
    assert "Ask flow" in page and "It cannot be published yet" not in page
    made.post(f"{HOME}pipe/", {"name_zh": "漏水", "subjects": ["category:pipe"], "active": "on"})
    made.post(f"{HOME}pipe/act/", {"do": "publish"})
    form = forms.asked("category:pipe")
    assert [(f.code, str(f.kind)) for f in form.fields] == [
        ("running", "yes_no"), ("flow", "number"), ("where", "choice"), ("flood", "stop"),
    ]  # fmt: skip
    assert form.field("flow").shown_when[0].one_of == ["yes"]
    assert [c.code for c in form.field("where").choices] == ["in", "c1"]
    assert form.field("flood").shown_when[0].at_least == 5


def test_an_empty_form_says_what_to_do_and_cannot_be_published(editor):
    editor.post(f"{HOME}new/", {"code": "pipe", "name_zh": "漏水"})
    page = editor.get(f"{HOME}pipe/").content.decode()
    assert "No question yet" in page and "It cannot be published yet" in page
    assert editor.post(f"{HOME}pipe/act/", {"do": "publish"}).status_code == 422
    assert FormVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("text", {"code": "Läuft"}, "Use small letters"),
        ("text", {"code": "running"}, "a field with this code already"),
        ("text", {"label_zh": ""}, "Question, Chinese"),
        ("stop", {}, "Say when it stops"),
        ("text", {"when_number": "flow"}, "Give one of the two bounds"),
        ("notice", {"call": "not a number"}, 'id="id_call-error"'),
    ],
)
def test_a_wrong_field_is_refused_beside_what_is_wrong_and_not_kept(made, kind, values, said):
    before = Form.objects.get().draft
    answer = add(made, kind, **{"code": "extra"} | values)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert Form.objects.get().draft == before


def test_fields_move_and_go_and_their_conditions_with_them(made):
    made.post(f"{HOME}pipe/act/", {"do": "up", "field": "flood"})
    assert [f["code"] for f in Form.objects.get().draft["fields"]] == ["running", "flow", "flood", "where"]
    made.post(f"{HOME}pipe/act/", {"do": "remove", "field": "flow"})
    draft = Form.objects.get().draft
    assert drafting.field(draft, "flood")["shown_when"] == []
    assert "would stop everybody" in made.get(f"{HOME}pipe/").content.decode()


def test_a_field_before_the_one_it_depends_on_is_said_and_not_published(made):
    made.post(f"{HOME}pipe/act/", {"do": "up", "field": "flow"})
    assert "comes later" in made.get(f"{HOME}pipe/").content.decode()
    assert made.post(f"{HOME}pipe/act/", {"do": "publish"}).status_code == 422
    assert made.get(f"{HOME}pipe/preview/").status_code == 409


def test_a_field_that_is_changed_keeps_its_code_and_its_choices_their_codes(made):
    page = made.get(f"{HOME}pipe/field/where/").content.decode()
    assert "里面 | inside | in" in page
    changed = {"label_zh": "在哪里", "choices": "外面\n里面 | inside | in\n楼上"}
    made.post(f"{HOME}pipe/field/where/", changed | {"code": "other"})
    field = drafting.field(Form.objects.get().draft, "where")
    assert [c["code"] for c in field["choices"]] == ["c1", "in", "c2"]


def test_the_preview_checks_answers_and_keeps_none(made):
    url = f"{HOME}pipe/preview/"
    assert "Ask running" in made.get(url).content.decode()
    wrong = made.post(url, {"q-form": "pipe", "q-running": "yes", "q-flow": "12"})
    assert wrong.status_code == 422 and "At most 9." in wrong.content.decode()
    stopped = made.post(url, {"q-form": "pipe", "q-running": "yes", "q-flow": "5"})
    assert stopped.status_code == 422
    fine = made.post(url, {"q-form": "pipe", "q-running": "yes", "q-flow": "4"})
    assert "These answers would be taken" in fine.content.decode()


def test_old_answers_keep_their_version_after_a_change(made):
    made.post(f"{HOME}pipe/act/", {"do": "publish"})
    made.post(f"{HOME}pipe/field/running/", {"label_zh": "还漏吗", "required": "on"})
    made.post(f"{HOME}pipe/act/", {"do": "publish"})
    told = [forms.told(forms.Answers("pipe", n, {"running": "yes"}), "zh-hans")[0].label for n in (1, 2)]
    assert told == ["问running", "还漏吗"]
    assert "version 2" in made.get(f"{HOME}pipe/").content.decode()


def test_the_file_can_be_read_in_again(made):
    text = made.get(f"{HOME}pipe/file/").content.decode()
    assert yaml.safe_load(text)["fields"][0]["code"] == "running"
    Form.objects.all().delete()
    assert forms.install(text, "pipe.yaml", by=ROOT)


def test_the_list_says_where_each_form_stands(made):
    assert "draft" in made.get(HOME).content.decode()
    made.post(f"{HOME}pipe/act/", {"do": "publish"})
    assert "in force" in made.get(HOME).content.decode()
    made.post(f"{HOME}pipe/field/running/", {"label_zh": "还漏吗"})
    assert "changed since" in made.get(HOME).content.decode()


def test_one_matter_cannot_have_two_forms_and_the_page_says_which_has_it(made):
    made.post(f"{HOME}pipe/", {"name_zh": "漏水", "subjects": ["category:pipe"], "active": "on"})
    made.post(f"{HOME}new/", {"code": "other", "name_zh": "另一"})
    answer = made.post(f"{HOME}other/", {"name_zh": "另一", "subjects": ["category:pipe"], "active": "on"})
    assert answer.status_code == 422 and "form pipe already" in answer.content.decode()


def test_the_first_page_without_a_form_says_how_to_begin(editor):
    assert "No form yet" in editor.get(HOME).content.decode()
