"""kernel.rooms: codes are made and cut in one place (ADR 0010)."""

import pytest

from lianzhi.kernel import rooms

BUILDING = "330199100001B00012"


@pytest.mark.parametrize(
    ("unit", "floor", "room", "code"),
    [
        (1, 3, 2, "330199100001B00012010302"),
        (0, 1, 1, "330199100001B00012000101"),
        (12, 89, 99, "330199100001B00012128999"),
        (2, -1, 4, "330199100001B00012029104"),
        (2, -9, 0, "330199100001B00012029900"),
    ],
)
def test_a_code_is_made_and_cut_again(unit: int, floor: int, room: int, code: str) -> None:
    assert rooms.room_code(BUILDING, unit, floor, room) == code
    assert (rooms.unit_number(code), rooms.floor_of(code), rooms.number_of(code)) == (unit, floor, room)
    assert (rooms.building_of(code), rooms.unit_of(code)) == (BUILDING, code[:20])


@pytest.mark.parametrize(
    ("unit", "floor", "room"), [(1, 0, 1), (1, 90, 1), (1, -10, 1), (100, 1, 1), (-1, 1, 1), (1, 1, 100)]
)
def test_what_the_scheme_has_no_room_for_is_refused(unit: int, floor: int, room: int) -> None:
    with pytest.raises(ValueError, match="no code for unit"):
        rooms.room_code(BUILDING, unit, floor, room)


def test_only_a_building_has_rooms() -> None:
    with pytest.raises(ValueError, match="not the code of a building"):
        rooms.room_code("330199100001R00012", 1, 1, 1)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (BUILDING, True), (BUILDING + "01", True), (BUILDING + "010302", True), (BUILDING + "019001", False),
        (BUILDING + "010001", False), (BUILDING + "0103", False), ("", False), (BUILDING + "０１", False),
        ("330199100001R00012", False),
    ],
)  # fmt: skip
def test_a_code_is_known_by_its_form(code: str, known: bool) -> None:
    assert rooms.is_code(code) is known
    assert rooms.is_room(code) is (known and len(code) == 24)


def test_rooms_sort_floor_by_floor_within_a_unit() -> None:
    codes = [rooms.room_code(BUILDING, u, f, r) for u in (1, 2) for f in (1, 2, 11) for r in (1, 2)]
    assert codes == sorted(codes)
