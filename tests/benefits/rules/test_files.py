"""Files of a bank: a changed cent, a lost line, another encoding.  Issue 5 part 5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.benefits.rules.bank_files import (
    Due,
    Told,
    read_batch,
    read_results,
    write_batch,
    write_results,
)
from lianzhi.benefits.rules.fen import fen_of, plain, yuan
from lianzhi.kernel.errors import BadInput

DUES = [
    Due("Y1", "示例甲", "6228480000001", 12_345, "care 2026-11"),
    Due("Y2", "欧阳示例", "6228480000002", 5, "care"),
]
LINES = [Told("Y1", 12_345, "paid", "", "R1"), Told("Y2", 5, "returned", "账户已销户", "R2")]


@pytest.mark.parametrize(
    ("fen", "written", "in_files"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (123_456_789, "1,234,567.89", "1234567.89"),
        (-110, "-1.10", "-1.10"),
    ],
)
def test_fen_are_written_as_yuan(fen, written, in_files) -> None:
    assert (yuan(fen), plain(fen)) == (written, in_files)


@given(st.integers(0, 10**15))
def test_what_is_written_is_read_again(fen) -> None:
    assert fen_of(yuan(fen)) == fen_of(plain(fen)) == fen


@pytest.mark.parametrize("text", ["", "1.234", "-1", "1,23", "１２", "1e3", "NaN", "1.", ".5", "12 元"])
def test_what_is_no_amount_is_refused(text) -> None:
    with pytest.raises(ValueError):
        fen_of(text)


def test_a_batch_is_read_as_it_was_written() -> None:
    assert read_batch(write_batch("B1", "key", DUES)) == ("B1", "key", tuple(DUES))


def test_an_account_is_not_shown_where_a_line_is_printed() -> None:
    assert DUES[0].account not in repr(DUES)


def test_a_name_that_a_spreadsheet_would_run_is_defused() -> None:
    (due,) = read_batch(write_batch("B1", "key", [Due("Y1", "=HYPERLINK(1)", "1", 1, "a\nb")]))[2]
    assert (due.name, due.use) == ("'=HYPERLINK(1)", "a b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_results_are_read_in_utf8_and_gb18030(encoding) -> None:
    data = write_results("B1", "F1", LINES).replace("\n", "\r\n").encode(encoding)
    read = read_results(data)
    assert (read.batch, read.name, read.lines) == ("B1", "F1", tuple(LINES))


def _sealed_anew(text: str) -> bytes:
    from lianzhi.kernel.checksums import sm3

    body = text[: text.rindex("\nsm3,") + 1]
    return f"{body}sm3,{sm3(body.encode())}\n".encode()


WHOLE = write_results("B1", "F1", LINES)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (WHOLE.replace("123.45", "123.46", 1).encode(), "benefits.file_changed"),
        (WHOLE.rstrip("\n")[:-1].encode(), "benefits.file_changed"),
        (WHOLE[: WHOLE.index("\nsm3,")].encode(), "benefits.file_form"),
        (b"", "benefits.file_form"),
        (_sealed_anew(WHOLE.replace("Y1,123.45", "Y1,123.46")), "benefits.file_totals"),
        (_sealed_anew(WHOLE.replace("F1,2,", "F1,3,")), "benefits.file_totals"),
        (_sealed_anew(WHOLE.replace("Y1,123.45", "Y1,12x.45")), "benefits.file_amount"),
        (_sealed_anew(WHOLE.replace("code,amount", "amount,code")), "benefits.file_form"),
        (_sealed_anew(WHOLE.replace(",R1", "")), "benefits.file_form"),
        (write_batch("B1", "key", DUES).encode(), "benefits.file_form"),
        (b"\xff\xff\xff", "benefits.file_text"),
    ],
)
def test_nothing_is_taken_of_a_file_that_is_not_whole(data, code) -> None:
    with pytest.raises(BadInput) as refused:
        read_results(data)
    assert refused.value.code == code and refused.value.way_out
