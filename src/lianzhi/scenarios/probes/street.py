"""Given the parties of a place and what they answer; then where the matter is, who was asked, and why.  R-120, SC-17.

given: {category, parties: [{kind, name, at, unit}], duty, acts: [...]}; ``at``: place, micro, grid, community or town. An act:
{do, ...}: answer (answer, text, refused), wait (hours), confirm, not_done (reason), take_back (reason), close (answer).
then: {state, asked: names in order, units, verbs: steps of the way, because: words of the last dispatch}.
"""

from datetime import timedelta
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.flows.circles_to_cases import answered, enforced
from lianzhi.flows.street import MACHINE
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import REPORTER, ROOT, make_units
from lianzhi.territory import api as territory

SCENARIO, LATER = "street_self_governance", timedelta(minutes=10)


class Play:
    def __init__(self, given: dict[str, Any]) -> None:
        self.at = minute(STARTS).replace(tzinfo=SHANGHAI)
        self.place = territory.places_in(territory.town().code, kind="building", limit=1)[0]
        self.wrong: list[str] = []
        with clock.at(self.at):
            for number, said in enumerate(given.get("parties", [])):
                self._enter(said, number)
            if unit := given.get("duty"):
                make_units([unit])
                cases.save_duty(given["category"], self.place.grid_code, lead=unit, legal_ground="", by=ROOT)
            self.case = self._report(given["category"])
            dispatch_new(self.case.id)

    def _enter(self, said: dict[str, Any], number: int) -> None:
        if said.get("unit"):
            make_units([said["unit"]])
        grid = self.place.grid_code
        micro = territory.micro_grid_at(self.place.lon, self.place.lat)
        at = {
            "place": self.place.code,
            "micro": micro.code if micro else grid,
            "grid": grid,
            "community": grid[:12],
        }
        at["town"] = grid[:12]  # what is said of the town holds for the community of the example
        phone = "" if said.get("unit") else f"1390000{number:04}"
        new = circles.NewParty(
            said["kind"], said["name"], [at[said["at"]]], phone, said.get("unit", ""), "rehearsal"
        )
        circles.save_party(new, by=ROOT)

    def _report(self, category: str) -> cases.CaseView:
        new = cases.NewReport(
            source="rehearsal", external_id=f"street:{self.at}:{category}", text="示例：门前有问题，请处理。", intake=SCENARIO,
            category=category, lon=self.place.lon, lat=self.place.lat, reporter=REPORTER.id,
        )  # fmt: skip
        return cases.report(new, by=REPORTER)

    def act(self, said: dict[str, Any]) -> None:
        self.at += timedelta(hours=said["hours"]) if "hours" in said else LATER
        with clock.at(self.at):
            try:
                getattr(self, f"do_{said['do']}")(said)
            except Refused as refusal:
                if refusal.code != said.get("refused"):
                    raise
                return
        if "refused" in said:
            self.wrong.append(f"{said['do']} was done, should be refused with {said['refused']}")

    def do_answer(self, said: dict[str, Any]) -> None:
        ask = circles.asks_of_case(self.case.id)[0]
        answer = circles.Answered(circles.Answer(said["answer"]), said.get("text", ""))
        answered(circles.answer_by_link(ask.token, answer, sender=REPORTER))

    def do_wait(self, _said: dict[str, Any]) -> None:
        circles.expire()
        for ask in circles.asks_of_case(self.case.id):
            answered(ask)

    def do_confirm(self, _said: dict[str, Any]) -> None:
        cases.move(self.case.id, "confirm", by=ROOT)

    def do_not_done(self, said: dict[str, Any]) -> None:
        cases.move(self.case.id, "not_done", by=ROOT, given=worklist.Given(reason=said["reason"]))
        enforced(self.case.id, "not_done")

    def do_take_back(self, said: dict[str, Any]) -> None:
        cases.move(self.case.id, "take_back", by=ROOT, given=worklist.Given(reason=said["reason"]))
        circles.take_back(self.case.id, by=MACHINE)

    def do_close(self, said: dict[str, Any]) -> None:
        cases.close(self.case.id, answer=said["answer"], by=ROOT)


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    here = Play(given)
    for said in given.get("acts", []):
        here.act(said)
    case = cases.by_id(here.case.id)
    moves = worklist.moves(case.item.id)
    sent = [move.note for move in moves if move.verb == "dispatch"]
    found = {
        "state": case.item.state.code, "units": list(case.item.units), "verbs": [move.verb for move in moves],
        "asked": [ask.party_name for ask in reversed(circles.asks_of_case(case.id))],
    }  # fmt: skip
    wrong = [
        f"{key} is {found[key]}, should be {then[key]}"
        for key in found
        if key in then and found[key] != then[key]
    ]
    if (words := then.get("because")) and not (sent and words in sent[-1]):
        wrong.append(f"the dispatch says {sent[-1:]}, should say {words}")
    return here.wrong + wrong
