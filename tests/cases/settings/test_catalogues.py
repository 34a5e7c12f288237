"""Catalogues through HTTP: side by side, by code, mapped; tables in and out with good rows kept and bad rows named."""

from dataclasses import dataclass
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.models import Category, CategoryLink, LimitRule, TableFile
from lianzhi.cases.rules.catalogues import matter_code, next_extension
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
NEWER = "gbt-47678-5-2026"
HEADER = ["事项或部件", "代码", "中文名称", "起用日期"]


@dataclass(frozen=True)
class Office:
    town: desk.Town
    admin: Client
    reader: Client

    def hand_in(self, kind: str, target: str, rows: list[list[object]]) -> int:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        out = BytesIO()
        book.save(out)
        file = SimpleUploadedFile("table.xlsx", out.getvalue())
        answer = self.admin.post(f"/settings/tables/{kind}/{target}/", {"file": file})
        assert answer.status_code == 302, answer.content.decode()
        return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])


@pytest.fixture
def office() -> Office:
    town = desk.build()
    cases.load_categories(desk.ROOT)
    cases.load_catalogues(desk.ROOT)
    cases.load_limits(desk.ROOT)
    access.save_role(
        "admin", name_zh="管理员", permissions=["settings.see", "cases.see", "duties.edit"], by=desk.ROOT
    )
    return Office(town, desk.browser(desk._person("admin", "command", "admin")), desk.browser(town.reader))


