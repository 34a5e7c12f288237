"""People from abroad: their names, documents and registration come in, are found and shown (issue 4 parts 3 and 8)."""

import pytest
from support.desk import browser
from support.register import ROOM, ROOT, person

from lianzhi.registry import api as registry
from lianzhi.registry.models import Person

ROW = {"姓名": "安娜·示例", "英文姓名": "Sample,  Anna", "证件类型": "护照", "证件号码": "x12345678", "国籍": "示例国",
       "性别": "女", "出生日期": "1991-05-02", "人员类别": "境外人员", "现住址": ROOM, "居住开始日期": "2026-10-01",
       "入境日": "2026-09-28",
       "临时住宿登记日期": "2026-10-02"}  # fmt: skip


def loaded(**said) -> registry.Loaded:
    return registry.import_rows("persons", [ROW | said], source="police", by=ROOT)


def test_a_row_from_abroad_is_kept_in_both_names(town) -> None:
    told = loaded()
    row = Person.objects.get()
    assert (told.new, told.warnings, row.latin_name, row.nationality) == (1, (), "SAMPLE, ANNA", "示例国")
    assert (str(row.entered), str(row.lodged), row.kind, row.identity_kind) == (
        "2026-09-28",
        "2026-10-02",
        "abroad",
        "passport",
    )
    assert loaded().same == 1


@pytest.mark.parametrize(
    ("said", "field"), [({"证件号码": "x12"}, "identity"), ({"临时住宿登记日期": "2026-10-03"}, "lodged")]
)
def test_what_is_doubtful_is_told_or_refused_by_its_field(town, said, field) -> None:
    told = loaded(**said)
    assert field in [each.field for each in (*told.warnings, *told.errors)]


def test_a_name_that_is_not_latin_is_refused_in_that_field(town) -> None:
    told = loaded(英文姓名="安娜")
    assert [each.field for each in told.errors] == ["latin_name"] and not Person.objects.exists()


@pytest.mark.parametrize("words", ["sample", "Sample, A", "安娜", "x12345678"])
def test_he_is_found_by_either_name_and_by_the_document(town, words) -> None:
    loaded()
    person()
    keeper = browser(town.keeper)
    answer = keeper.post("/registry/persons/", {"words": words})
    assert "12345678" not in answer.headers["Location"]
    page = keeper.get(answer.headers["Location"]).content.decode()
    assert "安娜·示例" in page and "SAMPLE, ANNA" in page and "王小明" not in page
    assert "12345678" not in page
    shown = keeper.get(f"/registry/persons/{Person.objects.get(kind='abroad').code}/").content.decode()
    assert "SAMPLE, ANNA" in shown and "示例国" in shown
