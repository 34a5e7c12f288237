"""What stands beside houses and households in their lists: how many live there, who is the head (issue 4 part 3).

``at`` says what a typed address means. Members whom another area keeps are counted and not named.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from lianzhi.kernel.actor import Actor
from lianzhi.registry.importing.addresses import DOORS, in_words
from lianzhi.registry.models import Link, Person
from lianzhi.registry.queries.reach import at_or_under, reachable
from lianzhi.territory import api as territory


@dataclass(frozen=True, slots=True)
class Family:
    """``head``: empty where none is known."""

    head: str = ""
    members: int = 0


def at(words: str) -> Q | None:
    """What lies at an address in words, where it is sure what is meant."""
    if not in_words(words):
        return None
    found = territory.resolve(words)
    if found.score < territory.SAFE_SCORE or found.level not in DOORS:
        return None
    first, last = at_or_under(found.best)
    return Q(place__gte=first, place__lte=last)


def house(words: str) -> Q:
    return at(words) or Q(owner_name__startswith=words)


def home(words: str) -> Q:
    return at(words) or Q(number__startswith=words)


def residents(places: Collection[str]) -> dict[str, int]:
    """How many live in each of these rooms now; one query."""
    rows = Person.objects.filter(place__in=places, valid_to=None).exclude(place="").values_list("place")
    return dict(rows.annotate(n=Count("pk")).order_by())


def families(homes: Collection[str], by: Actor) -> dict[str, Family]:
    """Head and number of members of each of these households (``household:F…``); two queries."""
    links = Link.objects.filter(object__in=homes, relation__in=("member_of", "heads"), until=None).order_by(
        "pk"
    )
    members: dict[str, set[str]] = {}
    heads: dict[str, str] = {}
    for home_, subject, relation, note in links.values_list("object", "subject", "relation", "note"):
        members.setdefault(home_, set()).add(subject)
        if relation == "heads" or note == "head":
            heads[home_] = subject
    near = Person.objects.filter(reachable(by), code__in=[ref.partition(":")[2] for ref in heads.values()])
    names = dict(near.values_list("code", "name"))
    return {
        ref: Family(names.get(heads.get(ref, "").partition(":")[2], ""), len(found))
        for ref, found in members.items()
    }
