"""A trial of another amount over the population at hand, beside what the budget lines have left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianzhi.benefits.at_hand import Current
from lianzhi.benefits.models import BudgetLine
from lianzhi.benefits.rules.what_if import WhatIf, changed, scaled, standards_of, what_if


@dataclass(frozen=True, slots=True)
class LineNeed:
    """Fen a month before and after, and for how many months what is left of the line lasts; None: nothing is needed."""

    code: str
    name: str
    left: int
    before: int
    after: int

    @property
    def months_before(self) -> int | None:
        return self.left // self.before if self.before else None

    @property
    def months_after(self) -> int | None:
        return self.left // self.after if self.after else None


def trial(now: Current, said: Mapping[str, Any]) -> WhatIf | None:
    """None for one new value where a standard has several."""
    standard = standards_of(now.book)[said["standard"]]
    if said["amount"] is not None and standard.is_table:
        return None
    new = scaled(standard, percent=said["percent"] or 0, value=said["amount"])
    return what_if(now.population, now.book, changed(now.book, {said["standard"]: new}))


def lines(found: WhatIf) -> list[LineNeed]:
    by_policy = {each.code: each for each in found.policies}
    needs = []
    for row in BudgetLine.objects.prefetch_related("policies").order_by("-year", "code")[:100]:
        mine = [by_policy[each.policy] for each in row.policies.all() if each.policy in by_policy]  # type: ignore[attr-defined]
        if mine:
            needs.append(
                LineNeed(
                    row.code,
                    row.name,
                    row.budget,
                    sum(c.before.month for c in mine),
                    sum(c.after.month for c in mine),
                )
            )
    return needs
