"""Codes of units and rooms: built and cut in one place, and nothing else passes for one (ADR 0010)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel import rooms

HOUSE = "330199100001B00012"
FLOORS = st.one_of(st.integers(1, 89), st.integers(-9, -1))


@pytest.mark.parametrize(
    ("unit", "floor", "number", "code"),
    [
        (1, 3, 2, HOUSE + "010302"),
        (0, 1, 1, HOUSE + "000101"),
        (12, 89, 99, HOUSE + "128999"),
        (1, -1, 4, HOUSE + "019104"),
        (1, -9, 1, HOUSE + "019901"),
    ],
)
def test_a_code_is_built_and_cut_into_the_same_parts(unit: int, floor: int, number: int, code: str) -> None:
    assert rooms.room_code(HOUSE, unit, floor, number) == code
    assert rooms.cut(code) == rooms.Parts(HOUSE, unit, floor, number)
    assert (rooms.building_of(code), rooms.unit_of(code)) == (HOUSE, code[:20])
    assert (rooms.unit_number(code), rooms.floor_of(code), rooms.number_of(code)) == (unit, floor, number)


@pytest.mark.parametrize(
    ("code", "parts"), [(HOUSE, rooms.Parts(HOUSE)), (HOUSE + "00", rooms.Parts(HOUSE, 0))]
)
def test_a_code_may_end_at_the_building_or_unit(code: str, parts: rooms.Parts) -> None:
    assert rooms.cut(code) == parts


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (HOUSE, True),
        (HOUSE + "01", True),
        (HOUSE + "010302", True),
        (HOUSE + "010002", False),  # no floor 0
        (HOUSE + "019002", False),  # 90 is no basement
        (HOUSE + "0103", False),
        (HOUSE + "01030", False),
        (HOUSE + "0103022", False),
        ("330199100001E00012", False),  # a quarter is no building
        ("330199100001", False),
        ("330199100001b00012", False),
        (HOUSE + "０１", False),
        (HOUSE + "\n", False),
        ("", False),
    ],
)
def test_only_codes_of_the_scheme_pass(code: str, known: bool) -> None:
    assert rooms.is_code(code) is known
    assert rooms.is_room(code) is (known and len(code) == 24)
    if not known:
        with pytest.raises(ValueError, match="not the code of a building, unit or room"):
            rooms.cut(code)


def test_other_places_are_places_but_have_no_rooms() -> None:
    assert rooms.is_place("330199100001E00012") and not rooms.is_code("330199100001E00012")
    assert rooms.is_place(HOUSE + "010302") and not rooms.is_place("330199100001E0001201")
    with pytest.raises(ValueError, match="not the code of a building"):
        rooms.room_code("330199100001R00012", 1, 1, 1)


@pytest.mark.parametrize(
    ("unit", "floor", "number"), [(1, 0, 1), (1, 90, 1), (1, -10, 1), (1, 3, 100), (100, 3, 1), (-1, 3, 1)]
)
def test_what_the_scheme_has_no_room_for_is_refused(unit: int, floor: int, number: int) -> None:
    with pytest.raises(ValueError, match=f"no code for unit {unit}, floor {floor}, room {number}"):
        rooms.room_code(HOUSE, unit, floor, number)


@given(
    st.tuples(st.integers(0, 99), FLOORS, st.integers(1, 99)),
    st.tuples(st.integers(0, 99), FLOORS, st.integers(1, 99)),
)
def test_two_rooms_never_share_a_code(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    assert (rooms.room_code(HOUSE, *one) == rooms.room_code(HOUSE, *other)) == (one == other)


def test_codes_sort_floor_by_floor() -> None:
    codes = [
        rooms.room_code(HOUSE, unit, floor, n)
        for unit in (1, 2)
        for floor in range(1, 90)
        for n in (1, 2, 11)
    ]
    assert codes == sorted(codes)
