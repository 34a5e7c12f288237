"""The register's entries as cards, and what one entry is compared with; digests come as they lie in the table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.kernel.remembering import for_a_moment
from lianzhi.registry.linkage import model
from lianzhi.registry.linkage.cards import Card
from lianzhi.registry.linkage.definition import Definition
from lianzhi.registry.linkage.scoring import Evidence, scored
from lianzhi.registry.linkage.subjects import SUBJECTS
from lianzhi.registry.linkage.verdict import APART, verdict
from lianzhi.registry.models import LinkageModel

MOST = 2000
"""Candidates of one entry: more share a day of birth, a telephone or a room with it only where something is wrong."""


def standing(subject: str = model.PERSON) -> QuerySet[Any]:
    """Who is an entry of his own and holds: the merged and the ended are compared no more."""
    rows: QuerySet[Any] = SUBJECTS[subject].model.objects.filter(merged_into="", valid_to=None)
    return rows


def cards(rows: QuerySet[Any], subject: str = model.PERSON) -> Iterator[Card]:
    made = SUBJECTS[subject]
    for values in rows.values_list(*made.fields).iterator(chunk_size=5000):
        yield made.card(*values)


@for_a_moment
def current(subject: str = model.PERSON) -> Definition:
    """With the numbers that this town's registers taught, else with those it ships with."""
    assumed = model.assumed(subject)
    taught = LinkageModel.objects.filter(subject=subject, of=assumed.version).first()
    return assumed.taught(model.values_of(taught.values), taught.name) if taught else model.shipped(subject)


@for_a_moment
def population(subject: str = model.PERSON) -> int:
    """How many entries are compared; it moves a score by little, so the answer may be some seconds old."""
    return standing(subject).count()


def frequencies(found: Definition, names: Iterable[str], among: int) -> Mapping[str, float]:
    wanted, column = set(names), SUBJECTS[found.subject].named
    counts = dict(
        standing(found.subject)
        .filter(**{f"{column}__in": wanted})
        .values(column)
        .order_by()
        .annotate(n=Count("pk"))
        .values_list(column, "n")
    )
    return {name: found.frequency(counts.get(name, 0), among) for name in wanted}


def near(
    one: Card, where: Q | None = None, subject: str = model.PERSON, also: Mapping[str, str] | None = None
) -> list[Card]:
    """Who shares a number, a telephone, a day of birth, a name of a firm or a room: each by its own index, one query.

    ``also``: digest of before -> the one of now, as which it is read. A union,
    because one WHERE with OR over them may read the whole table.
    """
    made = SUBJECTS[subject]
    rows = standing(subject)
    base = (rows if where is None else rows.filter(where)).exclude(code=one["code"]).order_by()
    parts = [base.filter(each).values_list(*made.fields) for each in made.near(one, also or {})]
    found = parts[0].union(*parts[1:])[:MOST] if parts else []
    if also:
        found = [
            [also.get(value, value) if isinstance(value, str) else value for value in row] for row in found
        ]
    return [made.card(*values) for values in found]


def alike(
    one: Card, where: Q | None = None, subject: str = model.PERSON, also: Mapping[str, str] | None = None
) -> list[tuple[Card, Evidence, str]]:
    """The entries that may be the same, the likeliest first, with the verdict.

    Four queries; two in a process that serves pages.
    """
    found, others = current(subject), near(one, where, subject, also)
    if not others:
        return []
    among = population(subject)
    names = {card[found.frequent] for card in (one, *others) if card[found.frequent]}
    borne = frequencies(found, names, among)
    judged = (
        (other, evidence, verdict(found, evidence.weight, evidence.levels))
        for other, evidence in scored(found, one, others, frequencies=borne, cards=among)
    )
    return [each for each in judged if each[2] != APART]
