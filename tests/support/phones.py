"""A square town, two units, their people and two ways in: what the phone pages need to run."""

import json
from dataclasses import dataclass

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaPlan, PlacePlan, TownPlan
from support.paths import FLOW, FOLLOW_UP

ROOT = system("test")
TOWN, COMMUNITY, GRID = "330199100000", "330199100001", "330199100001001"
LON, LAT, SIDE = 120.0, 30.0, 0.02
INSIDE, OUTSIDE = (LON + SIDE / 2, LAT + SIDE / 2), (LON + 1, LAT + 1)
FOLLOW = ["followups.handle", "followups.settle"]
ROLES = {
    "duty": [
        *(
            f"cases.{name}"
            for name in ["see", "accept", "correct", "dispatch", "close", "reopen", "ask", "whistle"]
        ),
        *FOLLOW,
    ],
    "worker": ["cases.see", "cases.handle", "cases.report", "cases.ask", "live.watch"],
    "checker": ["cases.see", "cases.check", "live.watch", *FOLLOW],
}
PHONE = "13800000001"
TEXT = "小区北门的路灯从周一开始就不亮了。"
RESULT = "已更换灯泡，路灯恢复。"
ANSWER = "路灯已修好，谢谢您的提醒。"


@dataclass(frozen=True)
class Town:
    duty: Actor
    worker: Actor
    stranger: Actor
    checker: Actor

    def report(self, resident: Actor, text: str = TEXT, **values) -> cases.CaseView:
        given = {
            "source": "resident",
            "external_id": f"t-{Case.objects.count()}",
            "category": "lamp",
        } | values
        lon, lat = INSIDE
        return cases.report(
            cases.NewReport(text=text, lon=lon, lat=lat, place_text="北门", **given), by=resident
        )

    def dispatched(self, case: cases.CaseView) -> int:
        """Filed and passed on to the worker's unit; returns the unit's part."""
        cases.file(case.id, by=self.duty)
        cases.dispatch(case.id, lead="lamps", by=self.duty)
        return worklist.tasks(case.item.id)[0].id

    def called(self, case: cases.CaseView) -> int:
        """The worker's unit is called to it by whistle; returns the part it is called to."""
        cases.file(case.id, by=self.duty)
        given = worklist.Given(units=("lamps",), amount=Amount(4, Unit.WORK_HOUR), reason="请到场")
        cases.move(case.id, "whistle", by=self.duty, given=given)
        return worklist.tasks(case.item.id)[0].id

    def handled(self, case: cases.CaseView) -> None:
        part = self.dispatched(case)
        cases.accept(case.id, part, by=self.worker)
        cases.finish(case.id, part, result=RESULT, by=self.worker)

    def closed(self, case: cases.CaseView) -> None:
        self.handled(case)
        cases.pass_check(case.id, by=self.checker)
        cases.close(case.id, answer=ANSWER, by=self.duty)


def build() -> Town:
    territory.load_town(_plan())
    for path in (FLOW, FOLLOW_UP):
        worklist.publish(yamls.read(path), path.name, by=ROOT)
    for code in ("command", "lamps", "roads"):
        access.save_unit(
            code, name_zh=f"{code}单位", name_en=code.title(), kind="department", area_code=TOWN, by=ROOT
        )
    for code, held in ROLES.items():
        access.save_role(code, name_zh=code, permissions=held, by=ROOT)
    cases.save_category(
        "lamp", name_zh="路灯", name_en="Street lamp", module="livelihood", hint_zh="灯不亮", by=ROOT
    )
    cases.save_category("road", name_zh="道路", name_en="Road", module="livelihood", by=ROOT)
    for code, zh, allowed in (("snap_report", "随手拍", []), ("neighbour_home", "邻里E家", ["lamp"])):
        cases.declare_intake(
            code, name_zh=zh, name_en=code, module="livelihood", flow="case", categories=allowed, by=ROOT
        )
    return Town(
        _person("duty", "command"), _person("worker", "lamps", bound=True), _person("worker", "roads", bound=True),
        _person("checker", "command"),
    )  # fmt: skip


def resident(phone: str = PHONE) -> Actor:
    clean, code = access.make_phone_code(phone)
    return access.resident_actor(access.prove_phone(clean, code))


def _person(role: str, unit: str, *, bound: bool = False) -> Actor:
    name = f"{role}-{unit}"
    person = access.add_person(name, name=name, unit=unit, password=None, by=ROOT)
    access.grant(person.id, role, area_code=TOWN, unit=unit if bound else "", by=ROOT)
    return Actor(person.id, name, unit)


def _plan() -> TownPlan:
    corners = [(LON, LAT), (LON + SIDE, LAT), (LON + SIDE, LAT + SIDE), (LON, LAT + SIDE), (LON, LAT)]
    shape = json.dumps({"type": "Polygon", "coordinates": [corners]})
    steps = ((TOWN, "town", ""), (COMMUNITY, "community", TOWN), (GRID, "grid", COMMUNITY))
    areas = tuple(AreaPlan(code, level, "示例", "Example", parent, shape) for code, level, parent in steps)
    lon, lat = INSIDE
    places = (
        PlacePlan("P1", "quarter", "云杉苑", "云杉苑", lon, lat, GRID),
        PlacePlan("P2", "quarter", "松溪里东区", "松溪里东区", lon + 0.001, lat, GRID),
        PlacePlan("P3", "quarter", "松溪里西区", "松溪里西区", lon - 0.001, lat, GRID),
    )
    return TownPlan(TOWN, "示例镇", "Example Town", areas, places, ())
