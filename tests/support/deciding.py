"""A small population of invented people, matched with the sample policies or with the same marked as verified; who decides."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lianzhi.benefits import api as benefits
from lianzhi.benefits import at_hand, books
from lianzhi.benefits.access import DECIDE, MEET, PREPARE, SEE
from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.contracts import Proposal
from lianzhi.benefits.models import Decision
from lianzhi.benefits.proposing import proposal
from lianzhi.benefits.rules.library import Library, read_library
from lianzhi.benefits.rules.outcome import Status
from lianzhi.benefits.rules.people import Population
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.rules import Kind
from lianzhi.kernel.rules.columns import Cells, plain
from support.paying import ROOT, TOWN, WEST, Money, _actor, payee

AS_OF = date(2026, 11, 30)
USUAL = {
    "living": True, "registered": True, "born": date(1986, 1, 1), "residence_years": 10, "income": 300_000, "destitute": False,
    "child_standing": "none", "frailty": 0, "disability_grade": 0, "disability_kind": "none", "long_care": False,
    "injury_care": False, "retired": False, "work_years": 0, "pension": 0, "one_child": False,
}  # fmt: skip
POOR, OLD, CARED = {"income": 50_000}, {"born": date(1930, 1, 1)}, {
    "disability_grade": 1, "disability_kind": "limb", "long_care": True,
}  # fmt: skip
LIVING = {"disability_grade": 2, "disability_kind": "sight", "income": 50_000}
TOGETHER, AT_ONCE, NOTICED = "subsistence", "old_age", "disabled_living"


def verified() -> Library:
    """The samples as if somebody had verified every row."""
    load = lambda path: yamls.read(path)  # noqa: E731
    standards = copy.deepcopy(load(books.DATA / "standards.yaml"))
    files = {path.name: load(path) for path in sorted((books.DATA / "policies").glob("*.yaml"))}
    for each in files.values():
        each["样例"] = False
        _verify(each)
    _verify(standards)
    order = [f"{code}.yaml" for code in books.ORDER]
    return read_library(load(books.DATA / "catalogue.yaml"), standards, files, order=order)


def _verify(data) -> None:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "核实":
                data[key] = True
            _verify(value)
    elif isinstance(data, list):
        for each in data:
            _verify(each)


def columns_of(rows: list[Mapping], library: Library) -> dict[str, Cells]:
    found = {}
    for column in (item.column for item in library.register.items.values()):
        if column.code not in USUAL:
            continue
        values = [row[column.code] for row in rows]
        known, words = np.array([value is not None for value in values]), tuple(column.choices)
        data = [
            words.index(v) if words and v is not None else plain(v) if v is not None else 0 for v in values
        ]
        found[column.code] = Cells(
            np.array(data, bool if column.kind is Kind.TRUTH else np.int64), known, words
        )
    return found


@dataclass
class Town:
    """People by code, each a household of his own; ``first`` checks, ``chair`` records meetings, two may decide."""

    money: Money
    first: Actor
    chair: Actor
    second: Actor
    third: Actor
    library: Library
    people: dict[str, dict] = field(default_factory=dict)
    kept: dict[str, at_hand.Current] = field(default_factory=dict)

    def live(self, serial: int = 1, /, **said) -> str:
        who = payee(serial)
        self.people[who] = USUAL | said
        return who

    def current(self) -> at_hand.Current:
        rows = list(self.people.values())
        found = Population(columns_of(rows, self.library), np.arange(len(rows), dtype=np.int32), len(rows))
        now = at_hand.Current(found.digest, tuple(self.people), found, self.library.on(AS_OF))
        self.kept[found.digest] = now
        return now

    def found(self, *policies: str) -> list[Proposal]:
        now = self.current()
        return [
            proposal(one, now, person)
            for person in self.people
            for one in now.told(person)
            if one.status in (Status.DUE, Status.MISSING) and (not policies or one.policy.code in policies)
        ]

    def run(self, *policies: str) -> list[Decision]:
        """One matching run handed over: what is under way or in force afterwards, in order."""
        propose(self.found(*policies), by=ROOT)
        return list(Decision.objects.order_by("pk"))


def build_town(money: Money, library: Library, *, fen: int = 10_000_000) -> Town:
    from lianzhi.benefits.models import BudgetLine

    year = BudgetLine.objects.get().year
    benefits.make_line(
        f"{year}-all",
        name="民生直达（示例）",
        year=year,
        policies=[p.code for p in library.policies],
        by=ROOT,
    )
    benefits.grant(f"{year}-all", fen, note="示例预算下达", by=ROOT)
    return Town(
        money, _actor("b-first", [SEE, PREPARE], TOWN), _actor("b-chair", [SEE, MEET], TOWN),
        _actor("b-second", [SEE, PREPARE, DECIDE], TOWN), _actor("b-third", [SEE, DECIDE], TOWN), library,
    )  # fmt: skip


__all__ = [
    "AS_OF",
    "AT_ONCE",
    "CARED",
    "LIVING",
    "NOTICED",
    "OLD",
    "POOR",
    "TOGETHER",
    "WEST",
    "Town",
    "build_town",
    "verified",
]
