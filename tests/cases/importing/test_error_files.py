"""What could not be taken goes out as a file, is corrected, and comes back."""

import csv
from datetime import UTC, datetime

import pytest

from lianzhi.cases.importing import BadRow, Row, parse_mapping, read_messages, write_error_file
from lianzhi.foundation.imports.contracts import ERROR_COLUMNS
from lianzhi.kernel.errors import BadInput

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HEADER = "留言编号,留言用户,留言时间,留言详情,点赞数"


def bad_rows(path):
    table = read_messages(path, now=NOW)
    return table, [row for row in table if isinstance(row, BadRow)]


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "messages.csv"
    lines = [
        HEADER,
        "1,A,2026/3/5,灯坏了,3",
        '2,=1+1,gestern,"灯, 坏了",-5',
        "3,A,2026/3/5,,+1",
        "4,A,2026/3/5,灯,坏,1",
    ]
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_file_names_row_column_and_reason_before_the_original_cells(broken, tmp_path):
    table, bad = bad_rows(broken)
    out = tmp_path / "errors.csv"
    assert write_error_file(out, table.header, bad) == 3
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    header, second, third, fourth = cells(out)
    assert header == [*ERROR_COLUMNS, *HEADER.split(",")]
    assert second[:2] == ["3", "留言时间"] and "gestern" in second[2] and "Write it like" in second[2]
    assert second[3:] == ["2", "'=1+1", "gestern", "灯, 坏了", "'-5"]
    assert third[:2] == ["4", "留言详情"]
    assert fourth[3:] == ["4", "A", "2026/3/5", "灯", "坏", "1"]


def test_no_cell_starts_like_a_formula(tmp_path):
    path = tmp_path / "evil.csv"
    evil = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "=标题", "内容"])
        writer.writerows([[i, cell, ""] for i, cell in enumerate(evil)])
    table, bad = bad_rows(path)
    out = tmp_path / "errors.csv"
    assert write_error_file(out, table.header, bad) == len(evil)
    assert not [
        cell for row in cells(out) for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


def test_a_corrected_error_file_comes_in_with_the_original_cells(broken, tmp_path):
    table, bad = bad_rows(broken)
    out = tmp_path / "errors.csv"
    write_error_file(out, table.header, bad)
    lines = cells(out)
    lines[1][5], lines[2][6], lines[3][6:] = "2026/3/4", "井盖没了", ["灯,坏", "1"]
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    again = list(read_messages(out, now=NOW))
    assert all(isinstance(row, Row) for row in again)
    assert [(row.external_id, row.author, row.text) for row in again] == [
        ("2", "=1+1", "灯, 坏了"),
        ("3", "A", "井盖没了"),
        ("4", "A", "灯,坏"),
    ]
    assert [dict(row.extra) for row in again] == [{"点赞数": "-5"}, {"点赞数": "+1"}, {"点赞数": "1"}]


def test_an_uncorrected_error_file_gives_the_same_errors_again_without_growing(broken, tmp_path):
    table, bad = bad_rows(broken)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_error_file(first, table.header, bad[:2])
    table, again = bad_rows(first)
    write_error_file(second, table.header, again)
    assert [row[1:] for row in cells(second)] == [row[1:] for row in cells(first)]


def test_the_reasons_are_told_in_the_language_of_the_reader(broken, tmp_path):
    table, bad = bad_rows(broken)
    write_error_file(tmp_path / "e.csv", table.header, bad, translate=lambda text: f"<{text}>")
    assert cells(tmp_path / "e.csv")[1][2].startswith("<“gestern” is not a date and time.> <Write")


def test_a_mapping_is_read_from_the_command_line():
    assert parse_mapping(["text=留言详情", " title = 主题 "]) == {"text": "留言详情", "title": "主题"}
    assert parse_mapping([]) == {}


@pytest.mark.parametrize("pair", ["text", "text=", "=内容", "body=内容"])
def test_what_is_no_mapping_is_refused_with_the_fields_there_are(pair):
    with pytest.raises(BadInput) as refusal:
        parse_mapping([pair])
    assert "occurred_at" in refusal.value.way_out % refusal.value.params
