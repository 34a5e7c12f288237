"""Given an old person with a door sensor, movements, and what visits found; then alerts, visits and the factor.  R-127, SC-64."""

from datetime import date, timedelta
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.flows.registry_to_services import follow_persons
from lianzhi.flows.sensing_to_services import call
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.registry import api as registry
from lianzhi.scenarios.probes.ground import ground, person
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import ROOT, make_units
from lianzhi.sensing import api as sensing
from lianzhi.services import api as services

CODE, OWNER = "rehearsal-door", "rehearsal-eyes"


class Play:
    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.here = given, ground()
        self.start = minute(STARTS).replace(tzinfo=SHANGHAI)
        self.room = self.here.room(1)
        self.who = person(0, self.room, {"born": date(1944, 3, 1)})
        if given.get("with_child"):
            person(1, self.room, {"born": date(1980, 1, 1)})
        follow_persons(self.who)
        make_units([OWNER])
        new = sensing.NewDevice(CODE, "door", "示例门磁", self.here.lon, self.here.lat, OWNER, "rehearsal")
        sensing.save_device(new, by=ROOT)

    def run(self) -> None:
        days = timedelta(days=self.given.get("days", 0))
        with clock.at(self.start - days):
            sensing.bind(CODE, self.who, basis=self.given.get("basis", "当面同意"), by=ROOT)
        moves = [self.start + timedelta(hours=hours) for hours in self.given.get("moves", [])]
        if every := self.given.get("every"):
            moves = [self.start - timedelta(hours=h) for h in range(0, self.given["days"] * 24, every)]
        look = self.start + timedelta(hours=self.given["look"])
        with clock.at(look):
            for at in sorted(moves):
                sensing.take_reading(sensing.NewReading(CODE, at, open=True), by=ROOT)
            sensing.learn()
            if self.given.get("takes_back"):
                registry.withdraw_consent(self.who, "door_sensor", by=ROOT)
                sensing.word_taken_back(self.who)
            sensing.watch_doors()
            for alert in sensing.open_alerts_of(self.who):
                call(alert)
            for outcome in self.given.get("outcomes", []):
                self.visit(services.Outcome(outcome))

    def visit(self, outcome: services.Outcome) -> None:
        for visit, _stay in services.open_visits_of([self.room]):
            services.record_visit(visit, services.Seen(outcome, "示例"), by=ROOT)
            sensing.visit_made(visit, outcome, by=ROOT)

    def found(self) -> dict[str, Any]:
        state = sensing.door_state(self.who)
        matters = [cases.visible(number, ROOT) for number in state.matters]
        return {
            "alerts": state.alerts, "open": state.open, "factor": state.factor, "bound": state.bound, "visits": state.visits,
            "matters": [case.category.code for case in matters if case.category],
        }  # fmt: skip


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    start = minute(STARTS).replace(tzinfo=SHANGHAI)
    try:
        with clock.at(start):
            here = Play(given)
        here.run()
    except Refused as refusal:
        wanted = then.get("refused", "")
        return (
            [] if refusal.code == wanted else [f"refused is {refusal.code}, should be {wanted or 'nothing'}"]
        )
    if "refused" in then:
        return [f"nothing was refused, should be {then['refused']}"]
    found = here.found()
    return [
        f"{name} is {found[name]}, should be {value}" for name, value in then.items() if found[name] != value
    ]
