"""xlsx: the same rows as from CSV; bombs and damaged files are refused before they cost anything."""

import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from lianzhi.cases.importing import BadRow, Row, read_messages
from lianzhi.foundation.imports.reading import workbooks
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import BadInput

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HEADER = ["留言编号", "留言主题", "留言时间", "留言详情"]


@pytest.fixture
def book(tmp_path):
    def book(*rows, name="messages.xlsx", **sheets):
        made = openpyxl.Workbook()
        for row in rows:
            made.active.append(row)
        for title, content in sheets.items():
            sheet = made.create_sheet(title)
            for row in content:
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return book


def test_numbers_dates_and_texts_come_as_in_csv(book):
    when = datetime(2026, 3, 5, 9, 5, 1, tzinfo=SHANGHAI)
    table = read_messages(
        book(HEADER, [188006, "路灯", when.replace(tzinfo=None), "灯坏了\n两天了"]), now=NOW
    )
    assert (table.encoding, table.count()) == ("xlsx", 1)
    [row] = table
    assert (row.row_number, row.external_id, row.text) == (2, "188006", "灯坏了\n两天了")
    assert row.occurred_at == when


def test_the_content_decides_not_the_name(book):
    assert len(list(read_messages(book(HEADER, [1, "a", None, "灯坏"], name="messages.csv"), now=NOW))) == 1


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_sheet(book):
    found = list(read_messages(book([], HEADER, [1, "a", None, "灯坏"], [], [2, "b", None, ""]), now=NOW))
    assert [(type(row), row.row_number) for row in found] == [(Row, 3), (BadRow, 5)]


def test_a_formula_without_a_stored_value_is_an_empty_cell_and_never_run(book):
    [row] = read_messages(book(HEADER, [1, "a", None, '=HYPERLINK("http://example.invalid")']), now=NOW)
    assert isinstance(row, BadRow)
    assert row.problems[0].column == "留言详情"


def test_the_first_sheet_is_read_or_the_one_named(book):
    path = book(["内容"], ["第一张"], 第二=[["内容"], ["第二张"]])
    assert [row.text for row in read_messages(path)] == ["第一张"]
    assert [row.text for row in read_messages(path, sheet="第二")] == ["第二张"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(book):
    with pytest.raises(BadInput) as refusal:
        read_messages(book(["内容"], ["a"], 第二=[["内容"]]), sheet="第三")
    assert "第二" in refusal.value.way_out % refusal.value.params


def rewritten(path, part, change):
    """The workbook with the bytes of one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_bomb_is_refused_before_it_is_unpacked(book, monkeypatch):
    path = rewritten(
        book(HEADER, [1, "a", None, "灯坏"]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 50_000_000
    )
    assert path.stat().st_size < 200_000
    monkeypatch.setattr(
        openpyxl, "load_workbook", lambda *args, **options: pytest.fail("the bomb was opened")
    )
    with pytest.raises(BadInput) as refusal:
        read_messages(path)
    assert refusal.value.code == "import.bomb"


def test_too_much_content_is_refused_at_any_ratio(book, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 2000)
    with pytest.raises(BadInput) as refusal:
        read_messages(book(HEADER, [1, "a", None, "灯坏"]))
    assert refusal.value.code == "import.bomb"


def test_a_sheet_that_claims_to_be_huge_is_read_as_it_is(book):
    path = rewritten(
        book(HEADER, [1, "a", None, "灯坏"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'),
    )
    assert [row.text for row in read_messages(path)] == ["灯坏"]


def test_entities_in_the_xml_are_not_blown_up(book):
    declared = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"z" * 1000
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(5))
        + b"]>"
    )
    path = rewritten(
        book(HEADER, [1, "a", None, "灯坏"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: declared + xml.replace("灯坏".encode(), b"&f;"),
    )
    with pytest.raises(BadInput) as refusal:
        list(read_messages(path))
    assert refusal.value.code == "import.broken_workbook"


@pytest.mark.parametrize("damage", [lambda whole: whole[:300], lambda whole: b"PK" + b"x" * 500])
def test_a_damaged_workbook_is_refused_with_a_way_out(book, damage):
    path = book(HEADER, [1, "a", None, "灯坏"])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(BadInput) as refusal:
        list(read_messages(path))
    assert refusal.value.code == "import.broken_workbook"
    assert "save it again" in refusal.value.way_out


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(BadInput) as refusal:
        read_messages(tmp_path / "a.xlsx")
    assert refusal.value.code == "import.broken_workbook"
