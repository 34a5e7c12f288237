"""Given a school, its places and the children around it; then children move in; then which years are short.  R-077, SC-77.

given: {school: {stage, places: {year: n}}, children: [...], later: [...]}; a line of children: {born, count, kind, living}.
then: {before: {year: colour}, after: {year: colour}, warned: [years], matters: n}. It is Monday 2026-11-23.
"""

import json
from datetime import timedelta
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.flows.services_to_cases import open_short
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.scenarios.probes.ground import SOURCE, Ground, ground, person
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import ROOT
from lianzhi.services import api as services

HAIR = 0.000001


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    here, at = ground(), minute(STARTS).replace(tzinfo=SHANGHAI)
    with clock.at(at):
        school = _school(here, given["school"])
        serial = _children(here, given["children"], 0)
        first = services.project(by=ROOT)
        found = _differences("before", then.get("before", {}), school)
    with clock.at(at + timedelta(days=1)):
        _children(here, given.get("later", []), serial)
        second = services.project(by=ROOT)
        found += _differences("after", then.get("after", {}), school)
        return found + _warned(then, school, [*first.warned, *second.warned])


def _school(here: Ground, said: dict[str, Any]) -> str:
    """Its area is the building alone, so that whoever else lives in the town is not counted."""
    school = services.save_school(here.building, said["stage"], source=SOURCE, by=ROOT)
    for year, places in said["places"].items():
        services.set_places(school.code, year, places, source=SOURCE, by=ROOT)
    west, south, east, north = here.lon - HAIR, here.lat - HAIR, here.lon + HAIR, here.lat + HAIR
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    outline = json.dumps({"type": "Polygon", "coordinates": [ring]})
    services.set_area(school.code, services.NewArea(outline=outline), source=SOURCE, by=ROOT)
    return school.code


def _children(here: Ground, lines: list[dict[str, Any]], serial: int) -> int:
    for line in lines:
        for _each in range(line.get("count", 1)):
            person(serial, here.room(serial), line)
            serial += 1
    return serial


def _differences(when: str, wanted: dict[int, str], school: str) -> list[str]:
    years = {year.year: year for year in services.outlook(school, ROOT).years}
    found = []
    for year, colour in wanted.items():
        line = years.get(year)
        if line is None or line.supply != colour:
            said = f"{line.supply} ({line.expected} for {line.places} places)" if line else "not there"
            found.append(f"{when}: {year} is {said}, should be {colour}")
    return found


def _warned(then: dict[str, Any], school: str, warnings: list[int]) -> list[str]:
    """Each warning becomes one matter, however often it is told."""
    mine = {pk: told for pk in warnings if (told := services.warning(pk)) and told[0].code == school}
    years = sorted(told[1] for told in mine.values())
    found = [] if years == then.get("warned", years) else [f"warned for {years}, should be {then['warned']}"]
    matters = {case.number for pk in mine for _twice in range(2) if (case := open_short(pk))}
    if len(matters) != then.get("matters", len(matters)):
        found.append(f"{len(matters)} matters, should be {then['matters']}")
    category = {
        cases.by_id(case.id).category.code for pk in mine if (case := open_short(pk)) and case.category
    }
    return found if category <= {"school-places"} else [*found, f"filed under {sorted(category)}"]
