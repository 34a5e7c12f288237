"""The desk's town with two micro-grids, its parties, and people who keep them. All invented."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.circles.access import PERMISSIONS
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.scenarios import actions, packages
from lianzhi.territory import api as territory
from support import desk
from support.desk import ROOT, TOWN, WEST

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 10:00 in the town
MICRO, NEXT = WEST + "00101", WEST + "00102"


@dataclass(frozen=True)
class Staff:
    """``keeper`` has everything of circles in the west, ``far`` in the east, ``officer`` in the town."""

    town: desk.Town
    keeper: Actor
    far: Actor
    officer: Actor


def build() -> Staff:
    with clock.at(datetime.now(UTC)):
        built = desk.build()
        cases.publish_flows(ROOT)
        circles.publish_flows(ROOT)
        cases.load_categories(ROOT)
        actions.install_packages([p for p in packages.load_all()[0] if p.code in INSTALLED], by=ROOT)
        access.save_role("circle", name_zh="circle", permissions=[*PERMISSIONS, "imports.make"], by=ROOT)
        people = [
            _staff("keeper", "west", WEST),
            _staff("far", "west", desk.EAST),
            _staff("officer", "command", TOWN),
        ]
        access.save_role("answers", name_zh="answers", permissions=["circles.answer"], by=ROOT)
        access.grant(built.workers["works"].id, "answers", area_code=TOWN, unit="works", by=ROOT)
    for number, code in enumerate((MICRO, NEXT)):
        _micro(code, number)
    return Staff(built, *people)


INSTALLED = ("street_self_governance", "community_affairs", "online_harm", "emergency_plan")


def _staff(name: str, unit: str, area: str) -> Actor:
    who = access.add_person(name, name=f"{name}者", unit=unit, password=None, by=ROOT)
    access.grant(who.id, "circle", area_code=area, unit="", by=ROOT)
    return Actor(who.id, f"{name}者", unit)


def _micro(code: str, number: int) -> None:
    west, middle, south, north = 120.0 + number * 0.01, 120.01 + number * 0.01, 30.0, 30.02
    ring = [[west, south], [middle, south], [middle, north], [west, north], [west, south]]
    shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
    territory.add_area(code, name_zh=f"微网格{number + 1}", geometry=shape, by=ROOT, valid_from=NOW.date())


def street(
    category: str = "shop-outside", at: tuple[float, float] = (120.005, 30.01), key: str = "1"
) -> cases.CaseView:
    """A street matter in the first micro-grid."""
    new = cases.NewReport(
        source="web", external_id=key, text="店门口摆了一排桌子，走不过去。", intake="street_self_governance", category=category,
        lon=at[0], lat=at[1], reporter="resident:77",
    )  # fmt: skip
    return cases.report(new, by=Actor("resident:77", ""))


def shop(**more) -> circles.PartyView:
    said = {
        "kind": "merchant",
        "name": "云杉小吃",
        "covers": [MICRO],
        "phone": "13900000001",
        "source": "走访",
    } | more
    return circles.save_party(circles.NewParty(**said), by=ROOT)


def enforcers(unit: str = "works") -> circles.PartyView:
    return shop(kind="enforcement", name="执法中队", covers=[WEST], phone="", unit=unit)
