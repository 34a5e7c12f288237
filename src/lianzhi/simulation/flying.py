"""One no-fly zone, one route that was approved and flown, one that waits for a leader.  R-118.

All invented, and through the doors that people use: an officer on duty plans and logs, a leader approves. The flight
drifts once beside its line, and sends one picture.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.flows.sensing_to_cases import open_matter
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import distance_m, metres_per_degree
from lianzhi.sensing import api as sensing
from lianzhi.simulation import pictures
from lianzhi.simulation.cast import Cast
from lianzhi.territory.contracts import PlacePlan, TownPlan

DRONE, SOURCE = "uav-1", "simulation"
RANGE_M, HIGH_M = 12_000.0, 100.0  # of an invented drone
SPEED, STEP = 8, 40  # metres a second, metres between two fixes
DRIFT_M = 70
HALF_M, AWAY_M = 90, 500  # the zone: half a side; how far from the place of start at least
FLOWN_AGO = timedelta(hours=4)
KLASS = "earth-dumping"
KEPT_FREE = ("school", "hospital", "works", "trade", "quarter")


def load_flights(town: TownPlan, spots: Sequence[PlacePlan], dice: Random, *, by: Actor) -> int:
    """Returns the routes made: none where there are some already, or nobody works in the town."""
    cast = Cast()
    if not cast or sensing.routes_of(DRONE):
        return 0
    pilot, leader, now = cast.duty(dice), cast.leader(dice), clock.now()
    _zone(town, spots[0], by)
    with clock.at(now - timedelta(hours=30)):
        chosen = [sensing.Spot(spot.name, spot.lon, spot.lat) for spot in spots[1:4]]
        route = _plan("重点点位巡查", [*sensing.hot()[:6], *chosen], pilot)
    with clock.at(now - timedelta(hours=28)):
        sensing.decide_route(route, yes=True, permit="模拟空域〔2026〕1号", by=leader)
    _fly(route, pilot, dice, by)
    _plan("集镇外围巡查", [sensing.Spot(spot.name, spot.lon, spot.lat) for spot in spots[4:9]], pilot)
    return 2


def _plan(name: str, spots: Sequence[sensing.Spot], pilot: Actor) -> int:
    return sensing.plan_route(name, DRONE, spots, range_m=RANGE_M, altitude_m=HIGH_M, by=pilot)


def _zone(town: TownPlan, home: PlacePlan, by: Actor) -> None:
    """Around a school, else something else, away from where the drone starts."""
    away = [p for p in town.places if distance_m(home.lon, home.lat, p.lon, p.lat) > AWAY_M]
    found = sorted((p for p in away if p.kind in KEPT_FREE), key=lambda p: KEPT_FREE.index(p.kind))
    for place in found[:1]:
        east, north = metres_per_degree(place.lat)
        x, y = HALF_M / east, HALF_M / north
        ring = [(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)]
        shape = {"type": "Polygon", "coordinates": [[[place.lon + a, place.lat + b] for a, b in ring]]}
        sensing.save_zone(
            f"{place.name}上空", shape=json.dumps(shape), why="模拟：人员密集，不在上空飞行", source=SOURCE, by=by
        )  # fmt: skip


def _fly(route: int, pilot: Actor, dice: Random, by: Actor) -> None:
    """The first flight of the plan, some hours ago, with the picture of one thing that it saw."""
    leg = sensing.route_plan(route).legs[0]
    track, start = _track(leg.line, dice), clock.now() - FLOWN_AGO
    end = start + timedelta(seconds=track[-1][3])
    with clock.at(end + timedelta(minutes=20)):
        flight = sensing.log_flight(
            route, sensing.FlightLog(1, start, end, pilot.name, track, "模拟：中段有侧风"), by=pilot
        )
        lon, lat, *_ = track[len(track) // 3]
        images = pictures.taken(KLASS, dice, by, "report")
        new = sensing.NewDetection(
            DRONE, f"flight-{flight}", KLASS, 0.93, start, images, lon, lat, flight=flight, through=SOURCE
        )
        view = sensing.take_detection(new, by=by)
        case = open_matter(view.track, view.id) if view.new and view.track else None
        if case:
            dispatch_new(case.id)


def _track(line: Sequence[tuple[float, float]], dice: Random) -> list[tuple[float, float, float, float]]:
    """Along the line with a metre or two of noise; in the middle a stretch too far east."""
    fixes: list[tuple[float, float, float, float]] = []
    east, north = metres_per_degree(line[0][1])
    ends = [(*a, *b, max(1, int(distance_m(*a, *b) // STEP))) for a, b in zip(line, line[1:], strict=False)]
    total, metres = sum(end[4] for end in ends), 0.0
    for x, y, to_x, to_y, steps in ends:
        for step in range(steps):
            drift = DRIFT_M if abs(len(fixes) - total // 2) < 4 else 0
            lon = x + (to_x - x) * step / steps + (drift + dice.uniform(-2, 2)) / east
            lat = y + (to_y - y) * step / steps + (drift + dice.uniform(-2, 2)) / north
            metres += distance_m(*fixes[-1][:2], lon, lat) if fixes else 0
            fixes.append((round(lon, 6), round(lat, 6), HIGH_M, round(metres / SPEED, 1)))
    lon, lat = line[-1]
    metres += distance_m(*fixes[-1][:2], lon, lat)
    return [*fixes, (lon, lat, HIGH_M, round(metres / SPEED, 1))]
