"""The register's rules by examples."""

from datetime import date

import pytest

from lianzhi.kernel.errors import BadInput
from lianzhi.registry import lists
from lianzhi.registry.rules import credit
from lianzhi.registry.rules.disability import read_disability
from lianzhi.registry.rules.floors import Cell, door_number, laid_out
from lianzhi.registry.rules.identity import mask_identity, read_identity
from lianzhi.registry.rules.persons import moves, weak_key
from lianzhi.registry.rules.reading import read

TODAY = date(2026, 11, 29)
EXAMPLE = "11010519491231002X"  # the standard's own example


def test_the_example_of_the_standard_holds() -> None:
    found = read_identity(" 110105 19491231 002x", TODAY)

    assert (found.number, found.area, found.birth, found.sex) == (EXAMPLE, "110105", date(1949, 12, 31), "2")


def test_an_old_number_of_15_digits_becomes_18() -> None:
    assert read_identity("110105491231002", TODAY).number == EXAMPLE


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "form"),
        ("1101051949123100", "form"),
        ("1101051949123100２X", "form"),
        ("11010519491231002Y", "form"),
        ("99010519491231002X", "area"),
        ("110105194913310028", "date"),
        ("110105202702290029", "date"),
        ("110105204912310027", "date"),
        ("110105194912310021", "check"),
        ("11010519491213002X", "check"),
    ],
)
def test_a_number_that_does_not_hold_says_why(number, code) -> None:
    with pytest.raises(BadInput) as refused:
        read_identity(number, TODAY)

    assert refused.value.code == f"identity.{code}" and refused.value.way_out


def test_one_wrong_digit_or_two_swapped_are_always_seen() -> None:
    for place in range(17):
        for digit in "0123456789":
            if digit != EXAMPLE[place]:
                with pytest.raises(BadInput):
                    read_identity(EXAMPLE[:place] + digit + EXAMPLE[place + 1 :], TODAY)


def test_a_covered_number_does_not_say_birth_or_area() -> None:
    assert mask_identity(EXAMPLE) == "1****************X"


@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_a_credit_code_that_holds(code) -> None:
    assert credit.doubt(code) == ""


@pytest.mark.parametrize(
    "code",
    [
        "91350203M0001QAY9B",
        "91350100M000100Y44",
        "91350100M000100Y4",
        "91350100MI00100Y43",
        "91350100M000100X43",
    ],
)
def test_a_doubtful_credit_code_is_named_not_refused(code) -> None:
    assert credit.doubt(code)


def test_a_disability_number_says_class_and_grade() -> None:
    found = read_disability(f"{EXAMPLE}43", TODAY)

    assert (found.identity, found.kind, found.grade, found.again) == (EXAMPLE, "limbs", 3, "")
    assert read_disability(f"{EXAMPLE}11B1", TODAY).again == "B1"


@pytest.mark.parametrize("number", [EXAMPLE, f"{EXAMPLE}83", f"{EXAMPLE}15", f"{EXAMPLE[:-1]}143"])
def test_a_disability_number_that_does_not_hold(number) -> None:
    with pytest.raises(BadInput):
        read_disability(number, TODAY)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("birth", "1990-3-7", date(1990, 3, 7)),
        ("birth", "19900307", date(1990, 3, 7)),
        ("birth", "1990年3月7日", date(1990, 3, 7)),
        ("birth", "1990/03/07 00:00:00", date(1990, 3, 7)),
        ("sex", "男", "1"),
        ("sex", "女性", "2"),
        ("phone", "+86 138-0000-0001", "13800000001"),
        ("phone", "13800000001.0", None),
        ("phone", 13800000001.0, "13800000001"),
        ("phone", "０５７１－８８００１２３４", "057188001234"),
        ("name", "王 小 明", "王小明"),
        ("name", "阿依古丽•买买提", "阿依古丽·买买提"),
        ("name", "John  Smith", "John Smith"),
        ("employer", "/", None),
    ],
)
def test_cells_are_read(field, text, value) -> None:
    column = lists.columns("persons")[field]
    if value is None and text not in ("/",):
        with pytest.raises(BadInput):
            read(column, text, TODAY)
    else:
        assert read(column, text, TODAY) == value


def test_weak_keys_need_all_three() -> None:
    assert (
        weak_key("王小明", date(1990, 3, 7), "d")
        and not weak_key("王小明", None, "d")
        and not weak_key("王小明", date(1990, 3, 7), "")
    )


@pytest.mark.parametrize(
    ("since", "opened", "moved"),
    [
        (None, None, False),
        (date(2026, 1, 1), None, True),
        (date(2026, 1, 1), date(2020, 1, 1), True),
        (date(2019, 1, 1), date(2020, 1, 1), False),
    ],
)
def test_another_household_is_a_move_when_it_begins_later(since, opened, moved) -> None:
    assert moves("a", "b", since, opened) is moved


def test_rooms_are_laid_out_unit_by_unit_from_the_top() -> None:
    base = "330199100001B00001"
    cells = {
        code: Cell(code)
        for code in (base, f"{base}02", f"{base}010102", f"{base}010101", f"{base}011201", f"{base}019101")
    }

    whole, first, second = laid_out(cells)

    assert [cell.code for cell in whole.loose] == [base]
    assert [(floor.number, [cell.number for cell in floor.cells]) for floor in first.floors] == [
        (12, ["1201"]),
        (1, ["101", "102"]),
        (-1, ["B101"]),
    ]
    assert [cell.code for cell in second.loose] == [f"{base}02"] and door_number(base) == ""


def test_every_list_and_column_is_named_in_both_languages() -> None:
    for name, entries in lists.lists().items():
        assert all(entry.zh and entry.en for entry in entries.values()), name
    for kind in lists.kinds():
        assert all(column.zh and column.en for column in lists.columns(kind).values()), kind


def test_no_spelling_means_two_entries_of_a_list() -> None:
    for name, entries in lists.lists().items():
        spellings = [s for e in entries.values() for s in {e.code, e.zh, *e.also}]
        assert len(spellings) == len(set(spellings)), name
