"""The three pictures as the page has them: rows of tables in the reader's language, and the same figures for chart and map.

R-234, issue 5 part 6. Charts get whole fen; the browser writes them in yuan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lianzhi.benefits.access import SEE
from lianzhi.benefits.flowing import name_of
from lianzhi.benefits.models import Run
from lianzhi.benefits.queries import ledger, pictures
from lianzhi.benefits.rules import coverage, spending, stages
from lianzhi.benefits.rules.coverage import Covered, Had
from lianzhi.benefits.wording import COVERED, MEASURES, STAGES
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaView

TONES = {
    stages.PERSONS: "muted",
    stages.BEHIND: "muted",
    stages.UNPROPOSED: "muted",
    stages.UNORDERED: "muted",
    "refused": "red",
    "returned": "red",
    "doubt": "orange",
    "shown": "orange",
    stages.GRANTED: "green",
    "paid": "green",
}
"""Where a stage is drawn otherwise than the way itself; its name always stands beside it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``missing``: entitlements that cannot be told yet for want of a datum; not part of the way."""

    steps: list[stages.Step]
    missing: int
    payments: list[pictures.Counted]
    chart: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """``area`` None: those whose address names no community."""

    area: AreaView | None
    of: Covered


@dataclass(frozen=True, slots=True)
class Head:
    """``sorted``: as aria-sort says it, empty when the table is in another order; ``wanted``: what a click sorts by."""

    label: str
    sorted: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """``figures``: what the map shows of each community, its step and its share in words."""

    heads: list[Head]
    places: list[Place]
    total: Covered
    legend: list[tuple[int, int, int, int]]
    nobody: int
    figures: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Month:
    """``month``: ``2026-01``; fen of each measure; for samples the one sum."""

    month: str
    fen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PolicyYear:
    name: str
    months: list[int]

    @property
    def total(self) -> int:
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Spend:
    """Money of one year. ``policies``: of the chosen measure, month by month."""

    months: list[Month]
    totals: tuple[int, ...]
    policies: list[PolicyYear]
    lines: list[ledger.LineView]
    chart: dict[str, Any]

    @property
    def moved(self) -> bool:
        return any(any(month.fen) for month in self.months)


@dataclass(frozen=True, slots=True)
class Samples:
    """What was computed and is no money."""

    months: list[Month]
    total: int
    policies: list[PolicyYear]
    chart: dict[str, Any]


# ---- where somebody lives, and where a run found him ----------------------------------------------------


def within(run: Run, by: Actor) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The communities of the reader, those without anybody too, and the run's figures of them; the empty code stands for
    everything whose address names no community, where the whole town is his."""
    reach, town = access.scope(by, SEE), territory.town().code
    codes = [area.code for area in territory.areas("community") if reach.reaches(area.code)]
    said, found = run.figures["communities"], {}
    for code in codes:
        found[code] = said.get(code, {})
    known = {area.code for area in territory.areas("community")}
    if reach.reaches(town) and (homeless := [one for code, one in said.items() if code not in known]):
        codes, found = [*codes, ""], found | {"": _added(homeless)}
    return codes, found


def _added(rows: list[dict[str, Any]]) -> dict[str, Any]:
    policies: dict[str, dict[str, int]] = {}
    for row in rows:
        for code, said in row["policies"].items():
            policies[code] = stages.gathered([*policies.get(code, {}).items(), *said.items()])
    sums = {name: sum(row[name] for row in rows) for name in ("persons", "due")}
    return sums | {"policies": policies}


# ---- the way ------------------------------------------------------------------------------------------


def flow(figures: Mapping[str, Mapping[str, Any]], by: Actor, policy: str) -> Flow:
    of_policy = [
        said
        for one in figures.values()
        for code, said in one.get("policies", {}).items()
        if not policy or code == policy
    ]
    due, behind, missing = (sum(said[kind] for said in of_policy) for kind in ("due", "behind", "missing"))
    persons = sum(one.get("persons", 0) for one in figures.values())
    found = stages.steps(
        persons, due, behind, pictures.decided(by, policy), pictures.newest_payments(by, policy)
    )
    return Flow(found, missing, pictures.payments(by, policy), _flow_chart(found))


