"""Given a plan, how it is started and what units do; then its orders, what was sent, who was late.  R-132, SC-46.

given: {plan, mode: real or drill, outside: a number among the contacts, case: {category, urgency}, acts: [{minutes, unit, do}]};
``do``: report or end. then: {units, open, done, late, outside: messages, proposed}.
"""

from datetime import timedelta
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.command import api as command
from lianzhi.flows.cases_to_command import propose
from lianzhi.foundation.access import api as access
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import REPORTER, ROOT, make_units
from lianzhi.territory import api as territory

SECOND = Actor("system:second", "第二人")
LOCAL, UNITS = "west", ("gas", "fire", "police", "emergency")


class Play:
    def __init__(self, given: dict[str, Any]) -> None:
        self.began = minute(STARTS).replace(tzinfo=SHANGHAI)
        make_units(UNITS)
        self.grid = territory.areas("grid")[0]
        local = [
            unit
            for unit in access.units()
            if unit.kind == "community" and unit.area_code == self.grid.code[:12]
        ]
        self.local = local[0].code if local else LOCAL
        if not local:
            access.save_unit(LOCAL, name_zh=LOCAL, kind="community", area_code=self.grid.code[:12], by=ROOT)
        self.outside, self.response, self.proposed = given.get("outside", ""), 0, 0
        with clock.at(self.began):
            self.before = self._sent()
            plan = self._with_contact(given["plan"]) if self.outside else command.plan_named(given["plan"])
            if said := given.get("case"):
                self.proposed = propose(self._case(said))
            else:
                start = command.Start(plan, self.grid.code, "示例", given["mode"] == "drill")
                self.response = command.start(start, by=ROOT).id

    def _with_contact(self, code: str) -> int:
        """A version of the plan with somebody outside among its contacts, published by another person."""
        new = command.with_contact(code, "外部联系人", self.outside)
        return command.publish(command.save_draft(new, by=ROOT).pk, by=SECOND).pk

    def _case(self, said: dict[str, Any]) -> cases.CaseView:
        new = cases.NewReport(
            source="rehearsal", external_id="emergency", text="示例：有很浓的煤气味。", category=said["category"],
            intake="emergency_plan", lon=self.grid.lon, lat=self.grid.lat, reporter=REPORTER.id, urgency=said["urgency"],
        )  # fmt: skip
        return cases.report(new, by=REPORTER)

    def _sent(self) -> int:
        return sum(row.template == "command.contact" for row in notify.outbox())

    def act(self, said: dict[str, Any]) -> None:
        with clock.at(self.began + timedelta(minutes=said["minutes"])):
            if said["do"] == "end":
                command.end(self.response, "示例复盘", by=ROOT)
                return
            order = next(o for o in command.seen(self.response).orders if o.unit == said["unit"])
            command.report(order.pk, "已完成", by=ROOT)

    def found(self) -> dict[str, Any]:
        seen = command.seen(self.response) if self.response else None
        orders = seen.orders if seen else []
        late = dict(seen.response.figures.get("late", {})) if seen else {}
        names = [LOCAL if order.unit == self.local else order.unit for order in orders]
        return {
            "units": names, "open": sum(not (o.done_at or o.dropped_at) for o in orders),
            "done": sum(o.done_at is not None for o in orders), "proposed": self.proposed,
            "late": {LOCAL if unit == self.local else unit: n for unit, n in late.items()},
            "outside": self._sent() - self.before,
        }  # fmt: skip


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    here = Play(given)
    for said in given.get("acts", []):
        here.act(said)
    found = here.found()
    return [f"{key} is {found[key]}, should be {then[key]}" for key in then if found[key] != then[key]]
