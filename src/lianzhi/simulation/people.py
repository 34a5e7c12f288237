"""Who works in S-town: units, roles, people, and the responsibility list.  All invented.

Numbers: F-12 brigade of 300, F-14 104 grid heads, F-15 288 full-time and F-16 2,403 part-time grid staff, all times
``scale``; a department's head count is an assumption. Simulated people have user names that begin with ``sim-`` and
no password; the seven accounts of the demo are for the people in front of the screen and are never moved by the machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.api import NewGrant, NewPerson
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import community_of
from lianzhi.simulation.share import apportion
from lianzhi.territory.contracts import AreaPlan, TownPlan

GRID_HEADS, FULL_TIME, PART_TIME = 104, 288, 2403  # F-14, F-15, F-16
PREFIX = "sim-"
PASSWORD = "lianzhi-demo"  # noqa: S105  printed by the demo; demo settings only
_SEE = ["live.watch", "cases.see"]
_TAKE = "exports.make"
_DUTY = [
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
_FOLLOW = ["followups.handle", "followups.settle"]
_KNOW = ["registry.figures", "registry.read"]
_RISK = "safety.see"
_ADDRESSES = ["territory.resolve", "territory.review"]
_CARE = ["services.elders", "services.visit", "sensing.doors"]
_EYES = "sensing.see"
_CIRCLE = ["circles.see", "circles.open"]
_MONEY = "benefits.see"
ROLES: dict[str, tuple[str, str, list[str]]] = {
    "leader": (
        "镇领导",
        "Town leader",
        [
            *_SEE,
            _TAKE,
            "cockpit.see",
            "signals.see",
            "cases.ask",
            "cases.approve",
            "cases.supervise",
            "cases.meet",
            "statistics.persons",
            "registry.figures",
            _RISK,
            "services.schools",
            _EYES,
            "sensing.approve",
            "circles.see",
            "command.see",
            "command.start",
            "command.publish",
            _MONEY,
            "benefits.entitled",
            "benefits.meet",
            "benefits.decide",
            "benefits.publish",
        ],
    ),
    "duty": (
        "值班长",
        "Duty officer",
        [
            *_SEE,
            _TAKE,
            "cockpit.see",
            *(f"cases.{p}" for p in _DUTY),
            "signals.see",
            "signals.label",
            "signals.import",
            "imports.make",
            *_FOLLOW,
            *_KNOW,
            "registry.reveal",
            "registry.import",
            _RISK,
            "safety.import",
            "safety.suppliers",
            *_ADDRESSES,
            "services.schools",
            "services.elders",
            _EYES,
            *(f"sensing.{p}" for p in ("edit", "judge", "evidence", "fly", "send")),
            *(f"circles.{p}" for p in ("see", "open", "moderate", "warn")),
            *(f"command.{p}" for p in ("see", "plan", "publish", "start")),
            *(
                f"benefits.{p}"
                for p in ("see", "prepare", "budget", "reconcile", "entitled", "run", "revise")
            ),
            "registry.facts",
        ],
    ),
    "staff": (
        "科员",
        "Department staff",
        [*_SEE, _TAKE, "cases.handle", "cases.ask", "registry.answer", "circles.answer", "command.handle"],
    ),
    "grid": (
        "网格员",
        "Grid worker",
        [
            *_SEE,
            "cases.report",
            "cases.ask",
            *_KNOW,
            "registry.edit",
            _RISK,
            "safety.inspect",
            *_CARE,
            *_CIRCLE,
        ],
    ),
    "grid-head": (
        "网格长",
        "Grid head",
        [
            *_SEE,
            "cases.report",
            "cases.close",
            "cases.ask",
            *_KNOW,
            *(f"registry.{p}" for p in ("edit", "reveal", "merge")),
            _RISK,
            "safety.inspect",
            *_CARE,
            *_CIRCLE,
            "circles.moderate",
        ],
    ),
    # 社区工作者、人口专管员: keeps the register of a community, a module or the town; granted by area without a unit.
    "registrar": (
        "基础信息管理员",
        "Register keeper",
        [
            *_KNOW,
            *(
                f"registry.{p}"
                for p in ("edit", "reveal", "import", "merge", "quality", "answer", "see_marks", "mark")
            ),
            "imports.make",
            _RISK,
            "safety.import",
            *_ADDRESSES,
            *_CARE,
            "services.schools",
            "services.schools_edit",
            "circles.see",
            "circles.edit",
        ],
    ),
    "checker": (
        "核查员",
        "Checker",
        [*_SEE, _TAKE, "cases.check", "cases.ask", *_FOLLOW, _MONEY, "benefits.release", "benefits.decide"],
    ),
    "admin": ("管理员", "Administrator", [*_SEE, "signals.see", "signals.import"]),
}
_ADMIN = (
    "access.",
    "settings.",
    "duties.",
    "rules.",
    "audit.",
    "notify.",
    "jobs.",
    "territory.",
    "worklist.calendar",
    "exchange.",
    "exports.",
    "imports.",
    "forms.",
    "replies.",
)
ACCOUNTS = ("leader", "duty", "staff", "grid", "registrar", "checker", "admin")


@dataclass(frozen=True, slots=True)
class Staffed:
    """What was made: counts for the command line."""

    units: int
    people: int
    duties: int


@cache
def plan() -> dict[str, Any]:
    path = Path(__file__).parent / "data/organisation.yaml"
    return yamls.read(path)


def community_unit(area_code: str) -> str:
    return f"community-{community_of(area_code)[9:]}"


def property_unit(town: TownPlan, community: AreaPlan) -> str:
    """Neighbouring communities share a firm: they are cut into as many runs as there are firms."""
    order = [area.code for area in town.of_level("community")]
    firms = min(plan()["property"]["firms"], len(order))
    return f"property-{order.index(community.code) * firms // len(order) + 1}"


def make_organisation(
    town: TownPlan, *, scale: float, seed: int, by: Actor, since: date | None = None
) -> Staffed:
    """Units, roles, people and the responsibility list. Safe to repeat; what is there already stays.

    ``since``: from when on the list holds. A past is written by it too, so it begins before the first day of that.
    """
    with transaction.atomic():
        units = [*_units(town)]
        known = {unit.code for unit in access.units()}
        for unit in units:
            if unit["code"] not in known:
                access.save_unit(by=by, **unit)
        _make_roles(by)
        added = access.add_people([*_people(town, scale, Random(f"{seed}:people"))], by=by)  # noqa: S311
        if settings.DEMO:
            added += access.add_people([*_accounts(town)], password=PASSWORD, by=by)
        _make_rules(by)
        return Staffed(len(units), added, _make_duties(town, by, since))


def _units(town: TownPlan) -> Iterator[dict[str, Any]]:
    for row in plan()["units"]:
        yield _unit(row["code"], row["name"]["zh"], row["name"]["en"], row["kind"], town.code)
    firm = plan()["property"]["name"]
    codes = sorted({property_unit(town, area) for area in town.of_level("community")})
    for number, code in enumerate(codes, 1):
        yield _unit(code, f"{number}号{firm['zh']}", f"{firm['en']} {number}", "partner", town.code)
    for area in town.of_level("community"):
        yield _unit(community_unit(area.code), area.name_zh, area.name_en, "community", area.code)


def _unit(code: str, name_zh: str, name_en: str, kind: str, area_code: str) -> dict[str, Any]:
    return {"code": code, "name_zh": name_zh, "name_en": name_en, "kind": kind, "area_code": area_code}


def _make_roles(by: Actor) -> None:
    held = {role.code for role in access.roles()}
    for code, (name_zh, name_en, permissions) in ROLES.items():
        if code not in held:
            more = [p for p in access.declared() if p.startswith(_ADMIN)] if code == "admin" else []
            access.save_role(code, name_zh=name_zh, name_en=name_en, permissions=[*permissions, *more], by=by)


def _make_rules(by: Actor) -> None:
    held = {rule.code for rule in cases.rules()}
    for row in plan()["rules"]:
        if row["code"] not in held:
            named = {"name_zh": row["name"]["zh"], "name_en": row["name"]["en"]}
            kept = {key: row[key] for key in ("code", "place", "condition", "does")}
            cases.save_rule(by=by, **named, **kept)


def _people(town: TownPlan, scale: float, dice: Random) -> Iterator[NewPerson]:
    """Departments first, then the grids; user names count up within each unit."""
    for row in plan()["units"]:
        for number in range(1, max(3, round(row["staff"] * scale)) + 1):
            yield _person(row["code"], number, dice, _department_grants(row["code"], number, town.code))
    for code in sorted({property_unit(town, area) for area in town.of_level("community")}):
        for number in range(1, max(2, round(plan()["property"]["staff"] * scale)) + 1):
            yield _person(code, number, dice, (NewGrant("staff", town.code, code),))
    yield from _grid_people(town, scale, dice)


def _department_grants(unit: str, number: int, town: str) -> tuple[NewGrant, ...]:
    """In the command room every third checks and the others are on duty: nobody does both."""
    if unit == "command":
        return (NewGrant("checker" if number % 3 == 0 else "duty", town),)
    handles = NewGrant("staff", town, unit)
    return (NewGrant("leader", town), handles) if unit == "leaders" else (handles,)


def _grid_people(town: TownPlan, scale: float, dice: Random) -> Iterator[NewPerson]:
    """Heads lead one or more grids (D-05: 1.20 each); full-time staff handle, part-time staff report."""
    grids = town.of_level("grid")
    weights = [max(1, grid.population) for grid in grids]
    heads = max(1, round(GRID_HEADS * scale))
    full, part = (apportion(max(1, round(n * scale)), weights) for n in (FULL_TIME, PART_TIME))
    counts: dict[str, int] = {}
    for index, grid in enumerate(grids):
        unit = community_unit(grid.code)
        handles = NewGrant("staff", community_of(grid.code), unit)
        kinds = [("grid-head", ())] if index < heads else []
        kinds += [("grid", (handles,))] * full[index] + [("grid", ())] * part[index]
        for role, more in kinds:
            counts[unit] = counts.get(unit, 0) + 1
            area = community_of(grid.code) if role == "grid-head" else grid.code
            yield _person(unit, counts[unit], dice, (NewGrant(role, area), *more))


def _person(unit: str, number: int, dice: Random, grants: tuple[NewGrant, ...]) -> NewPerson:
    names = plan()["names"]
    return NewPerson(
        f"{PREFIX}{unit}-{number}", dice.choice(names["first"]) + dice.choice(names["last"]), unit, grants
    )


def _accounts(town: TownPlan) -> Iterator[NewPerson]:
    """One account per role, for the people who look at the demo."""
    grid = middle_grid(town)
    unit = community_unit(grid.code)
    yield NewPerson("leader", "演示·镇领导", "leaders", (NewGrant("leader", town.code),))
    yield NewPerson("duty", "演示·值班长", "command", (NewGrant("duty", town.code),))
    yield NewPerson(
        "staff", "演示·城管科员", "city-management", (NewGrant("staff", town.code, "city-management"),)
    )
    grants = (NewGrant("grid", grid.code), NewGrant("staff", community_of(grid.code), unit))
    yield NewPerson("grid", "演示·网格员", unit, grants)
    yield NewPerson("registrar", "演示·基础信息管理员", unit, (NewGrant("registrar", town.code),))
    yield NewPerson("checker", "演示·核查员", "command", (NewGrant("checker", town.code),))
    yield NewPerson("admin", "演示·管理员", "command", (NewGrant("admin", town.code),))


def middle_grid(town: TownPlan) -> AreaPlan:
    """The grid where most people live within reach of the town's middle: the busiest one by population."""
    return max(town.of_level("grid"), key=lambda grid: (grid.population, grid.code))


def _make_duties(town: TownPlan, by: Actor, since: date | None) -> int:
    held = {(duty.category, duty.area_code) for duty in cases.duties()}
    rows = [row for line in plan()["duties"] for row in _lines(town, line)]
    fresh = [row for row in rows if (row["category"], row["area_code"]) not in held]
    for row in fresh:
        cases.save_duty(by=by, valid_from=since, **row)
    return len(fresh)


def _lines(town: TownPlan, line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One line for the whole town, or one for each community when its own unit or firm takes part."""
    units = (line["lead"], *line.get("supports", ()))
    local = {"community", "property"} & set(units)
    for area in town.of_level("community") if local else town.of_level("town"):
        lead, *supports = (_named(town, area, unit) for unit in units)
        yield {
            "category": line["category"], "area_code": area.code, "lead": lead, "supports": supports,
            "legal_ground": line["ground"], "verified": False,
        }  # fmt: skip


def _named(town: TownPlan, area: AreaPlan, unit: str) -> str:
    if unit == "community":
        return community_unit(area.code)
    return property_unit(town, area) if unit == "property" else unit
