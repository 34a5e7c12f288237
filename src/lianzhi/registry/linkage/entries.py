"""The register's entries as cards, and what one entry is compared with; digests come as they lie in the table."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.kernel.remembering import for_a_moment
from lianzhi.registry.linkage import model
from lianzhi.registry.linkage.cards import Card, card
from lianzhi.registry.linkage.definition import Definition
from lianzhi.registry.linkage.scoring import Evidence, scored
from lianzhi.registry.linkage.verdict import APART, verdict
from lianzhi.registry.models import LinkageModel, Person

FIELDS = ("code", "name", "former_name", "identity_blind", "phone_blind", "sex", "birth", "place")
MOST = 2000
"""Candidates of one entry: more share a day of birth, a telephone or a room with it only where something is wrong."""


def standing() -> QuerySet[Person]:
    """Who is an entry of his own and holds: the merged and the ended are compared no more."""
    return Person.objects.filter(merged_into="", valid_to=None)


def cards(rows: QuerySet[Person]) -> Iterator[Card]:
    for values in rows.values_list(*FIELDS).iterator(chunk_size=5000):
        yield card_of(*values)


def card_of(
    code: str, name: str, former: str, identity: str, phone: str, sex: str, birth: Any, place: str
) -> Card:
    return card(
        code, name=name, former=former, identity=identity, phone=phone, sex=sex, birth=birth, place=place
    )


@for_a_moment
def current() -> Definition:
    """With the numbers that this town's registers taught, else with those it ships with."""
    taught = LinkageModel.objects.filter(of=model.assumed().version).first()
    return model.assumed().taught(model.values_of(taught.values), taught.name) if taught else model.shipped()


@for_a_moment
def population() -> int:
    """How many entries are compared; it moves a score by little, so the answer may be some seconds old."""
    return standing().count()


def frequencies(found: Definition, names: Iterable[str], among: int) -> Mapping[str, float]:
    wanted = set(names)
    counts = dict(
        standing()
        .filter(name__in=wanted)
        .values("name")
        .order_by()
        .annotate(n=Count("pk"))
        .values_list("name", "n")
    )
    return {name: found.frequency(counts.get(name, 0), among) for name in wanted}


def near(one: Card, where: Q | None = None) -> list[Card]:
    """Who shares a number, a telephone, a day of birth or a room: each by its own index, one query.

    A union, because one WHERE with OR over them may read the whole table.
    """
    wanted = [
        Q(**{field: one[column]}) & ~Q(**{field: ""})
        for column, field in (("identity", "identity_blind"), ("phone", "phone_blind"), ("place", "place"))
        if one[column] is not None
    ]
    if one["day"] is not None:
        wanted.append(Q(birth=date(one["year"], one["month"], one["dom"])))
    base = (standing() if where is None else standing().filter(where)).exclude(code=one["code"]).order_by()
    parts = [base.filter(each).values_list(*FIELDS) for each in wanted]
    return [card_of(*values) for values in parts[0].union(*parts[1:])[:MOST]] if parts else []


def alike(one: Card, where: Q | None = None) -> list[tuple[Card, Evidence, str]]:
    """The entries that may be the same person, the likeliest first, with the verdict.

    Four queries; two in a process that serves pages.
    """
    found, others = current(), near(one, where)
    if not others:
        return []
    among = population()
    names = {card["name"] for card in (one, *others) if card["name"]}
    borne = frequencies(found, names, among)
    judged = (
        (other, evidence, verdict(found, evidence.weight, evidence.levels))
        for other, evidence in scored(found, one, others, frequencies=borne, cards=among)
    )
    return [each for each in judged if each[2] != APART]
