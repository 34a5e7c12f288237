"""Where on the ground is what a device sees?  R-117: source "sky eye" with position and field of view."""

import math

import pytest

from lianzhi.kernel.geo import distance_m
from lianzhi.sensing.rules.ground import (
    Said,
    View,
    bearing_of,
    distance_by_tilt,
    in_sight,
    placed,
    sector,
    step_to,
)
from lianzhi.sensing.rules.kinds import PlacedBy

EYE = View(120.0, 30.0, height_m=100, bearing=0, opening=60, range_m=1000)


@pytest.mark.parametrize(
    ("bearing", "metres", "east", "north"),
    [(0, 100, 0, 1), (90, 100, 1, 0), (180, 100, 0, -1), (270, 100, -1, 0), (45, 100, 1, 1), (0, 0, 0, 0)],
)
def test_a_step_goes_where_the_bearing_points(bearing, metres, east, north) -> None:
    lon, lat = step_to(120.0, 30.0, bearing, metres)

    assert (round(math.copysign(1, lon - 120)) if abs(lon - 120) > 1e-9 else 0) == east
    assert (round(math.copysign(1, lat - 30)) if abs(lat - 30) > 1e-9 else 0) == north
    assert distance_m(120.0, 30.0, lon, lat) == pytest.approx(metres, abs=0.1)


@pytest.mark.parametrize(
    ("height", "tilt", "metres"),
    [(100, 45, 100), (100, 90, 0), (50, 26.565, 100), (100, 0, None), (100, -5, None), (0, 45, None)],
)
def test_tilt_and_height_give_the_distance(height, tilt, metres) -> None:
    found = distance_by_tilt(height, tilt)

    assert found is None if metres is None else found == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (Said(bearing=400), 40), (Said(box=(0.5, 0, 0, 0)), 0), (Said(box=(0.0, 0, 0, 0)), 330), (Said(box=(0.9, 0, 0.2, 1)), 30),
        (Said(bearing=10, box=(0, 0, 1, 1)), 10), (Said(), None),
    ],
)  # fmt: skip
def test_the_bearing_is_the_senders_or_that_of_the_box(said, wanted) -> None:
    assert bearing_of(EYE, said) == (None if wanted is None else pytest.approx(wanted))


@pytest.mark.parametrize(
    ("said", "by", "metres", "accuracy"),
    [
        (Said(lon=120.001, lat=30.001), PlacedBy.GIVEN, 147, 10),
        (Said(bearing=0, distance_m=800), PlacedBy.BEARING, 800, 24),
        (Said(bearing=0, tilt=45), PlacedBy.BEARING, 100, 10),
        (Said(bearing=0), PlacedBy.DEVICE, 0, 1000),
        (Said(distance_m=500), PlacedBy.DEVICE, 0, 1000),
        (Said(bearing=0, tilt=0), PlacedBy.DEVICE, 0, 1000),
    ],
)
def test_the_best_that_can_be_said_of_the_place(said, by, metres, accuracy) -> None:
    found = placed(EYE, said)

    assert found.by == by and found.accuracy_m == pytest.approx(accuracy, abs=0.1)
    assert distance_m(120.0, 30.0, found.lon, found.lat) == pytest.approx(metres, abs=1)


@pytest.mark.parametrize(
    ("bearing", "metres", "there"),
    [
        (0, 900, True),
        (29, 900, True),
        (31, 900, False),
        (0, 1100, False),
        (180, 10, False),
        (330.5, 500, True),
    ],
)
def test_what_lies_in_the_field_of_view(bearing, metres, there) -> None:
    assert in_sight(EYE, *step_to(120.0, 30.0, bearing, metres)) is there


@pytest.mark.parametrize(
    ("view", "known"),
    [
        (View(120, 30, range_m=100), True), (View(120, 30, bearing=5, opening=90, range_m=100), True),
        (View(120, 30, bearing=5, opening=360, range_m=100), True), (View(120, 30, bearing=5, opening=90), False),
        (View(120, 30, bearing=5, range_m=100), False), (View(120, 30, opening=90, range_m=100), False),
    ],
)  # fmt: skip
def test_a_field_of_view_needs_range_and_direction(view, known) -> None:
    shape = sector(view)

    assert (shape is not None) is known and (shape is None or shape.is_valid)
