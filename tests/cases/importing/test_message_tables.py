"""Tables of messages: what is good comes in, what is bad is named, nothing is lost.  House law 6."""

import random
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.shared_data import messages

from lianzhi.cases.importing import BadRow, Row, explain, read_messages
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import BadInput

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HEADER = "留言编号,留言用户,留言主题,留言时间,留言详情,点赞数"
GOOD = '7,A01,路灯坏了,2026/3/5 9:05:01,"三号楼门口,路灯不亮",12'


@pytest.fixture
def write(tmp_path):
    def write(*lines: str, encoding: str = "utf-8", end: str = "\r\n"):
        path = tmp_path / "messages.csv"
        path.write_bytes(end.join(lines).encode(encoding))
        return path

    return write


def rows(path, **options):
    return list(read_messages(path, now=NOW, **options))


def reasons(row: BadRow) -> str:
    return " | ".join(f"{problem.column}: {explain(problem)}" for problem in row.problems)


def test_a_good_row_becomes_a_message(write):
    assert rows(write(HEADER, GOOD)) == [
        Row(
            row_number=2,
            external_id="7",
            author="A01",
            title="路灯坏了",
            text="三号楼门口,路灯不亮",
            occurred_at=datetime(2026, 3, 5, 9, 5, 1, tzinfo=SHANGHAI),
            extra={"点赞数": "12"},
            cells=("7", "A01", "路灯坏了", "2026/3/5 9:05:01", "三号楼门口,路灯不亮", "12"),
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_is_recognised_and_said(write, encoding, end):
    table = read_messages(write(HEADER, GOOD, encoding=encoding, end=end), now=NOW)
    assert table.encoding == encoding
    [row] = table
    assert row.text == "三号楼门口,路灯不亮"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(write, sign):
    table = read_messages(
        write(sign.join(["编号", "内容", "时间"]), sign.join(["1", "灯坏", "2026/1/1 8:00"])), now=NOW
    )
    assert table.delimiter == sign
    assert [row.text for row in table] == ["灯坏"]


def test_quoted_line_breaks_stay_and_rows_are_numbered_as_a_spreadsheet_does(write):
    first, second = rows(write(HEADER, '1,a,b,,"第一行', '第二行",', "", GOOD))
    assert (first.row_number, first.text) == (2, "第一行\n第二行")
    assert second.row_number == 4


def test_columns_are_recognised_in_english_too(write):
    table = read_messages(
        write("id,user,title,time,text,label", "1,u,t,2026-01-02 03:04:05,灯坏,照明"), now=NOW
    )
    assert set(table.mapping) == {"external_id", "author", "title", "occurred_at", "text", "label"}
    assert next(iter(table)).label == "照明"


def test_a_given_mapping_wins_over_the_guess_and_frees_the_guessed_column(write):
    path = write("编号,内容,处理意见", "1,灯坏,已修")
    table = read_messages(path, {"text": "处理意见"}, now=NOW)
    [row] = table
    assert row.text == "已修"
    assert row.extra == {"内容": "灯坏"}


def test_a_missing_text_column_is_refused_with_the_columns_there_are(write):
    with pytest.raises(BadInput) as refusal:
        read_messages(write("编号,姓名", "1,a"))
    assert refusal.value.code == "import.columns"
    assert "编号, 姓名" in refusal.value.way_out % refusal.value.params


def test_a_mapping_to_a_column_that_is_not_there_is_refused(write):
    with pytest.raises(BadInput, match="正文"):
        read_messages(write(HEADER, GOOD), {"text": "正文"})


def test_bad_rows_are_named_with_row_column_reason_and_way_out_and_good_ones_kept(write):
    found = rows(
        write(
            HEADER,
            GOOD,
            "8,A02,空的,2026/3/5 9:05:01,  ,",
            "9,A02,坏时间,2026/13/5 9:05:01,灯坏了,",
            "7,A03,重号,2026/3/5 9:05:01,另一件事,",
            ",A03,没号,2026/3/5 9:05:01,另一件事,",
            "10,A04,响铃,2026/3/5,灯\x07坏,",
            "11,A05,太宽,2026/3/5,灯坏,1,2",
            f"12,A06,太长,2026/3/5,{'灯' * 20_001},",
            "13,A07,好的,2026/3/5,井盖没了,",
        )
    )
    assert [row.row_number for row in found] == list(range(2, 11))
    assert [row.row_number for row in found if isinstance(row, Row)] == [2, 10]
    bad = {row.row_number: reasons(row) for row in found if isinstance(row, BadRow)}
    assert bad[3].startswith("留言详情: The text is empty.")
    assert "“2026/13/5 9:05:01” is not a day" in bad[4] and "Write it like" in bad[4]
    assert "already stands in row 2" in bad[5]
    assert bad[6].startswith("留言编号: The number of the message is missing.")
    assert "U+0007" in bad[7] and "character 2" in bad[7]
    assert "7 cells, the header only 6" in bad[8]
    assert "20001 characters; at most 20000" in bad[9]


def test_all_problems_of_a_row_are_told_at_once(write):
    [row] = rows(write(HEADER, ",A,,morgen,,"))
    assert {problem.column for problem in row.problems} == {"留言编号", "留言时间", "留言详情"}


def test_a_row_with_fewer_cells_is_read_as_if_the_rest_were_empty(write):
    [row] = rows(write(HEADER, "1,a,b,,灯坏"))
    assert row.text == "灯坏" and row.extra == {}


def test_a_number_is_used_up_only_by_a_good_row(write):
    bad, good = rows(write(HEADER, "1,a,b,,,", "1,a,b,,灯坏,"))
    assert isinstance(bad, BadRow) and isinstance(good, Row)


def test_without_a_number_column_the_content_makes_the_number(write):
    path = write("内容,时间", "灯坏,2026/1/1", "灯坏,2026/1/2", "灯坏,2026/1/1")
    first, second, same = rows(path)
    assert first.external_id == rows(path)[0].external_id
    assert first.external_id != second.external_id
    assert "already stands in row 2" in reasons(same)


def test_without_a_title_the_first_sentence_is_the_title(write):
    [row] = rows(write("编号,内容", "1,您好！小区门口路灯坏了。晚上很黑。"))
    assert row.title == "小区门口路灯坏了"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_cost_only_their_own_row(tmp_path, encoding):
    lines = [HEADER, *(f"{i},A,标题,2026/3/5,小区门口的路灯已经坏了很多天," for i in range(1, 30))]
    content = "\r\n".join(lines).encode(encoding).split(b"\r\n")
    content[5] = content[5].replace("路灯".encode(encoding), b"\xff\xfe\xff")
    path = tmp_path / "broken.csv"
    path.write_bytes(b"\r\n".join(content))
    table = read_messages(path, now=NOW)
    found = list(table)
    assert table.encoding == encoding
    assert [row.row_number for row in found if isinstance(row, BadRow)] == [6]
    assert "could not be decoded" in reasons(found[4])
    assert found[4].problems[0].column == "留言详情"
    assert len(found) == 29


def test_a_file_in_no_known_encoding_is_refused_as_a_whole(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(random.Random(1).randbytes(5000))
    with pytest.raises(BadInput) as refusal:
        read_messages(path)
    assert refusal.value.code == "import.encoding"
    assert "CSV UTF-8" in refusal.value.way_out


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "import.empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "import.old_excel")]
)
def test_what_is_no_table_is_refused(tmp_path, content, code):
    (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        read_messages(tmp_path / "file.csv")
    assert refusal.value.code == code


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_messages(tmp_path / "none.csv")
    assert refusal.value.code == "import.no_file"


def test_an_open_quotation_mark_swallows_no_row_behind_it(write):
    lines = [f'{i},A,标题{i},2026/3/5,"灯坏了, 第{i}次",' for i in range(1, 40)]
    lines[9] = '10,A,标题10,2026/3/5,"灯坏了,'
    found = rows(write(HEADER, *lines))
    assert [row.external_id for row in found if isinstance(row, Row)] == [
        str(i) for i in range(1, 40) if i != 10
    ]
    [bad] = [row for row in found if isinstance(row, BadRow)]
    assert bad.row_number == 11
    assert "quotation mark" in reasons(bad)
    assert bad.cells[0].startswith("10,A")


def test_an_open_quotation_mark_in_the_last_row_is_told(write):
    good, bad = rows(write(HEADER, GOOD, '8,A,标题,2026/3/5,"灯坏了'))
    assert isinstance(good, Row) and "quotation mark" in reasons(bad)


def test_quotation_marks_inside_plain_cells_are_just_characters(write):
    [row] = rows(write(HEADER, '1,a,b,,他说"马上修"结果没修,'))
    assert row.text == '他说"马上修"结果没修'


def test_messages_are_counted_without_reading_them_all(write):
    table = read_messages(write(HEADER, '1,a,b,,"灯', '坏",', GOOD), now=NOW)
    assert table.count() == 2 == len(list(table))


def test_a_table_can_be_read_twice(write):
    table = read_messages(write(HEADER, GOOD), now=NOW)
    assert list(table) == list(table) != []


def test_a_header_alone_is_an_empty_table(write):
    assert rows(write(HEADER)) == []


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufffd"),
                max_size=30,
            ),
            st.text('灯坏，,"\n;a1 ', max_size=20),
        ),
        max_size=12,
    )
)
@settings(deadline=None, max_examples=60)
def test_every_row_that_a_csv_writer_wrote_comes_back_once(tmp_path_factory, pairs):
    import csv

    path = tmp_path_factory.mktemp("csv") / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "主题", "内容"])
        for i, (title, text) in enumerate(pairs):
            writer.writerow([i, title, text + "灯"])
    found = rows(path)
    assert [row.external_id for row in found] == [str(i) for i in range(len(pairs))]
    assert [row.row_number for row in found] == [i + 2 for i in range(len(pairs))]


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,内容\n")
        file.writelines(f"{i},{'灯' * 4000}\n" for i in range(1000))
    table = read_messages(path, now=NOW)
    tracemalloc.start()
    count = sum(1 for _ in table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1000
    assert peak < 3_000_000 < path.stat().st_size


@pytest.mark.shared_data
def test_the_shared_messages_come_in_without_a_loss():
    table = read_messages(messages("public_messages_4326.csv"))
    found = list(table)
    assert len(found) == table.count() == 4326
    assert all(isinstance(row, Row) for row in found)
    assert all(
        row.occurred_at is not None and row.occurred_at.utcoffset() == timedelta(hours=8) for row in found
    )
    authors = Counter(row.author for row in found)
    assert (len(authors), authors.most_common(1)[0][1]) == (3332, 92)
