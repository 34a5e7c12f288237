"""Who or what - relation - where or whom, from, until (ADR 0010). Relations are the closed list of the decision. Pure."""

from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import NEVER, YEAR, Floats, Ints, words
from lianzhi.simulation.registers.model import (
    HEAD,
    RENT,
    Changes,
    Firms,
    Households,
    Links,
    Persons,
    Rooms,
    Things,
)

KINDS = ("person", "household", "enterprise", "thing", "room", "building")
CODES = tuple(words()["links"])
_GUARDED = 14  # younger children have their parents as guardians in the register


class _Rows:
    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def add(self, what: str, subject: Ints, object_: Ints, since: Ints, until: Any = None) -> None:
        """``what``: kind of the subject, relation, kind of the object."""
        count, (who, relation, whom) = len(subject), what.split()
        end = np.full(count, NEVER) if until is None else until
        kinds = (KINDS.index(who), CODES.index(relation), KINDS.index(whom))
        first, second, third = (np.full(count, at, dtype=np.int8) for at in kinds)
        self.rows.append((first, subject, second, third, object_, since, end))


def make_links(
    persons: Persons, homes: Households, rooms: Rooms, firms: Firms, things: Things, age: Floats, as_of: int, changes: Changes
) -> Links:  # fmt: skip
    rows = _Rows()
    _lives(rows, persons, changes)
    _households(rows, persons, homes, age, as_of)
    _work(rows, persons, firms, as_of)
    owned = np.flatnonzero(rooms.owner >= 0)
    adult = persons.birth[rooms.owner[owned]] + np.int64(18 * YEAR) + 5
    bought = np.minimum(np.maximum(adult, as_of - 3000 - owned % 4000), as_of)
    rows.add("person owns room", rooms.owner[owned], owned, bought)
    kept = np.flatnonzero(rooms.firm >= 0)
    for what, its in (("owns", rooms.owner[kept] < 0), ("rents", rooms.owner[kept] >= 0)):
        firm = rooms.firm[kept[its]]
        rows.add(f"enterprise {what} room", firm, kept[its], firms.opened[firm], firms.closed[firm])
    inside, outside = np.flatnonzero(things.room >= 0), np.flatnonzero(things.room < 0)
    rows.add("thing in_use_at room", inside, things.room[inside], things.made[inside])
    rows.add("thing located_at building", outside, things.building[outside], things.made[outside])
    columns = [np.concatenate([row[i] for row in rows.rows]) for i in range(7)]
    return Links(*columns)


def _households(rows: _Rows, persons: Persons, homes: Households, age: Floats, as_of: int) -> None:
    house, went = persons.household, persons.went
    rows.add("person member_of household", np.arange(len(persons)), house, persons.since, went)
    alive = np.isin(house, house[persons.room >= 0])
    head = np.flatnonzero((persons.relation == HEAD) & ((persons.room >= 0) | ~alive))
    since = _grown(persons, head, homes.since[house[head]], went[head], as_of)
    rows.add("person heads household", head, house[head], since, went[head])
    rents = homes.tenure[house[head]] == RENT
    rows.add(
        "person rents room", head[rents], homes.room[house[head[rents]]], since[rents], went[head[rents]]
    )
    for parent in (persons.mother, persons.father):
        child = np.flatnonzero((age < _GUARDED) & (parent >= 0))
        until = _end(went[child], went[parent[child]])
        rows.add("person guards person", parent[child], child, persons.birth[child], until)


def _work(rows: _Rows, persons: Persons, firms: Firms, as_of: int) -> None:
    works = np.flatnonzero(persons.firm >= 0)
    until = _end(persons.went[works], firms.closed[persons.firm[works]])
    rows.add("person works_at enterprise", works, persons.firm[works], persons.works_since[works], until)
    former = np.flatnonzero(persons.worked >= 0)
    grown = persons.birth[former] + np.int64(16 * YEAR) + 2
    since = np.maximum(grown, firms.opened[persons.worked[former]])
    rows.add("person works_at enterprise", former, persons.worked[former], since, persons.works_since[former])
    run = np.flatnonzero(firms.legal >= 0)
    since = _grown(persons, firms.legal[run], firms.opened[run], firms.closed[run], as_of)
    rows.add("person runs enterprise", firms.legal[run], run, since, firms.closed[run])
    rows.add("enterprise located_at room", np.arange(len(firms)), firms.room, firms.opened, firms.closed)


def _grown(persons: Persons, who: Ints, since: Ints, until: Ints, as_of: int) -> Ints:
    """From a day on, but not before the person was eighteen; who is younger still, since lately."""
    found = np.minimum(
        np.maximum(since, persons.birth[who] + np.int64(18 * YEAR) + 5), np.maximum(since, as_of - 30)
    )
    return np.where(until == NEVER, found, np.minimum(found, until))


def _lives(rows: _Rows, persons: Persons, changes: Changes) -> None:
    """One open link for who is there; closed ones for rooms left within the year and for who is gone."""
    here = np.flatnonzero(persons.room >= 0)
    rows.add("person lives_in room", here, persons.room[here], persons.since[here])
    moved = changes.kind == "move"
    who, day = changes.person[moved], changes.day[moved]
    came = persons.came[who]
    earlier = np.minimum(np.maximum(persons.birth[who], day - 200 - who % 3000), day - 1)
    earlier = np.where(came == NEVER, earlier, came)
    rows.add("person lives_in room", who, changes.room_from[moved], earlier, day)
    left = np.isin(changes.kind, ("death", "move_out"))
    who, day = changes.person[left], changes.day[left]
    rows.add("person lives_in room", who, changes.room_from[left], np.minimum(persons.since[who], day), day)
    local = np.flatnonzero(persons.registered_room >= 0)
    since = np.maximum(persons.birth[local], persons.since[local] - 400)
    rows.add("person registered_in room", local, persons.registered_room[local], since, persons.went[local])


def _end(one: Ints, other: Ints) -> Ints:
    """The earlier of two days of which either may not be set."""
    return np.where(one == NEVER, other, np.where(other == NEVER, one, np.minimum(one, other)))
