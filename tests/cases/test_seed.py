"""The town's first list of categories: complete, honest about what is not verified, safe to load again."""

import pytest
import yaml

from lianzhi.cases import api as cases
from lianzhi.cases.actions.seed import DATA, read_categories
from lianzhi.cases.models import Category
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput

ROOT = system("test")
TEXT = (DATA / "categories.yaml").read_text(encoding="utf-8")
LISTED = {row["code"]: row for row in read_categories(TEXT)}


def test_the_seven_misconduct_classes_and_the_three_tracked_ones_are_there() -> None:
    """R-115 / E-09 and R-119 / E-08."""
    names = {row["name_zh"] for row in LISTED.values()}

    assert {"废弃垃圾", "出店经营", "游商经营", "沿街晾晒", "机动车违停", "非机动车乱停", "违规广告"} <= names
    assert {"出店经营", "机动车违停", "渣土偷倒"} <= names
    assert LISTED["dispute"]["module"] == "safety"


def test_each_of_the_six_modules_has_its_categories() -> None:
    assert {row["module"] for row in LISTED.values()} == set(cases.MODULES)
    assert 24 <= len(LISTED) <= 32


def test_danger_to_life_runs_day_and_night() -> None:
    urgent = {code for code, row in LISTED.items() if row["limits"]["handle"]["unit"] == "urgent_hour"}

    assert {"gas-leak", "road-collapse", "power-line", "repair-lift"} <= urgent


def test_no_code_of_another_standard_claims_to_be_verified() -> None:
    mapped = [entry for row in LISTED.values() for entry in row["mapped"]]

    assert mapped
    assert not any(entry["verified"] for entry in mapped)


@pytest.mark.django_db
def test_loading_again_keeps_what_the_town_has_changed() -> None:
    first = cases.load_categories(ROOT)
    cases.save_category("noise", name_zh="噪音", name_en="Noise", module="enforcement", limits={}, by=ROOT)
    entries = len(audit.trail("category:noise"))

    again = cases.load_categories(ROOT)

    assert (len(first.made), first.kept) == (len(LISTED), ())
    assert again.made == ()
    assert cases.category("noise").name_zh == "噪音"
    assert len(audit.trail("category:noise")) == entries


@pytest.mark.django_db
def test_publishing_the_flows_again_is_nothing_new() -> None:
    first = cases.publish_flows(ROOT)

    again = cases.publish_flows(ROOT)

    assert "case" in [flow.code for flow in first]
    assert again == first
    assert len(audit.trail("flow:case")) == 1


def changed(**values) -> str:
    data = yaml.safe_load(TEXT)
    data["categories"][0].update(values)
    return yaml.safe_dump(data, allow_unicode=True)


WRONG = [
    (changed(colour="red"), "categories.0.colour"),
    (changed(module="culture"), "categories.0.module"),
    (changed(handle={"value": 0, "unit": "work_hour"}), "categories.0.handle.value"),
    (changed(handle={"value": 2, "unit": "moon"}), "categories.0.handle.unit"),
    (changed(name={"zh": "垃圾"}), "categories.0.name.en"),
    (changed(basis=[]), "categories.0.basis"),
    (changed(code="noise"), "listed twice: noise"),
    ("standard: [", "categories.yaml"),
    ("", "file"),
]


@pytest.mark.parametrize(("text", "place"), WRONG, ids=[row[1] for row in WRONG])
@pytest.mark.django_db
def test_a_list_that_is_wrong_is_refused_with_the_place(text, place) -> None:
    with pytest.raises(BadInput) as refused:
        read_categories(text)

    assert place in str(refused.value)
    assert not Category.objects.exists()
