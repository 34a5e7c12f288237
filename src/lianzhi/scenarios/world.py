"""The small world in which examples run: units, people, one line of the responsibility list, a place.

Made inside the transaction that is rolled back afterwards. Where a town is loaded the examples happen in it;
otherwise in a square that is laid out for them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import NotFound
from lianzhi.scenarios.rules.example import Act, Example
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaPlan, PlacePlan, TownPlan

ROOT = system("rehearsal")
MACHINE = system("dispatch")
REPORTER = Actor("resident:rehearsal-1", "上报人")
STRANGER = Actor("resident:rehearsal-2", "路人")
SEE = "cases.see"
ROLES = {
    "duty": [SEE, "cases.accept", "cases.correct", "cases.dispatch", "cases.close", "cases.reopen"],
    "worker": [SEE, "cases.handle"],
    "checker": [SEE, "cases.check"],
}
_SIDE = 0.02


@dataclass
class World:
    """``lon`` and ``lat`` lie in the grid ``area``; ``away`` lies outside the town."""

    area: str
    lon: float
    lat: float
    away: tuple[float, float]
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def actor(self, act: Act) -> Actor:
        fixed = {"reporter": REPORTER, "stranger": STRANGER, "machine": MACHINE}
        return fixed.get(act.who) or self._staff(act.who, act.unit or "command")

    def _staff(self, role: str, unit: str) -> Actor:
        if (role, unit) not in self.people:
            make_units([unit])
            name = f"rehearsal-{role}-{unit}"
            person = access.add_person(name, name=name, unit=unit, password=None, by=ROOT)
            bound = unit if role == "worker" else ""
            access.grant(person.id, _role(role), area_code=_town(), unit=bound, by=ROOT)
            self.people[role, unit] = Actor(person.id, name, unit)
        return self.people[role, unit]


def _role(role: str) -> str:
    return f"rehearsal-{role}"


def build() -> World:
    """Roles and a place; people and units come when they are first asked for."""
    if not _loaded():
        territory.load_town(_square())
    for role, permissions in ROLES.items():
        access.save_role(_role(role), name_zh=role, permissions=permissions, by=ROOT)
    grid = territory.areas("grid")[0]
    west, _south, _east, north = territory.town().bounds
    return World(grid.code, grid.lon, grid.lat, (west - 1, north + 1))


def make_units(codes: Sequence[str]) -> None:
    for code in codes:
        if access.unit(code) is None:
            kind = "command" if code == "command" else "department"
            access.save_unit(code, name_zh=code, kind=kind, area_code=_town(), by=ROOT)


def people_and_duty(world: World, example: Example) -> None:
    """All who act, before the clock is set: grants count from the real day on."""
    for act in example.acts:
        world.actor(act)
        make_units([code for code in act.units if code != "nowhere"])
    if example.given.duty:
        make_units([example.given.duty.lead, *example.given.duty.supports])


def set_duty(world: World, example: Example) -> None:
    """The line of the list for the example's category, in its own grid, so that it goes before the town's."""
    line = example.given.duty
    if line:
        cases.save_duty(
            example.given.category,
            world.area,
            lead=line.lead,
            supports=line.supports,
            legal_ground="",
            by=ROOT,
        )


def _town() -> str:
    return territory.town().code


def _loaded() -> bool:
    try:
        return bool(territory.areas("grid"))
    except NotFound:
        return False


def _square() -> TownPlan:
    lon, lat = 120.0, 30.0
    corners = [(lon, lat), (lon + _SIDE, lat), (lon + _SIDE, lat + _SIDE), (lon, lat + _SIDE), (lon, lat)]
    shape = json.dumps({"type": "Polygon", "coordinates": [corners]})
    steps = (
        ("330199100000", "town", ""),
        ("330199100001", "community", "330199100000"),
        ("330199100001001", "grid", "330199100001"),
    )
    areas = tuple(AreaPlan(code, level, "示例", "Example", parent, shape) for code, level, parent in steps)
    house = PlacePlan(
        f"{steps[1][0]}B00001",
        "building",
        "示例楼",
        "示例路1号",
        lon + _SIDE / 2,
        lat + _SIDE / 2,
        steps[2][0],
    )
    return TownPlan("330199100000", "示例镇", "Example Town", areas, (house,), ())
