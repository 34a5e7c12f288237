"""Cameras, sky eyes, a drone and door sensors of S-town: what they saw in past days, and see while the demo is looked at.

All invented: places come from the simulated town, pictures are drawn and say so. The cases that come of it have the reporter
of the machine; the units of the demo handle them by hand, except those that this file closes for the past days.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.flows.sensing_to_cases import open_matter
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.geo import metres_per_degree
from lianzhi.sensing import api as sensing
from lianzhi.services import api as services
from lianzhi.simulation import pictures
from lianzhi.simulation.flying import load_flights
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import PlacePlan, TownPlan

SOURCE = "simulation"
OWNERS = ("city-management", "traffic-police", "command")
CAMERAS, DOORS, PAST, UNSURE = 12, 6, 24, 0.3
CLASSES = (
    "shop-outside", "car-parking", "earth-dumping", "dumped-rubbish", "street-vendor", "bike-parking", "illegal-ad",
    "street-drying",
)  # fmt: skip
WEIGHTS = (5, 6, 2, 3, 2, 3, 1, 1)
HANDLED, CHECKER = timedelta(hours=20), system("simulation-checker")
SKY_M = 350.0  # short, so that not every key point of a small town is covered
HOME_HOURS = (7, 8, 11, 13, 17, 19, 21)


@dataclass(frozen=True, slots=True)
class Sensed:
    devices: int
    points: int
    detections: int
    doors: int
    routes: int


def load_sensing(town: TownPlan, *, seed: int, by: Actor) -> Sensed:
    """Safe to repeat: devices and points stay, detections carry their numbers."""
    dice = Random(f"{seed}:sensing")  # noqa: S311
    units = {unit.code for unit in access.units()}
    owners = [code for code in OWNERS if code in units] or sorted(units)[:1]
    spots = _spots(town, dice)
    for number, spot in enumerate(spots, 1):
        sensing.save_device(_camera(number, spot, owners, dice), by=by)
    high = [place for place in town.places if place.floors >= 6] or list(spots)
    for number, spot in enumerate(high[:2], 1):
        new = sensing.NewDevice(
            f"sky-{number}",
            "sky_eye",
            f"{spot.name}高空瞭望",
            spot.lon,
            spot.lat,
            owners[0],
            SOURCE,
            60.0,
            None,
            None,
            SKY_M,
        )
        sensing.save_device(new, by=by)
    home = spots[0]
    sensing.save_device(
        sensing.NewDevice("uav-1", "drone", "镇级无人机机库", home.lon, home.lat, owners[0], SOURCE), by=by
    )
    points = _points(spots, by)
    seen = sum(_past(number, spots, dice, by) for number in range(PAST))
    alive(by)
    doors = _doors(owners[0], dice, by)
    routes = load_flights(town, spots, dice, by=by)
    return Sensed(len(spots) + len(high[:2]) + 1, points, seen, doors, routes)


def _spots(town: TownPlan, dice: Random) -> list[PlacePlan]:
    wanted = [
        place for place in town.places if place.kind in ("crossing", "road", "quarter", "market")
    ] or list(town.places)
    return dice.sample(wanted, min(CAMERAS, len(wanted)))


def _camera(number: int, spot: PlacePlan, owners: list[str], dice: Random) -> sensing.NewDevice:
    bearing = float(dice.randrange(0, 360, 15))
    return sensing.NewDevice(
        f"cam-{number:03}", "camera", f"{spot.name}监控", spot.lon, spot.lat, dice.choice(owners), SOURCE, 6.0, bearing,
        90.0, 150.0, f"3301990000132000{number:04}",
    )  # fmt: skip


def _points(spots: list[PlacePlan], by: Actor) -> int:
    """Half of them beside a camera, half away from any: a rate that is neither nothing nor all."""
    found = 0
    for number, spot in enumerate(spots[:8], 1):
        east, north = metres_per_degree(spot.lat)
        away = 0 if number % 2 else 400
        at = [spot.lon + away / east, spot.lat]
        line = {"type": "LineString", "coordinates": [at, [at[0], at[1] + 100 / north]]}
        kind, shape = ("checkpoint", {"type": "Point", "coordinates": at}) if number % 3 else ("road", line)
        if territory.grid_at(*at) is not None:
            sensing.save_point(
                f"key-{number}", kind=kind, name=spot.name, shape=json.dumps(shape), source=SOURCE, by=by
            )
            found += 1
    return found


def _past(number: int, spots: list[PlacePlan], dice: Random, by: Actor) -> int:
    """Seen, sent on, and what is older than a day handled, checked and closed."""
    at, spot = clock.now() - timedelta(hours=dice.uniform(0.5, 60)), spots[number % len(spots)]
    with clock.at(at):
        view = see(number, f"cam-{1 + number % len(spots):03}", (spot.lon, spot.lat), dice, by=by)
        case = open_matter(view.track, view.id) if view.new and view.track else None
        sent = dispatch_new(case.id) if case else None
    if sent and clock.now() - at > HANDLED:
        with clock.at(at + HANDLED):
            _handle(sent, by)
    return int(view.new)


def _handle(case: cases.CaseView, by: Actor) -> None:
    for task in worklist.tasks(case.item.id):
        cases.accept(case.id, task.id, by=by)
        cases.finish(case.id, task.id, result="模拟：已到现场处置。", by=by)
    cases.pass_check(case.id, by=CHECKER)
    cases.close(case.id, answer="模拟：现场已恢复。", by=by)


def see(
    number: int, camera: str, at: tuple[float, float], dice: Random, *, by: Actor, name: str = "past"
) -> sensing.DetectionView:
    """One detection of a camera, with a drawn picture; some are not sure enough for the machine."""
    klass = dice.choices(CLASSES, WEIGHTS)[0]
    sure = dice.uniform(0.4, 0.7) if dice.random() < UNSURE else dice.uniform(0.86, 0.99)
    new = sensing.NewDetection(
        camera, f"{name}-{number}", klass, round(sure, 2), clock.now(), pictures.taken(klass, dice, by, "report"), *at,
        through=SOURCE,
    )  # fmt: skip
    return sensing.take_detection(new, by=by)


def _doors(owner: str, dice: Random, by: Actor) -> int:
    """Sensors for a few of who is on the list of elders; their last days; one of them is still since yesterday."""
    found = services.elders_after(by, size=DOORS)
    now = clock.now()
    for number, elder in enumerate(found, 1):
        code = f"door-{number}"
        place = territory.points_of([elder.place[:18]]).get(elder.place[:18])
        if place is None:
            continue
        with clock.at(now - timedelta(days=14)):
            sensing.save_device(
                sensing.NewDevice(code, "door", f"门磁{number}", *place, owner, SOURCE), by=by
            )
            if not sensing.door_state(elder.person).bound:
                sensing.bind(code, elder.person, basis="模拟：当面同意", by=by)
        last = now - timedelta(hours=30 if number == 1 else 1)
        for at in _moves(now - timedelta(days=13), last, dice):
            sensing.take_reading(sensing.NewReading(code, at, open=True), by=by)
    sensing.learn()
    return len(found)


def _moves(start: datetime, end: datetime, dice: Random) -> Iterator[datetime]:
    day = start.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        for hour in HOME_HOURS:
            at = day + timedelta(hours=hour, minutes=dice.randrange(60))
            if start < at < end:
                yield at
        day += timedelta(days=1)


def alive(by: Actor) -> None:
    """A sign of life of every simulated camera and sky eye."""
    for code in sensing.devices_of(SOURCE):
        sensing.take_reading(sensing.NewReading(code, clock.now()), by=by)


class Feed:
    """What cameras see while the demo is looked at: one detection every ``EVERY``."""

    EVERY = timedelta(seconds=90)

    def __init__(self, seed: int) -> None:
        self.cameras, self.next_at = sensing.cameras_of(SOURCE), clock.now() + self.EVERY
        self._number = int(clock.now().timestamp())
        self._dice = Random(f"{seed}:feed:{self._number}")  # noqa: S311
        self._by = system(SOURCE)

    def step(self) -> None:
        self._number, self.next_at = self._number + 1, clock.now() + self.EVERY
        alive(self._by)
        if self.cameras:
            code, lon, lat = self._dice.choice(self.cameras)
            see(self._number, code, (lon, lat), self._dice, by=self._by, name="live")