def sheet(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def test_the_lists_stand_side_by_side_and_say_what_is_not_verified(office) -> None:
    page = office.reader.get("/settings/catalogues/").content.decode()

    assert "GB/T 47678.5-2026" in page and "GB/T 30428.2-2013" in page
    assert page.count("未与购买的标准文本核对") >= 2


def test_a_page_of_entries_costs_the_same_for_one_row_and_many(office) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert office.reader.get(f"/settings/catalogues/gbt-30428-2-2013/?q={text}").status_code == 200
        return len(seen)

    assert queries("0102") == queries("01")


def test_the_towns_own_list_shows_the_handling_unit(office) -> None:
    cases.save_duty("car-parking", desk.TOWN, lead="police", by=desk.ROOT)

    assert "派出所" in office.reader.get("/settings/catalogues/town/?q=car-parking").content.decode()


def test_a_case_carries_its_official_code_with_the_district(office) -> None:
    code = cases.official_code("street-drying", desk.WEST)

    assert (code.code, code.full, code.local, code.verified) == ("09999", "33019909999", True, False)
    case = office.town.report(category="dumped-rubbish")
    assert "33019906010" in office.reader.get(f"/desk/case/{case.number}/").content.decode()


@pytest.mark.parametrize(
    ("area", "code"), [(desk.TOWN, "33019906010"), ("", ""), ("33019", ""), ("3301x9", "")]
)
def test_a_matter_code_needs_a_district(area, code) -> None:
    assert matter_code(area, "06010") == code


def test_extensions_go_down_from_999_to_080() -> None:
    assert next_extension("09", {"09999", "09997"}) == "09998"
    assert next_extension("09", {f"09{n:03}" for n in range(81, 1000)}) == "09080"
    with pytest.raises(BadInput):
        next_extension("09", {f"09{n:03}" for n in range(80, 1000)})


def test_the_next_extension_stands_in_the_form(office) -> None:
    assert 'value="09996"' in office.admin.get(f"/settings/catalogues/{NEWER}/new/?major=09").content.decode()


def test_an_entry_is_changed_ended_and_keeps_its_versions(office) -> None:
    case = office.town.report(category="dumped-rubbish")
    where = f"/settings/catalogues/{NEWER}/matter/06010/"
    office.admin.post(where, {"name_zh": "暴露垃圾（含建筑垃圾）", "valid_to": "2026-12-31"})

    row = Category.objects.get(standard=NEWER, code="06010")
    assert [v.values["valid_to"] for v in row.versions.all()] == ["2026-12-31", None]
    assert "33019906010" in office.reader.get(f"/desk/case/{case.number}/").content.decode()
    assert audit.trail(f"catalogue:{NEWER}/matter/06010")


WRONG = [
    ({"name_zh": ""}, 422),
    ({"name_zh": "x", "valid_from": "2026-12-31", "valid_to": "2026-12-30"}, 422),
]


@pytest.mark.parametrize(("data", "status"), WRONG)
def test_a_wrong_change_of_an_entry_changes_nothing(office, data, status) -> None:
    before = list(Category.objects.filter(code="06010").values_list())

    assert office.admin.post(f"/settings/catalogues/{NEWER}/matter/06010/", data).status_code == status
    assert list(Category.objects.filter(code="06010").values_list()) == before


def test_a_mapping_is_made_and_ended(office) -> None:
    source, target = Category.objects.get(code="06041"), Category.objects.get(standard="town", code="dispute")
    where = f"/settings/catalogues/{NEWER}/matter/06041/"
    office.admin.post(f"{where}link/", {"target": target.pk, "exactness": "broader"})
    kept = CategoryLink.objects.get(source=source)
    assert kept.exactness == "broader"
    assert "对方更窄" in office.reader.get("/settings/catalogues/town/matter/dispute/").content.decode()

    office.admin.post(f"/settings/catalogues/links/{kept.pk}/end/", {"next": where})
    kept.refresh_from_db()
    assert kept.ended_at


def test_what_is_exported_comes_back_unchanged(office) -> None:
    for kind, target in (("catalogue", NEWER), ("catalogue", "town"), ("links", "all"), ("limits", "all")):
        content = office.admin.get(f"/settings/tables/{kind}/{target}/export.xlsx").content
        file = SimpleUploadedFile("back.xlsx", content)
        answer = office.admin.post(f"/settings/tables/{kind}/{target}/", {"file": file}, follow=True)
        table = TableFile.objects.latest("pk")

        assert table.bad == [], (kind, target)
        assert len(table.rows) > 5
        assert "没有变化" in answer.content.decode(), (kind, target)


def test_good_rows_are_taken_in_and_bad_ones_come_back_with_the_reason(office) -> None:
    number = office.hand_in(
        "catalogue", NEWER,
        [["Kind", "Code", "Name in Chinese", "In force from"],
         ["事项", "06100", "乱堆渣土", "2026/7/1"],
         ["matter", "06010", "暴露垃圾（改）", "2026-07-01"],
         ["matter", "0601", "码错", ""],
         ["matter", "12001", "无大类", ""],
         ["树", "06101", "类别错", ""],
         ["matter", "06102", "日期错", "明年"],
         ["matter", "06100", "重复", ""],
         ["matter", "06103", "", ""]],
    )  # fmt: skip
    page = office.admin.get(f"/settings/tables/files/{number}/").content.decode()
    before = Category.objects.count()
    bad = sheet(office.admin.get(f"/settings/tables/files/{number}/errors.xlsx").content)

    assert "暴露垃圾（改）" in page and "乱堆渣土" in page
    assert [row[0] for row in bad[1:]] == [4, 5, 6, 7, 8, 9]
    assert all(row[2] for row in bad[1:])
    assert not Category.objects.filter(code="06100").exists()

    office.admin.post(f"/settings/tables/files/{number}/")

    assert Category.objects.count() == before + 1
    assert Category.objects.get(standard=NEWER, code="06010").name_zh == "暴露垃圾（改）"
    assert office.admin.post(f"/settings/tables/files/{number}/").status_code == 409


def test_a_corrected_error_file_can_be_handed_in_as_it_is(office) -> None:
    number = office.hand_in(
        "catalogue", NEWER, [["类别", "Code", "Name in Chinese"], ["matter", "06100", ""]]
    )
    content = office.admin.get(f"/settings/tables/files/{number}/errors.xlsx").content
    book = openpyxl.load_workbook(BytesIO(content))
    names = [cell.value for cell in book.active[1]]
    book.active.cell(2, names.index("中文名称") + 1).value = "改好了"
    out = BytesIO()
    book.save(out)
    office.admin.post(
        f"/settings/tables/catalogue/{NEWER}/", {"file": SimpleUploadedFile("fixed.xlsx", out.getvalue())}
    )

    table = TableFile.objects.latest("pk")
    assert (table.bad, len(table.rows)) == ([], 1)


def test_a_table_of_limits_changes_the_matrix(office) -> None:
    number = office.hand_in(
        "limits", "all",
        [["Category", "Filing condition", "Stage", "Amount", "Counted in", "Source"],
         ["noise", "", "处置", "6", "工作时", "镇政发〔2026〕1号"],
         ["noise", "", "handle", "x", "工作时", ""],
         ["moon", "", "handle", "1", "工作日", ""]],
    )  # fmt: skip
    office.admin.post(f"/settings/tables/files/{number}/")

    held = LimitRule.objects.get(category__code="noise", until=None, condition="")
    assert (held.value, held.unit, held.source) == (6, "work_hour", "镇政发〔2026〕1号")
    assert [row["number"] for row in TableFile.objects.get(pk=number).bad] == [3, 4]


def test_a_file_that_is_no_table_is_refused(office) -> None:
    for content in (b"", b"PK\x03\x04rubbish", "代码\n1".encode()):
        answer = office.admin.post(
            f"/settings/tables/catalogue/{NEWER}/", {"file": SimpleUploadedFile("x.xlsx", content)}
        )
        assert answer.status_code == 422
    assert not TableFile.objects.exists()


def test_readers_see_but_do_not_change(office) -> None:
    assert (
        office.reader.post(f"/settings/catalogues/{NEWER}/matter/06010/", {"name_zh": "x"}).status_code == 403
    )
    assert office.reader.get(f"/settings/tables/catalogue/{NEWER}/").status_code == 403
    assert Category.objects.get(standard=NEWER, code="06010").name_zh == "暴露垃圾"
