"""What departments say of persons: one person's words, and where sources contradict each other.  R-085, R-093, R-215."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext

from lianzhi.registry import facts, lists
from lianzhi.registry.actions.fact_keeping import deciding, disputed
from lianzhi.registry.contracts import Dispute, FactView
from lianzhi.registry.finding import merged_from
from lianzhi.registry.models import Fact, FactLine, Person
from lianzhi.registry.rules.facts import TEXT, TRUTH, value

PREFIX, COVER = "fact.", "••••"
MANY = 5_000
"""Persons that are asked for one by one; of more all contradictions are read, which are few."""


def facts_of(person: str) -> list[FactView]:
    """The present words on a person and on entries that were merged into his, in the order of the items. One query and one for
    merged entries. No access is asked here: who shows them does (``registry.facts``), and covers what is sensitive."""
    words: dict[str, list[Fact]] = defaultdict(list)
    for row in Fact.objects.filter(person__in=_entries([person]), replaced_at=None).order_by("pk"):
        words[row.item].append(row)
    found = []
    for code, item in facts.items().items():
        counts = deciding(item, words[code])
        found += [
            FactView(
                code, row.source, row.since, row.until, row.recorded_at, row is counts, value(item, row.value)
            )
            for row in words[code]
        ]
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """One deciding word as a page shows it. ``field``: by which name a look at it is kept; ``covered``: the value is not told."""

    field: str
    label: str
    value: str
    covered: bool
    source: str
    since: date | None
    until: date | None


def shown(person: str, *, clear: bool = False) -> list[Shown]:
    """The words that decide, sensitive ones covered unless ``clear`` (the person's own page, a look that was kept)."""
    language = get_language() or lists.LANGUAGE
    found = []
    for view in facts_of(person):
        item = facts.items()[view.item]
        if view.decides:
            covered = item.sensitive and not clear
            text = COVER if covered else told(view.item, view.value)
            found.append(
                Shown(
                    PREFIX + view.item,
                    item.named.pick(language),
                    text,
                    covered,
                    view.source,
                    view.since,
                    view.until,
                )
            )
    return found


def told(code: str, said: bool | int | str | date) -> str:
    """A value in words: money in yuan, a choice by its name."""
    item = facts.items()[code]
    if item.kind == TRUTH:
        return gettext("Yes") if said else gettext("No")
    if item.unit:
        return f"{int(said) / 100:,.2f}"  # type: ignore[arg-type]
    return (item.choices or {}).get(str(said), str(said)) if item.kind == TEXT else str(said)


def disputes(persons: Collection[str] | None = None) -> list[Dispute]:
    """Items on which sources contradict each other now; ``persons`` None: of everybody."""
    lines = FactLine.objects.filter(disputed=True)
    if persons is not None and len(persons) <= MANY:
        lines = lines.filter(person__in=persons)
    codes = [code for code in lines.values_list("person", flat=True) if persons is None or code in persons]
    areas = dict(
        Person.objects.filter(code__in=codes, merged_into="", valid_to=None).values_list("code", "grid_code")
    )
    stands = {code: code for code in areas}
    stands |= merged_from(areas)
    words: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row in Fact.objects.filter(person__in=list(stands), replaced_at=None).order_by("pk"):
        words[stands[row.person], row.item].append(row)
    return [
        Dispute(person, areas[person], item, tuple(sorted({row.source for row in rows})))
        for (person, item), rows in sorted(words.items())
        if item in facts.items() and disputed(rows)
    ]


def _entries(persons: Collection[str]) -> list[str]:
    return [*persons, *merged_from(persons)]
