"""What persons earn a month, as the income verification office says it (R-093): one item of what departments know."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhi.registry import facts
from lianzhi.registry.actions.fact_keeping import deciding
from lianzhi.registry.finding import merged_from
from lianzhi.registry.models import Fact

ITEM = "income"


@dataclass(frozen=True, slots=True)
class Income:
    """``amount``: yuan a month. ``person``: whose, by code."""

    person: str
    amount: Decimal
    since: date | None
    source: str


def incomes(persons: Collection[str]) -> list[Income]:
    """The word that decides, for each person of whom there is one. Two queries; no access is asked here."""
    stands = {code: code for code in persons} | merged_from(persons)
    words: dict[str, list[Fact]] = defaultdict(list)
    for row in Fact.objects.filter(person__in=list(stands), item=ITEM, replaced_at=None).order_by("pk"):
        words[stands[row.person]].append(row)
    item, found = facts.items()[ITEM], []
    for person in persons:
        if (row := deciding(item, words[person])) is not None:
            found.append(Income(person, Decimal(row.value) / 100, row.since, row.source))
    return found
