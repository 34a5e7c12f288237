"""Area codes: the subtree of an area is a prefix once its own padding is cut off."""

import pytest

from lianzhi.kernel import areas

TOWN, COMMUNITY, GRID = "330199100000", "330199100012", "330199100012003"


@pytest.mark.parametrize(
    ("area", "code", "inside"),
    [
        (TOWN, GRID, True),
        (TOWN, TOWN, True),
        (COMMUNITY, GRID, True),
        (COMMUNITY, TOWN, False),
        ("330199100001", "330199100012003", False),
        ("330199101000", GRID, False),
        ("330100000000", GRID, True),
        (TOWN, "", False),
    ],
)
def test_an_area_covers_its_subtree_and_nothing_else(area: str, code: str, inside: bool) -> None:
    assert areas.covers(area, code) is inside


@pytest.mark.parametrize("code", ["", "33", "33019910000x", "3301991000000"])
def test_what_is_not_an_area_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not an area code"):
        areas.stem(code)


def test_levels_follow_the_length() -> None:
    assert [areas.level(c) for c in (TOWN, COMMUNITY, GRID, GRID + "01")] == [
        "town",
        "community",
        "grid",
        "micro_grid",
    ]
