"""Given a home and what happens in it; then who is on the list, why, and what became of visits.  R-078, SC-78.

given: {home: [{born, ...}], acts: [...]}; an act: {do, who}: leaves, dies, joins (with born), falls_due, visit (with outcome),
declines, late (with days). then: {listed: {who: {home, care, why}}, due: n, matters: n}. It is Monday 2026-11-23.
"""

from datetime import timedelta
from typing import Any

from lianzhi.flows.registry_to_services import follow_persons
from lianzhi.flows.services_to_cases import open_need
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.registry import api as registry
from lianzhi.scenarios.probes.ground import SOURCE, Ground, ground, person
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import ROOT
from lianzhi.services import api as services

LATER = timedelta(minutes=10)


class Play:
    def __init__(self, here: Ground) -> None:
        self.here, self.room = here, here.room(1)
        self.at = minute(STARTS).replace(tzinfo=SHANGHAI)
        self.codes: list[str] = []
        self.matters: set[str] = set()

    def settle(self, said: dict[str, Any]) -> None:
        self.codes.append(person(len(self.codes), self.room, said))

    def act(self, said: dict[str, Any]) -> None:
        self.at += timedelta(days=said["days"]) if "days" in said else LATER
        with clock.at(self.at):
            getattr(self, f"do_{said['do']}")(said)
            follow_persons(*self.codes)

    def do_leaves(self, said: dict[str, Any]) -> None:
        registry.move(self.codes[said["who"]], self.here.room(2), on=self.at.date(), source=SOURCE, by=ROOT)

    def do_dies(self, said: dict[str, Any]) -> None:
        registry.end(self.codes[said["who"]], on=self.at.date(), reason="示例", source=SOURCE, by=ROOT)

    def do_joins(self, said: dict[str, Any]) -> None:
        self.settle(said | {"since": self.at.date()})

    def do_falls_due(self, said: dict[str, Any]) -> None:
        services.begin_visit(self._stay(said), by=ROOT)

    def do_visit(self, said: dict[str, Any]) -> None:
        visit = services.begin_visit(self._stay(said), by=ROOT)
        seen = services.Seen(services.Outcome(said["outcome"]), said.get("note", "示例"))
        services.record_visit(visit, seen, by=ROOT)
        if said["outcome"] == services.Outcome.HELP:
            self._matter("help", visit, self._stay(said))

    def do_declines(self, said: dict[str, Any]) -> None:
        services.keep_word(self._stay(said), agreed=False, by=ROOT)

    def do_late(self, said: dict[str, Any]) -> None:
        services.climb()
        for visit, stay in services.missed_of([self.room]):
            self._matter("missed", visit, stay)

    def _matter(self, what: str, visit: int, stay: int) -> None:
        case = open_need(what, visit, stay)
        self.matters |= {case.number} if case else set()

    def _stay(self, said: dict[str, Any]) -> int:
        return services.stay_of(self.codes[said["who"]])


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    here = Play(ground())
    with clock.at(here.at):
        for said in given["home"]:
            here.settle(said)
        services.follow([here.room])
    for said in given.get("acts", []):
        here.act(said)
    return _differences(here, then)


def _differences(here: Play, then: dict[str, Any]) -> list[str]:
    listed = services.listed_now([here.room])
    found = []
    if "listed" in then:
        said = {code: dict(zip(("home", "care", "why"), told, strict=True)) for code, told in listed.items()}
        wanted = {here.codes[who]: told for who, told in then["listed"].items()}
        if said.keys() != wanted.keys():
            there = sorted(here.codes.index(code) for code in said)
            found.append(f"on the list are {there}, should be {sorted(then['listed'])}")
        for code in said.keys() & wanted.keys():
            if differs := {
                key: said[code][key] for key, value in wanted[code].items() if said[code][key] != value
            }:
                found.append(f"{here.codes.index(code)} is {differs}, should be {wanted[code]}")
    due = len(services.open_visits_of([here.room]))
    for name, number in (("due", due), ("matters", len(here.matters))):
        if name in then and then[name] != number:
            found.append(f"{name} is {number}, should be {then[name]}")
    return found
