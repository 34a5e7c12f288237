"""Two departments, people in them, and a matter on the case flow."""

from dataclasses import dataclass

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor, system
from support.paths import FLOW

TOWN, GRID = "330199100000", "330199100001001"
ALL = [
    "accept",
    "correct",
    "dispatch",
    "handle",
    "check",
    "close",
    "reopen",
    "see",
    "approve",
    "supervise",
    "whistle",
]
ROOT = system("test")


@dataclass(frozen=True)
class House:
    duty: Actor
    workers: dict[str, Actor]
    checker: Actor

    def open(self, subject: str) -> int:
        with transaction.atomic():
            return worklist.start("case", subject, area_code=GRID, by=ROOT).id

    def move(self, item: int, verb: str, by: Actor, **given) -> worklist.ItemView:
        marks = frozenset({"located", "categorised"})
        with transaction.atomic():
            return worklist.move(item, verb, by=by, given=Given(marks=marks, **given))

    def dispatched(self, subject: str, units: tuple[str, ...]) -> tuple[int, dict[str, int]]:
        """An item dispatched to units and accepted by each: (item, task by unit)."""
        item = self.open(subject)
        self.move(item, "file", self.duty)
        self.move(item, "dispatch", self.duty, units=units)
        tasks = {t.unit: t.id for t in worklist.tasks(item)}
        for unit, task in tasks.items():
            self.move(item, "accept", self.workers[unit], task=task)
        return item, tasks


def person(name: str, unit: str, role: str, *, bound: bool) -> Actor:
    who = access.add_person(name, name=name, unit=unit, password=None, by=ROOT)
    access.grant(who.id, role, area_code=TOWN, unit=unit if bound else "", by=ROOT)
    return Actor(who.id, name, unit)


def make_house(units: int = 3) -> House:
    """Declares what the cases room would; the engine itself knows no case."""
    from lianzhi.cases.access import PERMISSIONS

    access.declare(PERMISSIONS)
    worklist.publish(yamls.read(FLOW), "flow", by=ROOT)
    access.save_unit("command", name_zh="指挥室", kind="command", area_code=TOWN, by=ROOT)
    access.save_role(
        "duty", name_zh="值班长", permissions=[f"cases.{p}" for p in ALL if p != "check"], by=ROOT
    )
    access.save_role("handler", name_zh="科员", permissions=["cases.handle", "cases.see"], by=ROOT)
    access.save_role("checker", name_zh="核查员", permissions=["cases.check", "cases.see"], by=ROOT)
    workers = {}
    for index in range(units):
        code = f"unit-{index}"
        access.save_unit(code, name_zh=f"单位{index}", kind="department", area_code=TOWN, by=ROOT)
        workers[code] = person(f"worker-{index}", code, "handler", bound=True)
    return House(
        duty=person("duty", "command", "duty", bound=False),
        workers=workers,
        checker=person("checker", "command", "checker", bound=False),
    )
