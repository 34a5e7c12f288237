"""A category's extra questions over Open311: the definition, and attributes held to it.  R-087, R-109."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import desk
from support.open311 import City
from support.programs import program

from lianzhi.cases.models import Case, Signal
from lianzhi.exchange.open311 import discovery
from lianzhi.foundation.forms import api as forms

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
  - code: permit_notice
    kind: notice
    label: {zh: "夜间施工须有许可。", en: "Work at night needs a permit."}
    shown_when: [{field: what, is: [building_site]}]
  - {code: since, kind: date, past: true, label: {zh: "从哪天开始的？", en: "Since which day?"}}
  - {code: homes, kind: number, least: 1, most: 200, label: {zh: "影响多少户？", en: "How many homes?"}}
  - code: loud
    kind: yes_no
    required: true
    label: {zh: "现在还在吵吗？", en: "Is it loud now?"}
    shown_when: [{field: what, is: [neighbours]}]
"""


@pytest.fixture
def city(town) -> City:
    forms.install(QUESTIONS, "test", by=desk.ROOT)
    return City(program(town.duty, name="隔壁市").token)


BOTH = pytest.mark.parametrize("format_", ["xml", "json"])
LON, LAT = desk.IN_WEST


def form(city: City, **fields: str) -> str:
    given = {
        "api_key": city.key,
        "service_code": "road",
        "lat": str(LAT),
        "long": str(LON),
        "description": desk.TEXT,
    }
    return urlencode(given | fields)


def noise(city: City, **attributes: str) -> str:
    return form(
        city, service_code="noise", **{f"attribute[{code}]": value for code, value in attributes.items()}
    )


@BOTH
def test_the_definition_lists_the_questions_in_order(city, format_) -> None:
    told = {s["service_code"]: s["metadata"] for s in city.get("services", "services", format_=format_)}
    found = city.get("services/noise", "service_definition", format_=format_)

    assert told == {"road": False, "noise": True}
    shape = [(a["code"], a["datatype"], a["required"], a["variable"]) for a in found["attributes"]]
    assert shape == [
        ("what", "singlevaluelist", True, True),
        ("permit_notice", "string", False, False),
        ("since", "datetime", False, True),
        ("homes", "number", False, True),
        ("loud", "singlevaluelist", False, True),
    ]
    assert [value["key"] for value in found["attributes"][0]["values"]] == ["building_site", "neighbours"]
    assert [value["key"] for value in found["attributes"][4]["values"]] == ["yes", "no"]
    assert "1–200" in found["attributes"][3]["datatype_description"]


@BOTH
def test_answers_stand_on_the_case_under_their_version_and_the_rest_is_kept(city, format_) -> None:
    body = noise(city, what="neighbours", loud="yes", since="2026-11-01T22:00:00Z", easting="12")
    city.post("requests", "created", body, format_=format_)

    kept = Case.objects.get().answers["noise"]
    assert kept["version"] == 1
    assert kept["values"] == {"what": "neighbours", "loud": "yes", "since": "2026-11-02"}
    assert Signal.objects.get().extra["attributes"]["easting"] == ["12"]


@BOTH
@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({}, "what"),
        ({"what": "dragons"}, "what"),
        ({"what": "neighbours"}, "loud"),
        ({"what": "building_site", "homes": "many"}, "homes"),
        ({"what": "building_site", "homes": "0"}, "homes"),
        ({"what": "building_site", "since": "yesterday"}, "since"),
        ({"what": "building_site", "since": "2199-01-01"}, "since"),
    ],
)
def test_an_answer_that_does_not_fit_is_named_and_nothing_is_kept(city, format_, attributes, code) -> None:
    errors = city.post("requests", "errors", noise(city, **attributes), 400, format_=format_)

    assert errors[0]["code"] == 400 and code in errors[0]["description"]
    assert not Case.objects.exists() and not Signal.objects.exists()


def test_a_category_without_questions_takes_any_attribute(city) -> None:
    city.post("requests", "created", form(city) + "&attribute[what]=x")

    assert Case.objects.get().answers == {}


def test_the_changeset_moves_when_the_questions_do(city) -> None:
    before = discovery.Changeset.objects.count()
    discovery.changeset()
    forms.install(QUESTIONS.replace("version: 1", "version: 2", 1), "test", by=desk.ROOT)
    discovery.changeset()
    discovery.changeset()

    assert discovery.Changeset.objects.count() == before + 2


def test_the_list_of_services_costs_the_same_however_many_are_asked_about(city) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            city.get("services", "services")
        return len(told)

    cost()
    one = cost()
    forms.use("noise", ["category:noise", "category:road"], by=desk.ROOT)

    assert cost() == one
