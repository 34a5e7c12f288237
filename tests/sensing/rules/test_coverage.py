"""The coverage rate of key points.  R-116."""

import pytest
import shapely

from lianzhi.sensing.rules.coverage import Point, Sight, coverage, rate

ROAD = Point("r", "road", shapely.LineString([(0, 0), (10, 0)]))
SPOT = Point("s", "checkpoint", shapely.Point(2, 0))


def box(start: float, end: float) -> Sight:
    return Sight(f"cam{start}", shapely.box(start, -1, end, 1))


@pytest.mark.parametrize(
    ("sights", "share", "road", "spot"),
    [
        ([], 0.0, False, False), ([box(0, 5)], 0.5, False, True), ([box(0, 8)], 0.8, True, True),
        ([box(0, 5), box(4, 8)], 0.8, True, True), ([box(5, 20)], 0.5, False, False), ([box(2, 2.5)], 0.05, False, True),
    ],
)  # fmt: skip
def test_a_section_counts_by_its_length_and_a_spot_by_being_seen(sights, share, road, spot) -> None:
    found = coverage([ROAD, SPOT], sights, 0.8)

    assert found[0].share == pytest.approx(share) and [each.covered for each in found] == [road, spot]


def test_overlapping_fields_count_once_and_the_rate_is_by_kind() -> None:
    found = coverage([ROAD, SPOT], [box(0, 5), box(0, 5)], 0.8)

    assert found[0].share == pytest.approx(0.5) and found[1].devices == ("cam0", "cam0")
    assert (rate(found), rate(found, "road"), rate(found, "crossing")) == ((1, 2), (0, 1), (0, 0))
