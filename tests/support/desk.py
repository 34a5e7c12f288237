"""A town of two communities, its units and people: what the desk's pages need to run."""

import json
from dataclasses import dataclass, field

from django.test import Client

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import User
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaPlan, PlacePlan, TownPlan
from support.paths import FLOW, FOLLOW_UP

ROOT = system("test")
TOWN, WEST, EAST = "330199100000", "330199100001", "330199100002"
LON, LAT, SIDE = 120.0, 30.0, 0.02
IN_WEST, IN_EAST, OUTSIDE = (120.01, 30.01), (120.03, 30.01), (121.0, 31.0)
DUTY = [
    "see",
    "accept",
    "correct",
    "dispatch",
    "close",
    "reopen",
    "report",
    "contact",
    "ask",
    "handover",
    "meet",
    "approve",
    "supervise",
    "whistle",
]
FOLLOW = ["followups.handle", "followups.settle"]
ROLES = {
    "duty": [*(f"cases.{name}" for name in DUTY), *FOLLOW],
    "handler": ["cases.see", "cases.handle", "cases.ask"],
    "checker": ["cases.see", "cases.check", *FOLLOW],
    "reader": ["cases.see"],
}
TEXT, RESULT = "文一路人行道地砖碎裂，老人走路容易绊倒。", "已更换破损地砖十二块，清理现场。"
ANSWER, REASON = "人行道地砖已经修好，谢谢您的提醒。", "不属于本单位职责。"
PHONE = "13800000001"


@dataclass(frozen=True)
class Town:
    duty: Actor
    east_duty: Actor
    reader: Actor
    checker: Actor
    workers: dict[str, Actor] = field(default_factory=dict)

    def report(
        self, *, at: tuple[float, float] | None = IN_WEST, category: str = "road", **values
    ) -> cases.CaseView:
        lon, lat = at or (None, None)
        given = {
            "source": "resident",
            "external_id": f"t-{Case.objects.count()}",
            "place_text": "北门",
        } | values
        new = cases.NewReport(text=given.pop("text", TEXT), category=category, lon=lon, lat=lat, **given)
        return cases.report(new, by=ROOT)

    def filed(self, **values) -> cases.CaseView:
        return cases.file(self.report(**values).id, by=self.duty)

    def dispatched(self, *units: str, **values) -> cases.CaseView:
        lead, *supports = units or ("works",)
        return cases.dispatch(self.filed(**values).id, lead=lead, supports=supports, by=self.duty)

    def accepted(self, *units: str, **values) -> cases.CaseView:
        case = self.dispatched(*units, **values)
        for task in worklist.tasks(case.item.id):
            cases.accept(case.id, task.id, by=self.workers[task.unit])
        return cases.by_id(case.id)

    def finished(self, *units: str, **values) -> cases.CaseView:
        case = self.accepted(*units, **values)
        for task in worklist.tasks(case.item.id):
            cases.finish(case.id, task.id, result=RESULT, by=self.workers[task.unit])
        return cases.by_id(case.id)

    def checked(self, *units: str, **values) -> cases.CaseView:
        return cases.pass_check(self.finished(*units, **values).id, by=self.checker)


def browser(actor: Actor) -> Client:
    """A browser in which this member of staff is logged in. It reports refusals as a user gets them."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.key))
    return client


def show_roads() -> None:
    """Broken roads say nothing about persons: they may be shown and offered in public from here on."""
    cases.save_category(
        "road", name_zh="道路破损", name_en="Road damage", module="enforcement", private=False, by=ROOT
    )


def build() -> Town:
    territory.load_town(_plan())
    for path in (FLOW, FOLLOW_UP):
        worklist.publish(yamls.read(path), path.name, by=ROOT)
    for code, zh, area in (
        ("command", "指挥室", TOWN),
        ("works", "市政所", TOWN),
        ("police", "派出所", TOWN),
        ("west", "西社区", WEST),
    ):
        access.save_unit(code, name_zh=zh, name_en=code.title(), kind="department", area_code=area, by=ROOT)
    for code, held in ROLES.items():
        access.save_role(code, name_zh=code, permissions=held, by=ROOT)
    cases.save_category("road", name_zh="道路破损", name_en="Road damage", module="enforcement", by=ROOT)
    cases.save_category("noise", name_zh="噪声扰民", name_en="Noise", module="safety", by=ROOT)
    cases.save_duty("road", TOWN, lead="works", supports=["west"], legal_ground="示例条例第一条", by=ROOT)
    cases.declare_intake(
        "snap_report", name_zh="随手拍", name_en="Snap", module="livelihood", flow="case", by=ROOT
    )
    return Town(
        duty=_person("duty", "command", "duty"),
        east_duty=_person("east-duty", "command", "duty", area=EAST),
        reader=_person("reader", "command", "reader"),
        checker=_person("checker", "command", "checker"),
        workers={
            unit: _person(f"{unit}-worker", unit, "handler", bound=unit)
            for unit in ("works", "police", "west")
        },
    )


def _person(name: str, unit: str, role: str, *, area: str = TOWN, bound: str = "") -> Actor:
    who = access.add_person(name, name=f"{name}者", unit=unit, password=None, by=ROOT)
    access.grant(who.id, role, area_code=area, unit=bound, by=ROOT)
    return Actor(who.id, f"{name}者", unit)


def _plan() -> TownPlan:
    steps = (
        (TOWN, "town", "", 0, 2), (WEST, "community", TOWN, 0, 1), (WEST + "001", "grid", WEST, 0, 1),
        (EAST, "community", TOWN, 1, 2), (EAST + "001", "grid", EAST, 1, 2),
    )  # fmt: skip
    areas = tuple(
        AreaPlan(code, level, f"示例{code[9:]}", f"Example {code[9:]}", parent, _box(start, end))
        for code, level, parent, start, end in steps
    )
    lon, lat = IN_EAST
    return TownPlan(
        TOWN,
        "示例镇",
        "Example Town",
        areas,
        (PlacePlan("P1", "quarter", "云杉苑", "云杉苑", lon, lat, EAST + "001"),),
        (),
    )


def _box(start: int, end: int) -> str:
    west, east, north = LON + start * SIDE, LON + end * SIDE, LAT + SIDE
    ring = [(west, LAT), (east, LAT), (east, north), (west, north), (west, LAT)]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})
