"""Routes around no-fly zones within a battery; flights against their plan; the pilot's file.  R-118."""

import json

import pytest
import shapely

from lianzhi.kernel.geo import metres_per_degree
from lianzhi.sensing.rules.flying import flown
from lianzhi.sensing.rules.routing import IN_ZONE, SHUT_IN, TOO_FAR, NoHome, Spot, plan
from lianzhi.sensing.rules.waypoints import geojson, qgc

EAST, NORTH = metres_per_degree(30.0)
HOME = Spot("home", 120.0, 30.0)


def at(name: str, x: float, y: float) -> Spot:
    return Spot(name, 120.0 + x / EAST, 30.0 + y / NORTH)


def square(x: float, y: float, half: float):
    one, two = at("", x - half, y - half), at("", x + half, y + half)
    return shapely.box(one.lon, one.lat, two.lon, two.lat)


def ring(x: float, y: float, out: float, inside: float):
    return square(x, y, out).difference(square(x, y, inside))


@pytest.mark.parametrize(
    ("spots", "zones", "battery", "flights", "metres", "left"),
    [
        ([(300, 0)], [], 1000, 1, 600, {}),
        ([(300, 0), (300, 300), (0, 300)], [], 5000, 1, 1200, {}),
        ([(600, 0), (-600, 0)], [], 1300, 2, 2400, {}),
        ([(300, 0), (900, 0)], [], 1000, 1, 600, {"p2": TOO_FAR}),
        ([(800, 0)], [(400, 0, 100)], 5000, 1, 1719, {}),
        ([(400, 0), (800, 0)], [(400, 0, 100)], 5000, 1, 1719, {"p1": IN_ZONE}),
        ([(800, 0)], [(400, 0, 100)], 1610, 0, 0, {"p1": TOO_FAR}),
        ([], [], 1000, 0, 0, {}),
    ],
)  # fmt: skip
def test_a_plan_covers_what_it_can_and_names_the_rest(spots, zones, battery, flights, metres, left) -> None:
    stops = [at(f"p{n}", *xy) for n, xy in enumerate(spots, 1)]
    outlines = [square(*zone) for zone in zones]

    found = plan(HOME, stops, outlines, range_m=battery, margin_m=30)

    assert len(found.legs) == flights and dict(found.left) == left
    assert sum(leg.metres for leg in found.legs) == pytest.approx(metres, abs=8)
    covered = sorted(name for leg in found.legs for name in leg.covers)
    assert covered == sorted({spot.name for spot in stops} - left.keys())
    for leg in found.legs:
        assert leg.line[0] == leg.line[-1] == (120.0, 30.0) and leg.metres <= battery
        assert not any(shapely.LineString(leg.line).intersects(zone) for zone in outlines)


def test_what_zones_shut_in_cannot_be_reached_and_home_must_be_free() -> None:
    found = plan(HOME, [at("p1", 1000, 0)], [ring(1000, 0, 400, 200)], range_m=9000, margin_m=10)

    assert found.left == (("p1", SHUT_IN),) or found.left == (("p1", IN_ZONE),)
    with pytest.raises(NoHome):
        plan(HOME, [at("p1", 1000, 0)], [square(0, 0, 50)], range_m=9000, margin_m=10)


LINE = [(120.0, 30.0), (at("", 300, 0).lon, 30.0), (120.0, 30.0)]


@pytest.mark.parametrize(
    ("track", "covered", "whats"),
    [
        ([(0, 0), (150, 10), (300, 0), (0, 0)], ["p1"], []),
        ([(0, 0), (100, 0), (0, 0)], [], []),
        ([(0, 0), (150, 80), (300, 0), (0, 0)], ["p1"], ["beside"]),
        ([(0, 0), (150, -200), (300, 0), (0, 0)], ["p1"], ["beside", "zone"]),
        ([(0, 0), (50, -80), (100, 0), (150, -80), (300, 0)], ["p1"], ["beside", "beside"]),
        ([(0, 0), (60, -200), (240, -200), (0, 0)], [], ["beside", "zone"]),
    ],
)
def test_a_flight_is_held_against_its_line_and_the_zones(track, covered, whats) -> None:
    fixes = [(at("", *xy).lon, at("", *xy).lat, 100.0, n * 10.0) for n, xy in enumerate(track)]
    zones = {"school": square(150, -200, 30)}

    found = flown(fixes, LINE, [at("p1", 300, 0)], zones, beside_m=50, covers_m=60)

    assert list(found.covered) == covered and sorted(each["what"] for each in found.deviations) == whats
    assert found.missed == (() if covered else ("p1",)) and found.metres > 0


LEGS = [{"line": [[120.0, 30.0], [120.01, 30.0], [120.0, 30.0]], "metres": 1930.0, "covers": ["p1"]}]


def test_the_waypoint_file_is_that_of_ground_control_programs() -> None:
    rows = [line.split("\t") for line in qgc(LEGS[0], 90).splitlines()]

    assert rows[0] == ["QGC WPL 110"] and all(len(row) == 12 for row in rows[1:])
    assert [row[3] for row in rows[1:]] == ["16", "22", "16", "20"] and rows[3][8:11] == [
        "30.000000",
        "120.010000",
        "90",
    ]
    assert [row[0] for row in rows[1:]] == ["0", "1", "2", "3"]


def test_the_route_as_geojson_says_which_flight_covers_what() -> None:
    points = [
        {"name": "p1", "lon": 120.01, "lat": 30.0, "why": "hot"},
        {"name": "p2", "lon": 120.5, "lat": 30.0, "why": "chosen"},
    ]
    said = json.loads(geojson("北片", LEGS, points, 90))

    line, first, second = said["features"]
    assert line["geometry"]["coordinates"][1] == [120.01, 30.0, 90] and line["properties"]["covers"] == ["p1"]
    assert (first["properties"]["flight"], second["properties"]["flight"]) == (1, None)
