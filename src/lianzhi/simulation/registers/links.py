"""Who or what - relation - where or whom, from, until (ADR 0010). Relations are the closed list of the decision. Pure."""

from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import NEVER, YEAR, Floats, Ints
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

RELATIONS = {
    "lives_in": "居住", "registered_in": "户籍", "works_at": "就业", "owns": "产权", "rents": "承租", "guards": "监护",
    "heads": "户主", "member_of": "户成员", "runs": "经营", "located_at": "位于", "in_use_at": "在用于",
}  # fmt: skip
KINDS = ("person", "household", "enterprise", "thing", "room", "building")
CODES = tuple(RELATIONS)
_GUARDED = 14  # younger children have their parents as guardians in the register


class _Rows:
    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def add(
        self, who: str, subject: Ints, relation: str, what: str, object_: Ints, since: Ints, until: Any = None
    ) -> None:
        count = len(subject)
        end = np.full(count, NEVER) if until is None else until
        kinds = [
            np.full(count, at, dtype=np.int8)
            for at in (KINDS.index(who), CODES.index(relation), KINDS.index(what))
        ]
        self.rows.append((kinds[0], subject, kinds[1], kinds[2], object_, since, end))


def make_links(
    persons: Persons, homes: Households, rooms: Rooms, firms: Firms, things: Things, wedding: Ints, age: Floats, as_of: int,
    changes: Changes,
) -> Links:  # fmt: skip
    rows, everyone = _Rows(), np.arange(len(persons))
    house = persons.household
    _lives(rows, persons, homes, changes)
    local = np.flatnonzero(persons.registered_room >= 0)
    rows.add(
        "person",
        local,
        "registered_in",
        "room",
        persons.registered_room[local],
        np.maximum(persons.birth[local], persons.since[local] - 400),
        persons.went[local],
    )
    works = np.flatnonzero(persons.firm >= 0)
    rows.add(
        "person",
        works,
        "works_at",
        "enterprise",
        persons.firm[works],
        persons.works_since[works],
        _end(persons.went[works], firms.closed[persons.firm[works]]),
    )
    owned = np.flatnonzero(rooms.owner >= 0)
    adult = persons.birth[rooms.owner[owned]] + np.int64(18 * YEAR) + 5
    bought = np.minimum(np.maximum(adult, as_of - 3000 - owned % 4000), as_of)
    rows.add("person", rooms.owner[owned], "owns", "room", owned, bought)
    head = np.flatnonzero(
        (persons.relation == HEAD) & ((persons.room >= 0) | ~np.isin(house, house[persons.room >= 0]))
    )
    tenants = head[homes.tenure[house[head]] == RENT]
    rows.add(
        "person",
        tenants,
        "rents",
        "room",
        homes.room[house[tenants]],
        _grown(persons, tenants, homes.since[house[tenants]], persons.went[tenants], as_of),
        persons.went[tenants],
    )
    for parent in (persons.mother, persons.father):
        child = np.flatnonzero((age < _GUARDED) & (parent >= 0))
        rows.add(
            "person",
            parent[child],
            "guards",
            "person",
            child,
            persons.birth[child],
            _end(persons.went[child], persons.went[parent[child]]),
        )
    rows.add(
        "person",
        head,
        "heads",
        "household",
        house[head],
        _grown(persons, head, homes.since[house[head]], persons.went[head], as_of),
        persons.went[head],
    )
    rows.add("person", everyone, "member_of", "household", house, persons.since, persons.went)
    run = np.flatnonzero(firms.legal >= 0)
    rows.add(
        "person",
        firms.legal[run],
        "runs",
        "enterprise",
        run,
        _grown(persons, firms.legal[run], firms.opened[run], firms.closed[run], as_of),
        firms.closed[run],
    )
    rows.add(
        "enterprise", np.arange(len(firms)), "located_at", "room", firms.room, firms.opened, firms.closed
    )
    in_room = np.flatnonzero(things.room >= 0)
    rows.add("thing", in_room, "in_use_at", "room", things.room[in_room], things.made[in_room])
    lifts = np.flatnonzero(things.room < 0)
    rows.add("thing", lifts, "located_at", "building", things.building[lifts], things.made[lifts])
    columns = [np.concatenate([row[i] for row in rows.rows]) for i in range(7)]
    return Links(*columns)


def _grown(persons: Persons, who: Ints, since: Ints, until: Ints, as_of: int) -> Ints:
    """From a day on, but not before the person was eighteen; who is younger still, since lately."""
    found = np.minimum(
        np.maximum(since, persons.birth[who] + np.int64(18 * YEAR) + 5), np.maximum(since, as_of - 30)
    )
    return np.where(until == NEVER, found, np.minimum(found, until))


def _lives(rows: _Rows, persons: Persons, homes: Households, changes: Changes) -> None:
    """One open link for who is there; closed ones for rooms left within the year and for who is gone."""
    here = np.flatnonzero(persons.room >= 0)
    rows.add("person", here, "lives_in", "room", persons.room[here], persons.since[here])
    moved = changes.kind == "move"
    who, day = changes.person[moved], changes.day[moved]
    earlier = np.maximum(persons.birth[who], day - 200 - who % 3000)
    came = persons.came[who]
    earlier = np.where(came == NEVER, np.minimum(earlier, day - 1), came)
    rows.add("person", who, "lives_in", "room", changes.room_from[moved], earlier, day)
    left = np.isin(changes.kind, ("death", "move_out"))
    who, day = changes.person[left], changes.day[left]
    rows.add(
        "person", who, "lives_in", "room", changes.room_from[left], np.minimum(persons.since[who], day), day
    )


def _end(one: Ints, other: Ints) -> Ints:
    """The earlier of two days of which either may not be set."""
    return np.where(one == NEVER, other, np.where(other == NEVER, one, np.minimum(one, other)))