def _flow_chart(steps: Iterable[stages.Step]) -> dict[str, Any]:
    """Everybody is many times those whom a policy concerns: his bar is as long as theirs, its number says how many."""
    there = [step for step in steps if step.count]
    names = {step.name for step in there}
    return {
        "kind": "flow", "title": _("From the population to what was paid"), "series": [],
        "labels": [_(STAGES[step.name]) for step in there],
        "nodes": [
            {"name": step.name, "label": _(STAGES[step.name]), "count": step.count, "depth": step.depth,
             "colour": TONES.get(step.name, "accent")}
            for step in there
        ],
        "links": [
            {"source": step.came_from, "target": step.name, "value": step.count} for step in there if step.came_from in names
        ],
    }  # fmt: skip


# ---- the map ------------------------------------------------------------------------------------------


def cover(codes: list[str], figures: Mapping[str, Any], by: Actor, policy: str, order: str) -> Coverage:
    known = set(codes)
    had = pictures.had(by, policy)
    rest = [one for code, one in had.items() if code not in known]
    had[""] = Had(*(sum(getattr(one, name) for one in rest) for name in ("decided", "shown", "paid")))
    rows = coverage.covered(figures, had, codes, policy)
    areas = {area.code: area for area in territory.areas("community")}
    places = [Place(areas.get(row.code), row) for row in coverage.in_order(rows, order)]
    on_map = [row for row in rows if row.code]
    drawn = {row.code: {"step": row.step, "note": _share(row.share)} for row in on_map}
    nobody = sum(not row.step for row in on_map)
    return Coverage(_heads(order), places, coverage.total(rows), coverage.legend(on_map), nobody, drawn)


def _heads(order: str) -> list[Head]:
    """A column that is not sorted yet begins with its largest."""
    said = {f"-{name}": "descending" for name in coverage.COLUMNS} | dict.fromkeys(
        coverage.COLUMNS, "ascending"
    )
    return [
        Head(
            _(COVERED[name]), said[order] if order in said and order.removeprefix("-") == name else "",
            name if order == f"-{name}" else f"-{name}",
        )
        for name in coverage.COLUMNS
    ]  # fmt: skip


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0f} %"


# ---- money --------------------------------------------------------------------------------------------


def spend(year: int, by: Actor, policy: str, measure: str) -> Spend:
    found = spending.by_month(pictures.moved(by, year, policy))
    rows = list(zip(*(spending.totals(found[name]) for name in spending.MEASURES), strict=True))
    lines = [line for line in ledger.lines(year) if not policy or policy in line.policies]
    return Spend(
        _months(year, rows), tuple(map(sum, zip(*rows, strict=True))), _policies(found[measure]), lines,
        _bars(year, found[measure], _(MEASURES[measure])),
    )  # fmt: skip


def samples(year: int, by: Actor, policy: str, today: date) -> Samples:
    found = spending.computed(pictures.shown(by, policy), year, today)
    sums = spending.totals(found)
    rows = [(fen,) for fen in sums]
    title = _("Sample, not verified: computed and never paid")
    return Samples(_months(year, rows), sum(sums), _policies(found), _bars(year, found, title))


def _months(year: int, rows: Iterable[tuple[int, ...]]) -> list[Month]:
    return [Month(f"{year}-{n:02}", fen) for n, fen in enumerate(rows, 1)]


def _policies(sums: Mapping[str, list[int]]) -> list[PolicyYear]:
    rows = [PolicyYear(name_of(code), months) for code, months in sums.items() if any(months)]
    return sorted(rows, key=lambda row: (-row.total, row.name))


def _bars(year: int, sums: Mapping[str, list[int]], title: str) -> dict[str, Any]:
    stacked = spending.stacks(sums)
    return {
        "kind": "bar", "stacked": True, "fen": True, "title": title,
        "labels": [f"{year}-{n:02}" for n in range(1, spending.MONTHS + 1)] if stacked else [],
        "series": [
            {"name": name_of(code) if code else _("Other policies"), "values": months} for code, months in stacked.items()
        ],
    }  # fmt: skip
