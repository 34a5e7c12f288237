"""Default deny, by area subtree and by unit."""

import pytest

from lianzhi.foundation.access.rules.reach import EVERYTHING, NOTHING, Reach, Scope

TOWN, COMMUNITY, GRID = "330199100000", "330199100001", "330199100001001"
OTHER = "330199100002001"


@pytest.mark.parametrize(
    ("scope", "area", "units", "reached"),
    [
        (NOTHING, GRID, (), False),
        (EVERYTHING, GRID, (), True),
        (Scope(parts=(Reach(TOWN),)), GRID, (), True),
        (Scope(parts=(Reach(COMMUNITY),)), GRID, (), True),
        (Scope(parts=(Reach(COMMUNITY),)), OTHER, (), False),
        (Scope(parts=(Reach(GRID),)), COMMUNITY, (), False),
        (Scope(parts=(Reach(TOWN, "chengguan"),)), GRID, ("chengguan",), True),
        (Scope(parts=(Reach(TOWN, "chengguan"),)), GRID, ("police",), False),
        (Scope(parts=(Reach(TOWN, "chengguan"),)), GRID, (), False),
        (Scope(parts=(Reach(COMMUNITY, "chengguan"),)), OTHER, ("chengguan",), False),
        (Scope(parts=(Reach(COMMUNITY), Reach(TOWN, "chengguan"))), OTHER, ("chengguan",), True),
    ],
)
def test_a_grant_reaches_its_area_and_its_unit_and_no_further(scope, area, units, reached) -> None:
    assert scope.reaches(area, units) is reached
