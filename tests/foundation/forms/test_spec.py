"""A form is data; nonsense is refused with the place named."""

from pathlib import Path

import pytest
import yaml

from lianzhi.foundation.forms.rules.spec import load
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import BadInput

SHIPPED = sorted((Path(__file__).parents[3] / "src/lianzhi/cases/data/forms").glob("*.yaml"))
GOOD = """
code: pipe
version: 1
name: {zh: 漏水, en: Leak}
fields:
  - {code: running, kind: yes_no, label: {zh: 在漏吗}, required: true}
  - {code: flow, kind: number, label: {zh: 多少}, unit: {zh: 升}, least: 1, most: 9, shown_when: [{field: running, is: [yes]}]}
  - {code: where, kind: choice, label: {zh: 哪里}, choices: [{code: in, label: {zh: 里}}, {code: out, label: {zh: 外}}]}
  - {code: flood, kind: stop, label: {zh: 请打119}, call: "119", shown_when: [{field: flow, at_least: 5}]}
"""


def spec(change=lambda form: None):
    form = yaml.safe_load(GOOD)
    change(form)
    return form


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.name)
def test_the_forms_that_come_with_the_program_are_good_and_in_both_languages(path):
    data = yamls.read(path)
    data.pop("about")
    form = load(data, path.name)
    labels = [form.name, *(f.label for f in form.fields), *(c.label for f in form.fields for c in f.choices)]
    assert all(words.zh and words.en for words in labels)


def test_a_good_form_loads_and_reads_yes_as_the_answer_yes():
    assert load(spec(), "t").field("flow").shown_when[0].one_of == ["yes"]


def _field(n, **values):
    return lambda form: form["fields"][n].update(values)


WRONG = {
    "unknown kind": (_field(0, kind="colour"), "fields.0.kind"),
    "unknown property": (_field(0, colour="red"), "fields.0.colour"),
    "bad code": (_field(0, code="Läuft"), "fields.0.code"),
    "no label": (_field(0, label={"en": "x"}), "fields.0.label.zh"),
    "twice": (_field(2, code="flow"), "two fields are called 'flow'"),
    "bounds that exclude all": (_field(1, least=10), "no number is at least 10 and at most 9"),
    "unit of a yes/no": (_field(0, unit={"zh": "升"}), "'unit' does not belong to a field of kind yes_no"),
    "one choice": (_field(2, choices=[{"code": "a", "label": {"zh": "甲"}}]), "two choices or more"),
    "choice twice": (_field(2, choices=[{"code": "a", "label": {"zh": "甲"}}] * 2), "choices listed twice: a"),
    "condition on later": (_field(0, shown_when=[{"field": "where", "is": ["in"]}]), "'where' comes later"),
    "condition on itself": (_field(0, shown_when=[{"field": "running", "is": ["yes"]}]), "'running' comes later or is itself"),
    "condition on nothing": (_field(1, shown_when=[{"field": "gone", "is": ["yes"]}]), "'gone' does not exist"),
    "impossible value": (_field(1, shown_when=[{"field": "running", "is": ["maybe"]}]), "'running' never is 'maybe'"),
    "two tests": (_field(3, shown_when=[{"field": "flow", "at_least": 1, "at_most": 2}]), "exactly one"),
    "no test": (_field(3, shown_when=[{"field": "flow"}]), "exactly one"),
    "number test of a choice": (_field(3, shown_when=[{"field": "where", "at_least": 1}]), "at_least needs a number"),
    "stop for everybody": (_field(3, shown_when=[]), "would stop everybody"),
    "required stop": (_field(3, required=True), "cannot be required"),
    "asks nothing": (lambda form: form.update(fields=[{"code": "n", "kind": "notice", "label": {"zh": "告"}}]), "asks nothing"),
    "no fields": (lambda form: form.update(fields=[]), "fields"),
    "version 0": (lambda form: form.update(version=0), "version"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "place"), WRONG.values(), ids=WRONG)
def test_nonsense_is_refused_and_the_place_is_named(change, place):
    with pytest.raises(BadInput) as refused:
        load(spec(change), "pipe.yaml")
    assert place in refused.value.params["found"]
    assert refused.value.params["source"] == "pipe.yaml"
