"""One household: its people, its homes, its land, its income in one view, each within permission (R-093).

What another area keeps is counted and not told. Ten queries however large the household is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import FACTS, READ, REVEAL
from lianzhi.registry.actions.looking import looked
from lianzhi.registry.finding import nothing
from lianzhi.registry.models import House, Household, Link, Parcel, Person
from lianzhi.registry.queries.department_facts import PREFIX
from lianzhi.registry.queries.income import ITEM, Income, incomes
from lianzhi.registry.queries.reach import within_reach
from lianzhi.registry.queries.record import names_of

MOST = 200
DWELT, LAND = ("lives_in", "registered_in", "rents", "owns"), ("contracts", "uses", "owns")


@dataclass(frozen=True, slots=True)
class Member:
    row: Person
    kin: str
    since: date | None
    age: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """A room: how it is joined to whom (``ties``: relation, name), and the house kept there, if it is within reach."""

    place: str
    door: str
    house: House | None
    ties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Land:
    row: Parcel
    ties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Earned:
    name: str
    said: Income


@dataclass(frozen=True, slots=True)
class View:
    """``elsewhere``: members, rooms and parcels that another area keeps. ``income``: None for who may not see it;
    covered on the page unless ``clear``: a reason was written down."""

    row: Household
    members: list[Member]
    homes: list[Home]
    land: list[Land]
    area_m2: Decimal
    income: list[Earned] | None
    monthly: Decimal
    elsewhere: int
    clear: bool = False


def household(code: str, by: Actor, *, reason: str = "") -> View:
    """``reason``: why the incomes are looked at; each person can read it. Raises NotFound for what is no household or is kept
    by another area."""
    row = within_reach(code, by)
    if not isinstance(row, Household):
        raise nothing()
    reach = access.scope(by, READ)
    belongs = list(
        Link.objects.filter(object=row.ref, relation="member_of", until=None).order_by("pk")[:MOST]
    )
    persons = {p.ref: p for p in Person.objects.filter(code__in=[_code(link.subject) for link in belongs])}
    near = {ref: person for ref, person in persons.items() if reach.reaches(person.grid_code)}
    belongs.sort(key=lambda link: link.note != "head")
    members = [_member(near[link.subject], link) for link in belongs if link.subject in near]
    ties = Link.objects.filter(subject__in=[row.ref, *near], relation__in={*DWELT, *LAND}, until=None)
    held = list(ties.order_by("pk")[:MOST])
    names = {row.ref: row.number} | {ref: person.name for ref, person in near.items()}
    homes, far_homes = _homes(row, held, names, reach)
    land, far_land = _land(held, names, reach)
    may = access.may(by, REVEAL, row) and access.may(by, FACTS, row)
    told = incomes([person.code for person in near.values()]) if may else None
    if told and reason:
        looked([one.person for one in told], f"{PREFIX}{ITEM}", reason=reason, by=by)
    earned = told if told is None else [Earned(names.get(f"person:{one.person}", ""), one) for one in told]
    return View(
        row, members, homes, land, sum((each.row.area_m2 or Decimal(0) for each in land), Decimal(0)), earned,
        sum((one.amount for one in told or ()), Decimal(0)), len(persons) - len(near) + far_homes + far_land, bool(reason),
    )  # fmt: skip


def _member(person: Person, link: Link) -> Member:
    today = timezone.localdate(clock.now())
    born = person.birth
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    return Member(person, link.note, link.since, age)


def _homes(
    row: Household, held: Iterable[Link], names: Mapping[str, str], reach: Any
) -> tuple[list[Home], int]:
    """Rooms by code, that of the household first."""
    ties = _tied(held, names, lambda link: link.relation in DWELT and rooms.is_place(link.object))
    places = [*dict.fromkeys([row.place, *ties] if row.place else ties)]
    houses = {house.place: house for house in House.objects.filter(place__in=places, valid_to=None)}
    doors = names_of(set(places))
    homes = [
        Home(place, doors.get(place, place), house if house and reach.reaches(house.grid_code) else None, ties.get(place, ()))
        for place in places
        for house in (houses.get(place),)
    ]  # fmt: skip
    return homes, sum(not reach.reaches(house.grid_code) for house in houses.values())


def _land(held: Iterable[Link], names: Mapping[str, str], reach: Any) -> tuple[list[Land], int]:
    ties = _tied(held, names, lambda link: link.relation in LAND and link.object.startswith("parcel:"))
    rows = list(Parcel.objects.filter(code__in=map(_code, ties), valid_to=None).order_by("number"))
    near = [Land(row, ties[row.ref]) for row in rows if reach.reaches(row.grid_code)]
    return near, len(rows) - len(near)


def _tied(
    held: Iterable[Link], names: Mapping[str, str], mine: Any
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for link in held:
        if mine(link):
            found[link.object] = (*found.get(link.object, ()), (link.relation, names.get(link.subject, "")))
    return found


def _code(ref: str) -> str:
    return ref.partition(":")[2]
