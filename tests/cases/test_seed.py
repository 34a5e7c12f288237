"""The town's first list of categories: complete, honest about what is not verified, safe to load again."""

from datetime import UTC, datetime

import pytest
import yaml

from lianzhi.cases import api as cases
from lianzhi.cases.actions.seed import DATA, read_categories
from lianzhi.cases.models import Category, CategoryLink
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
    assert 24 <= len(LISTED) <= 40


def test_danger_to_life_runs_day_and_night() -> None:
    urgent = {code for code, row in LISTED.items() if row["limits"]["handle"]["unit"] == "urgent_hour"}

    assert {"gas-leak", "road-collapse", "power-line", "repair-lift"} <= urgent


@pytest.mark.django_db
def test_no_code_of_another_standard_claims_to_be_verified() -> None:
    cases.load_categories(ROOT)
    cases.load_catalogues(ROOT)

    official = Category.objects.exclude(standard="town")
    assert official.count() > 100
    assert not official.filter(verified=True).exists()
    assert not CategoryLink.objects.filter(verified=True).exists()


@pytest.mark.django_db
def test_the_seven_classes_and_the_three_have_an_official_number() -> None:
    """R-115, R-119: where the standard's text is not at hand, the town's own extension, numbered from 999 down."""
    cases.load_categories(ROOT)
    cases.load_catalogues(ROOT)

    links = CategoryLink.objects.filter(target__standard="gbt-47678-5-2026")
    numbered = set(links.filter(source__standard="town").values_list("source__code", flat=True))
    assert {"dumped-rubbish", "shop-outside", "street-vendor", "street-drying", "car-parking", "bike-parking",
            "illegal-ad", "earth-dumping"} <= numbered  # fmt: skip
    own = Category.objects.filter(standard="gbt-47678-5-2026", local=True).values_list("code", flat=True)
    assert sorted(own) == ["09997", "09998", "09999"]


@pytest.mark.django_db
def test_loading_the_catalogues_again_keeps_what_was_changed_and_ended() -> None:
    cases.load_categories(ROOT)
    first = cases.load_catalogues(ROOT)
    Category.objects.filter(standard="gbt-30428-2-2013", code="0102").update(name_zh="垃圾")
    ended = CategoryLink.objects.filter(source__code="noise").update(
        ended_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    count = CategoryLink.objects.count()

    assert len(first) == 3
    assert cases.load_catalogues(ROOT) == []
    assert Category.objects.get(standard="gbt-30428-2-2013", kind="matter", code="0102").name_zh == "垃圾"
    assert CategoryLink.objects.exclude(ended_at=None).count() == ended > 0
    assert CategoryLink.objects.count() == count


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
    assert len(audit.trail("flow:case")) == sum(flow.code == "case" for flow in first)


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
