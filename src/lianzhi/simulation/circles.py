"""Street self-governance, circles, a warning and a drill into the demo, in its busiest grid. Everything is invented."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.command import api as command
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.flows.circles_to_cases import answered
from lianzhi.flows.harms import warn
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.simulation.people import community_unit, middle_grid, property_unit
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import TownPlan

PHONE = "1390001{:04}"
REPORTER = Actor("resident:simulated-circle", "")


@dataclass(frozen=True, slots=True)
class Gathered:
    parties: int
    members: int
    asked: int


@cache
def words() -> dict[str, Any]:
    return yamls.read(Path(__file__).parent / "data/circles.yaml")


def load_circles(town: TownPlan, *, by: Actor) -> Gathered:
    """Made once: where a party answers already, nothing is added. The circle is the grid's; no micro-grids are laid out."""
    grid = territory.area(middle_grid(town).code)
    if grid is None or circles.enforcement(circles.Spot(grid.code)):
        return Gathered(0, 0, 0)
    parties = _parties(town, grid.code, by)
    asked = sum(_street(number, said, grid) for number, said in enumerate(words()["street"]))
    cell = circles.cell_of(circles.Spot(grid.code, lon=grid.lon, lat=grid.lat))
    members = [_member(number, said, cell) for number, said in enumerate(words()["members"])]
    _life(cell, members, Actor(by.id, _name(community_unit(grid.code))))
    _fraud(grid)
    _drill(grid.code, Actor(by.id, words()["drill"]["by"]))
    return Gathered(parties, len(members), asked)


def _parties(town: TownPlan, grid: str, by: Actor) -> int:
    named, community = words()["parties"], territory.area(grid[:12])
    plan = next(area for area in town.of_level("community") if area.code == grid[:12])
    firm, own = property_unit(town, plan), community_unit(grid)
    unit = {"property": firm, "community": own, "enforcement": "city-management"}
    rows = [
        ("merchant", named["merchant"], grid),
        ("landlord", named["landlord"], grid),
        ("owners", named["owners"], grid),
    ]
    rows += [("property", _name(firm), grid[:12]), ("community", _name(own), grid[:12])]
    rows += [("enforcement", named["enforcement"], grid[:12])] if community else []
    for number, (kind, name, target) in enumerate(rows):
        phone = "" if kind in unit else PHONE.format(number)
        circles.save_party(
            circles.NewParty(kind, name, [target], phone, unit.get(kind, ""), words()["source"]), by=by
        )
    return len(rows)


def _name(unit: str) -> str:
    found = access.unit(unit)
    return found.name_zh if found else unit


def _street(number: int, said: dict[str, Any], grid: Any) -> int:
    case = _report(f"street:{number}", "street_self_governance", said["category"], said["text"], grid)
    dispatch_new(case.id)
    ask = circles.open_ask(case.id)
    if ask is not None and said["does"] != "wait":
        answer = circles.Answered(circles.Answer(said["does"]), said["answer"])
        answered(circles.answer_by_link(ask.token, answer, sender=REPORTER))
    return int(ask is not None)


def _report(key: str, intake: str, category: str, text: str, grid: Any) -> cases.CaseView:
    new = cases.NewReport(
        source="circles", external_id=key, text=text, category=category, intake=intake, lon=grid.lon, lat=grid.lat,
        reporter=REPORTER.id,
    )  # fmt: skip
    return cases.report(new, by=REPORTER)


def _member(number: int, said: dict[str, Any], cell: str) -> Actor:
    phone, code = access.make_phone_code(PHONE.format(100 + number))
    by = access.resident_actor(access.prove_phone(phone, code))
    joining = circles.Joining(
        cell, said["kind"], said["name"], agreed=True, listed=said["listed"], messages=True
    )
    circles.join(joining, by=by)
    return by


def _life(cell: str, members: list[Actor], by: Actor) -> None:
    for number, said in enumerate(words()["errands"]):
        errand, member = (
            circles.open_errand(cell, said["title"], said["text"], by=by).pk,
            members[number % len(members)],
        )
        if said["does"] != "open":
            circles.take(errand, by=member)
        if said["does"] == "confirmed":
            circles.report(errand, said["result"], by=member)
            circles.decide(errand, "confirm", by=by)
    for member, text in zip(members, words()["posts"], strict=False):
        circles.post(text, by=member)
    circles.notice(cell, words()["notice"], by=by)


def _fraud(grid: Any) -> None:
    case = _report("fraud:1", "online_harm", "online-fraud", words()["fraud"], grid)
    dispatch_new(case.id)
    warn(case)


def _drill(area: str, by: Actor) -> None:
    """One drill that is over, with somebody late, and one under way."""
    said = words()["drill"]
    began = clock.now() - timedelta(days=3)
    start = command.Start(command.plan_named(said["plan"]), area, said["reason"], drill=True)
    with clock.at(began):
        first = command.start(start, by=by)
    for number, order in enumerate(command.seen(first.id).orders):
        late = order.unit.startswith(said["late"])
        with clock.at(began + timedelta(minutes=45 if late else 8 + number)):
            command.report(order.pk, said["done"], by=by)
    with clock.at(began + timedelta(hours=1)):
        command.end(first.id, said["review"], by=by)
    command.start(start, by=by)
