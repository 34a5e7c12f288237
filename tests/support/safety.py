"""The small town of ``support.register`` with people who look after risk and cylinders, and the ways of matters."""

from dataclasses import dataclass
from datetime import date, timedelta

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.safety import facts
from lianzhi.safety.access import PERMISSIONS
from lianzhi.scenarios import api as scenarios
from support import register
from support.register import FAR_BUILDING, NEXT, ROOM, ROOT, TOWN, WEST, number, person

KINDS = ["registry.read", "registry.figures", "registry.edit", "registry.import", "cases.see", *PERMISSIONS]


@dataclass(frozen=True)
class World:
    """``office`` may everything in the town, ``west`` in the west, ``reader`` only sees (the west)."""

    office: Actor
    west: Actor
    reader: Actor
    people: register.People


def build() -> World:
    people = register.build()
    cases.publish_flows(ROOT)
    cases.load_categories(ROOT)
    scenarios.install(by=ROOT)
    for code in ("market", "emergency", "gas"):
        access.save_unit(code, name_zh=code, kind="department", area_code=TOWN, by=ROOT)
    for category, lead in (("gas-cylinder", "market"), ("safety-risk", "emergency")):
        cases.save_duty(category, TOWN, lead=lead, supports=[], legal_ground="", by=ROOT)
    return World(
        register._person("safe-office", KINDS, TOWN), register._person("safe-west", KINDS, WEST),
        register._person("safe-reader", ["safety.see"], WEST), people,
    )  # fmt: skip


def crowd(count: int, *, place: str = ROOM, first: int = 1, area: int = 60) -> None:
    """So many persons in one room, which is let."""
    registry.record_house(
        {"place": place, "state": "rent", "use": "home", "area_m2": area}, source="visit", by=ROOT
    )
    for serial in range(first, first + count):
        person(name=f"租客{serial}", identity=number(serial), phone=None, place=place, living="rent")


def cylinder(
    serial: str = "LPG0001",
    *,
    place: str = NEXT,
    due: date | None = None,
    made: date | None = None,
    **said: object,
) -> str:
    """A cylinder in the register, in time unless said otherwise."""
    today = facts.today()
    values = {
        "kind": "gas_cylinder", "number": serial, "place": place, "made": made or today - timedelta(days=700),
        "check_due": due or today + timedelta(days=300),
    }  # fmt: skip
    registry.record_thing(values | said, source="visit", by=ROOT, over=True)
    return serial


def relay() -> None:
    """What the worker does with events, until nothing is left."""
    while events.relay():
        pass


def matters() -> list[cases.CaseView]:
    """Those that the platform opened for safety, newest first."""
    found, _total = cases.page(ROOT, cases.Wanted(), clock.now())
    return [case for case in found if case.source == "safety"]


__all__ = ["FAR_BUILDING", "World", "build", "crowd", "cylinder", "matters", "relay"]
