"""Checks that look beyond one row, each as one question to the whole register; answers are codes of entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from lianzhi.kernel import rooms
from lianzhi.registry.models import OF_KIND, Certificate, Change, Enterprise, Flagged, Household, Link, Person
from lianzhi.registry.quality.checks import Moment, book, live, years
from lianzhi.registry.rules import credit
from lianzhi.territory import api as territory

PIECE = 5000
Codes = Iterable[str]


def flag_all(m: Moment) -> None:
    """Set the flags of all registers anew."""
    found: dict[str, set[str]] = {}
    for kind in book()["registers"]:
        for test, ask in (*_PLACED.items(), *_OWN.get(kind, {}).items()):
            found.setdefault(test, set()).update(ask(kind, m))
    Flagged.objects.all().delete()
    rows = (Flagged(test=test, code=code) for test, codes in found.items() for code in sorted(codes))
    while piece := list(islice(rows, PIECE)):
        Flagged.objects.bulk_create(piece, batch_size=PIECE)


def _nowhere(kind: str, m: Moment) -> Iterator[str]:
    """The building of an address is not, or no longer, in the address base."""
    places = _live(kind).exclude(place="").values_list("place", flat=True).distinct()
    buildings = {rooms.building_of(place) for place in places.iterator(PIECE)}
    lost = buildings - territory.grids_of(buildings, standing=True).keys()
    for building in sorted(lost):
        at = Q(place__gte=building, place__lte=building.ljust(rooms.ROOM, "9"))
        yield from _live(kind).filter(at).values_list("code", flat=True)


def _room_ended(kind: str, m: Moment) -> Iterator[str]:
    ended = territory.ended_rooms(m.today)
    for start in range(0, len(ended), PIECE):
        yield from _live(kind).filter(place__in=ended[start : start + PIECE]).values_list("code", flat=True)


def _two_sources(kind: str, m: Moment) -> Iterator[str]:
    """A field that one source set and another set back to what it was before."""
    name = OF_KIND[kind].KIND  # type: ignore[attr-defined]
    back = Change.objects.filter(
        subject=OuterRef("subject"), field=OuterRef("field"), new=OuterRef("old"), pk__gt=OuterRef("pk")
    ).exclude(source=OuterRef("source"))
    rows = Change.objects.filter(subject__startswith=f"{name}:").exclude(old="").exclude(old=None)
    for subject in rows.filter(Exists(back)).values_list("subject", flat=True).distinct():
        yield subject.partition(":")[2]


def _twins(kind: str, m: Moment) -> Iterator[str]:
    """Persons of one name and birth who share telephone or room, though no number joins them; firms, venues by address."""
    groups = (
        (("name", "birth", "phone_blind"), ("name", "birth", "place"))
        if kind == "persons"
        else (("name", "place"),)
    )
    for fields in groups:
        rows = _live(kind).exclude(**{fields[-1]: ""})
        if "birth" in fields:
            rows = rows.exclude(birth=None)
        doubled = rows.values(*fields).order_by().annotate(n=Count("pk")).filter(n__gt=1)
        for group in doubled.iterator(PIECE):
            yield from rows.filter(**{name: group[name] for name in fields}).values_list("code", flat=True)


def _two_households(kind: str, m: Moment) -> Codes:
    belongs = Link.objects.filter(subject=OuterRef("subject"), relation="member_of", until=None)
    heads = Link.objects.filter(relation="heads", until=None).annotate(
        home=Subquery(belongs.values("object")[:1])
    )
    return _codes(heads.exclude(home=None).exclude(home=F("object")).values_list("subject", flat=True))


def _no_head(kind: str, m: Moment) -> Iterator[str]:
    """Households with members of whom none, or more than one, is the head."""
    joined = Link.objects.filter(relation="member_of", until=None).values("object").order_by()
    counted = joined.annotate(n=Count("pk"), heads=Count("pk", filter=Q(note="head")))
    refs = counted.exclude(heads=1).values_list("object", flat=True)
    yield from _of(Household.objects.filter(live(kind)), _codes(refs.iterator(PIECE)))


def _works_young(kind: str, m: Moment) -> Codes:
    born = Person.objects.filter(live(kind), birth__gt=years(m.today, book()["ages"]["work"]))
    return _linked(born, Link.objects.filter(relation="works_at", until=None), "subject")


def _pension_young(kind: str, m: Moment) -> Codes:
    born = Person.objects.filter(live(kind), birth__gt=years(m.today, book()["ages"]["elder"]))
    return _linked(born, Certificate.objects.filter(kind="elder", state="01"), "holder")


def _linked(persons: Any, rows: Any, field: str) -> Codes:
    """Those of the persons whom a row names."""
    named = rows.filter(**{f"{field}__startswith": "person:"}).values_list(field, flat=True)
    return _of(persons, _codes(named.iterator(PIECE)))


def _of(rows: Any, codes: set[str]) -> set[str]:
    """Those of the rows that have one of the codes."""
    ordered, found = sorted(codes), set[str]()
    for start in range(0, len(ordered), PIECE):
        found.update(rows.filter(code__in=ordered[start : start + PIECE]).values_list("code", flat=True))
    return found


def _credit(kind: str, m: Moment) -> Iterator[str]:
    for code, number in (
        Enterprise.objects.filter(live(kind)).exclude(credit="").values_list("code", "credit")
    ):
        if credit.doubt(number):
            yield code


def _live(kind: str) -> Any:
    return OF_KIND[kind].objects.filter(live(kind)).order_by()  # type: ignore[attr-defined]


def _codes(refs: Iterable[str]) -> set[str]:
    return {ref.partition(":")[2] for ref in refs}


Ask = Callable[[str, Moment], Codes]
_PLACED: Mapping[str, Ask] = {"nowhere": _nowhere, "room-ended": _room_ended, "two-sources": _two_sources}
_OWN: Mapping[str, Mapping[str, Ask]] = {
    "persons": {
        "twins": _twins, "two-households": _two_households, "works-young": _works_young, "pension-young": _pension_young,
    },
    "households": {"no-head": _no_head},
    "enterprises": {"twins": _twins, "credit": _credit},
    "venues": {"twins": _twins},
}  # fmt: skip
