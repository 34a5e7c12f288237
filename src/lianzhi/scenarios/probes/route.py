"""Given points, a battery and no-fly zones; then the flights, who may approve, what a logged flight did.  R-118, SC-15."""

import json
from datetime import timedelta
from typing import Any

from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.kernel.geo import metres_per_degree
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import ROOT, make_units
from lianzhi.sensing import api as sensing
from lianzhi.territory import api as territory

CODE, OWNER = "rehearsal-drone", "rehearsal-eyes"
PLANNER, LEADER = system("planner"), system("leader")


class Ground:
    def __init__(self) -> None:
        grid = territory.areas("grid")[0]
        self.lon, self.lat = grid.lon, grid.lat
        self.east, self.north = metres_per_degree(self.lat)

    def at(self, east: float, north: float) -> tuple[float, float]:
        return self.lon + east / self.east, self.lat + north / self.north

    def square(self, east: float, north: float, half: float) -> str:
        corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        return json.dumps(
            {"type": "Polygon", "coordinates": [[self.at(east + x, north + y) for x, y in corners]]}
        )


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    start = minute(STARTS).replace(tzinfo=SHANGHAI)
    try:
        with clock.at(start):
            found = _played(given, Ground())
    except Refused as refusal:
        wanted = then.get("refused", "")
        return (
            [] if refusal.code == wanted else [f"refused is {refusal.code}, should be {wanted or 'nothing'}"]
        )
    if "longer_than" in then:
        longer = found["metres"] > then["longer_than"]
        return (
            []
            if longer
            else [f"the route is {found['metres']} m, should be longer than {then['longer_than']}"]
        )
    if "refused" in then:
        return [f"nothing was refused, should be {then['refused']}"]
    return [
        f"{name} is {found.get(name)}, should be {value}"
        for name, value in then.items()
        if found.get(name) != value
    ]


def _played(given: dict[str, Any], here: Ground) -> dict[str, Any]:
    make_units([OWNER])
    sensing.save_device(
        sensing.NewDevice(CODE, "drone", "示例无人机", here.lon, here.lat, OWNER, "rehearsal"), by=ROOT
    )
    for number, (east, north, half) in enumerate(given.get("zones", [])):
        sensing.save_zone(
            f"z{number}", shape=here.square(east, north, half), why="示例", source="rehearsal", by=ROOT
        )
    spots = [sensing.Spot(f"p{n}", *here.at(*point)) for n, point in enumerate(given["points"], 1)]
    route = sensing.plan_route("示例航线", CODE, spots, range_m=given["range"], altitude_m=100, by=PLANNER)
    plan = sensing.route_plan(route)
    found: dict[str, Any] = {
        "flights": len(plan.legs), "left": dict(plan.left), "metres": sum(leg.metres for leg in plan.legs),
    }  # fmt: skip
    if who := given.get("decided_by"):
        by: Actor = PLANNER if who == "planner" else LEADER
        sensing.decide_route(route, yes=True, permit=given.get("permit", "示例-001"), by=by)
    if "flown" in given:
        found |= _flown(route, plan.legs[0].line, given["flown"], here)
    return found


def _flown(route: int, line: Any, how: str, here: Ground) -> dict[str, Any]:
    away = 0.0 if how == "as_planned" else 500 / here.north
    track = [(lon, lat - away, 100.0, n * 60.0) for n, (lon, lat) in enumerate(line)]
    began = clock.now() - timedelta(hours=1)
    log = sensing.FlightLog(1, began, began + timedelta(minutes=30), "示例飞手", track)
    covered, missed, deviations = sensing.flight_result(sensing.log_flight(route, log, by=ROOT))
    return {"covered": covered, "missed": missed, "deviations": deviations}
