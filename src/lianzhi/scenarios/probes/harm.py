"""Given a report and members of circles; then the warning, who was told, what a task counted.  R-130, R-122, SC-18, SC-40.

given: {category, text, members: [here or elsewhere], again, words, errand}. then: {proposed, told_before, told, victim: do words of
the report stand in the warning?, refused, counted}.
"""

from typing import Any

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.flows.harms import warn
from lianzhi.foundation.access import api as access
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import REPORTER, ROOT
from lianzhi.territory import api as territory

INTAKES = {"online-fraud": "online_harm", "privacy-leak": "online_harm"}
PHONES = ("13900000021", "13900000022")


class Play:
    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.grid = given, territory.areas("grid")[0]
        spot = circles.Spot(self.grid.code, lon=self.grid.lon, lat=self.grid.lat)
        self.cell = circles.cell_of(spot)
        self.before, self.refused = self.sent(), ""
        self.members = [self._member(number, where) for number, where in enumerate(given["members"])]
        self.case = self._report()
        self.warnings = {
            key for key in (warn(self.case), warn(self.case) if given.get("again") else 0) if key
        }

    def _member(self, number: int, where: str) -> Actor:
        others = [area.code for area in circles.cells() if area.code != self.cell]
        cell = self.cell if where == "here" else next(iter(others), "")
        phone, code = access.make_phone_code(PHONES[number])
        by = access.resident_actor(access.prove_phone(phone, code))
        if cell:
            said = circles.Joining(
                cell, "volunteer", f"示例{number}", agreed=True, listed=True, messages=True
            )
            circles.join(said, by=by)
        return by

    def _report(self) -> cases.CaseView:
        category = self.given["category"]
        new = cases.NewReport(
            source="rehearsal", external_id=f"harm:{category}", text=self.given["text"], category=category,
            intake=INTAKES.get(category) or self._any(),
            lon=self.grid.lon, lat=self.grid.lat, reporter=REPORTER.id,
        )  # fmt: skip
        return cases.report(new, by=REPORTER)

    def _any(self) -> str:
        """A way in that takes every kind."""
        if cases.intake("rehearsal") is None:
            named = {"name_zh": "示例", "name_en": "Example", "module": "safety"}
            cases.declare_intake("rehearsal", flow="case", by=ROOT, **named)
        return "rehearsal"

    def sent(self) -> int:
        return sum(row.template == "circles.warning" for row in notify.outbox())

    def send(self) -> None:
        for key in self.warnings:
            title, text = "提醒", self.given.get("words", "请不要向陌生账户转账。")
            try:
                circles.send(key, title, text, by=ROOT)
            except Refused as refusal:
                self.refused = refusal.code

    def errand(self, title: str) -> None:
        errand = circles.open_errand(self.cell, title, "", by=ROOT).pk
        circles.take(errand, by=self.members[0])
        circles.report(errand, "已提醒", by=self.members[0])
        circles.decide(errand, "confirm", by=ROOT)


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    with clock.at(minute(STARTS).replace(tzinfo=SHANGHAI)):
        here = Play(given)
        told_before = here.sent() - here.before
        here.send()
        if title := given.get("errand"):
            here.errand(title)
        words = " ".join(row.text for row in circles.warned(here.cell))
        counted = circles.counted(here.cell)
    found = {
        "proposed": len(here.warnings), "told_before": told_before, "told": here.sent() - here.before,
        "victim": any(part in words for part in ("13812345678", "王阿姨")), "refused": here.refused,
        "counted": sum(n for _name, n in counted.named) + counted.others,
    }  # fmt: skip
    return [f"{key} is {found[key]}, should be {then[key]}" for key in then if found[key] != then[key]]
