"""A town of two communities, its buildings, and the people who keep its register. All invented."""

import json
from dataclasses import dataclass
from datetime import date

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor, system
from lianzhi.registry import api as registry
from lianzhi.registry.access import PERMISSIONS
from lianzhi.registry.rules.identity import check_digit
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaPlan, PlacePlan, TownPlan

ROOT = system("test")
TOWN, WEST, EAST = "330199100000", "330199100001", "330199100002"
GRID, FAR = f"{WEST}001", f"{EAST}001"
BUILDING, SECOND, FAR_BUILDING = f"{WEST}B00001", f"{WEST}B00002", f"{EAST}B00001"
ROOM, NEXT, FAR_ROOM = f"{BUILDING}010302", f"{BUILDING}010303", f"{FAR_BUILDING}010101"
PHONE = "13800000001"


def number(serial: int = 1, *, born: str = "19900307", area: str = "330199") -> str:
    """An identity number that holds; odd serials are male."""
    first = f"{area}{born}{serial:03}"
    return first + check_digit(first)


@dataclass(frozen=True)
class People:
    """``keeper`` keeps the west, ``far`` the east; ``office`` the town; ``leader`` sees figures; ``clerk`` reads the west."""

    keeper: Actor
    far: Actor
    office: Actor
    leader: Actor
    clerk: Actor


def build() -> People:
    territory.load_town(_plan())
    access.save_unit("west", name_zh="西社区", kind="community", area_code=WEST, by=ROOT)
    every = list(PERMISSIONS)
    return People(
        keeper=_person("keeper", every, WEST),
        far=_person("far", every, EAST),
        office=_person("office", every, TOWN),
        leader=_person("leader", ["registry.figures"], TOWN),
        clerk=_person("clerk", ["registry.read", "registry.figures"], WEST),
    )


def person(by: Actor = ROOT, *, new: bool = False, **said) -> str:
    """The code of a person who lives in the west; values by field name replace what is said here.

    ``new``: he is nobody of those who look like him.
    """
    values = {"name": "王小明", "identity": number(), "phone": PHONE, "place": ROOM, "living": "own"} | said
    return registry.record_person(values, source="grid", by=by, new=new).code


def day(text: str) -> date:
    return date.fromisoformat(text)


def _person(name: str, held: list[str], area: str) -> Actor:
    access.save_role(name, name_zh=name, permissions=held, by=ROOT)
    who = access.add_person(name, name=f"{name}者", unit="west", password=None, by=ROOT)
    access.grant(who.id, name, area_code=area, unit="", by=ROOT)
    return Actor(who.id, f"{name}者", "west")


def _plan() -> TownPlan:
    areas = tuple(
        AreaPlan(code, level, f"示例{code[9:]}", f"Example {code[9:]}", above, _box(start, end))
        for code, level, above, start, end in (
            (TOWN, "town", "", 0, 2), (WEST, "community", TOWN, 0, 1), (GRID, "grid", WEST, 0, 1),
            (EAST, "community", TOWN, 1, 2), (FAR, "grid", EAST, 1, 2),
        )
    )  # fmt: skip
    places = tuple(
        PlacePlan(code, "building", name, name, 120.0 + x, 30.01, grid)
        for code, name, x, grid in (
            (BUILDING, "云杉苑1幢", 0.005, GRID), (SECOND, "云杉苑2幢", 0.01, GRID), (FAR_BUILDING, "白桦里1幢", 0.03, FAR)
        )
    )  # fmt: skip
    return TownPlan(TOWN, "示例镇", "Example Town", areas, places, ())


def _box(start: int, end: int) -> str:
    west, east, south, north = 120.0 + start * 0.02, 120.0 + end * 0.02, 30.0, 30.02
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})
