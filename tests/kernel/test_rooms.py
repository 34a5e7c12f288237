"""Codes of units and rooms: built and cut in one place, and nothing else passes for one (ADR 0010)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel import rooms

HOUSE = "330199100001B00012"


@pytest.mark.parametrize(
    ("unit", "floor", "number", "code"),
    [
        (1, 3, 2, HOUSE + "010302"),
        (0, 1, 1, HOUSE + "000101"),
        (12, 89, 99, HOUSE + "128999"),
        (1, -1, 4, HOUSE + "019104"),
        (1, -9, 1, HOUSE + "019901"),
        (2, None, None, HOUSE + "02"),
        (0, None, None, HOUSE + "00"),
    ],
)
def test_a_code_is_built_and_cut_into_the_same_parts(unit, floor, number, code) -> None:
    assert rooms.build(HOUSE, unit, floor, number) == code
    assert rooms.cut(code) == rooms.Parts(HOUSE, unit, floor, number)
    assert rooms.building_of(code) == HOUSE
    assert rooms.unit_of(code) == code[:20]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (HOUSE, "building"),
        (HOUSE + "01", "unit"),
        (HOUSE + "010302", "room"),
        (HOUSE + "010002", ""),  # no floor 0
        (HOUSE + "019002", ""),  # 90 is no basement
        (HOUSE + "010300", ""),  # no room 0
        (HOUSE + "0103", ""),
        (HOUSE + "01030", ""),
        (HOUSE + "0103022", ""),
        ("330199100001E00012", ""),  # a quarter is no building
        ("330199100001", ""),
        ("330199100001b00012", ""),
        (HOUSE + "０１", ""),
        (HOUSE + "\n", ""),
        ("", ""),
    ],
)
def test_only_codes_of_the_scheme_pass(code: str, kind: str) -> None:
    assert rooms.check(code) == kind
    if not kind:
        with pytest.raises(ValueError, match="not the code of a building, unit or room"):
            rooms.cut(code)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ((HOUSE, 1, 0, 1), "not 0"),
        ((HOUSE, 1, 90, 1), "not 90"),
        ((HOUSE, 1, -10, 1), "not -10"),
        ((HOUSE, 1, 3, 0), "not 3 and 0"),
        ((HOUSE, 1, 3, 100), "not 3 and 100"),
        ((HOUSE, 1, 3, None), "not 3 and None"),
        ((HOUSE, 1, None, 2), "not None and 2"),
        ((HOUSE, 100, 3, 1), "not 100"),
        ((HOUSE + "01", 1, 3, 1), "not the code of a building"),
    ],
)
def test_what_has_no_code_is_refused_with_the_reason(wrong, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rooms.build(*wrong)


def test_the_floor_is_told_by_a_rooms_code_alone() -> None:
    assert rooms.floor(HOUSE + "010302") == 3
    assert rooms.floor(HOUSE + "019201") == -2
    with pytest.raises(ValueError, match="not the code of a room"):
        rooms.floor(HOUSE + "01")
    with pytest.raises(ValueError, match="names no unit"):
        rooms.unit_of(HOUSE)


@given(st.integers(0, 99), st.one_of(st.integers(1, 89), st.integers(-9, -1)), st.integers(1, 99), st.data())
def test_two_rooms_never_share_a_code(unit: int, floor: int, number: int, data) -> None:
    other = data.draw(st.tuples(st.integers(0, 99), st.integers(1, 89), st.integers(1, 99)))
    same = rooms.build(HOUSE, unit, floor, number) == rooms.build(HOUSE, *other)
    assert same == ((unit, floor, number) == other)


def test_codes_sort_floor_by_floor() -> None:
    codes = [rooms.build(HOUSE, 1, floor, n) for floor in range(1, 90) for n in (1, 2, 11)]
    assert codes == sorted(codes)
