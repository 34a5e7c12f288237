"""From rooms and counts to the columns of a building."""

from datetime import date

import pytest

from lianzhi.registry.queries.facts import RoomFacts
from lianzhi.safety import books
from lianzhi.safety.rules.buildings import Counts, values

TODAY = date(2026, 11, 30)


def room(**said: object) -> RoomFacts:
    return RoomFacts("330199100001B00001010302", **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rooms", "column", "found"),
    [
        ([room(people=8, state="rent")], "most_in_let_room", 8),
        ([room(people=8, state="own")], "most_in_let_room", 0),
        ([room(people=8, state="rent", area_m2=60.0)], "least_area_in_let_room", 7.5),
        ([room(people=8, state="rent")], "least_area_in_let_room", None),
        ([room(people=0, state="rent", area_m2=60.0)], "least_area_in_let_room", None),
        ([room(people=3, state="rent"), room(people=2, state="rent")], "tenants", 5),
        ([room(people=1, elders=1)], "elders_alone", 1),
        ([room(people=2, elders=1)], "elders_alone", 0),
        ([room(people=1, elders=1, oldest=1)], "oldest_alone", 1),
        ([room(structure="brick_wood"), room(structure="concrete")], "weak_rooms", 1),
        ([room(use="mixed", people=2)], "mixed_rooms", 1),
        ([room(stale=True), room()], "unchecked_rooms", 1),
    ],
)
def test_a_column_of_rooms(rooms, column, found) -> None:
    assert values(rooms, Counts(), TODAY, ())[column] == found


@pytest.mark.parametrize(
    ("counts", "column", "found"),
    [
        (Counts(floors=0), "floors", None),
        (Counts(venues={"danger": 1}), "danger_places", 1),
        (Counts(venues={"school": 1, "market": 2}), "crowded_places", 1),
        (Counts(things={"smoke_alarm": 3}), "smoke_alarms", 3),
        (Counts(inspected_on=TODAY), "days_unchecked", 0),
        (Counts(inspected_on=date(2026, 11, 1)), "days_unchecked", 29),
        (Counts(), "days_unchecked", None),
    ],
)
def test_a_column_of_counts(counts, column, found) -> None:
    assert values([room()], counts, TODAY, ("school",))[column] == found


def test_a_building_nobody_knows_anything_about_is_missing_not_empty() -> None:
    unknown = values([], Counts(floors=3, fire_cases=2), TODAY, ())

    assert (unknown["people"], unknown["smoke_alarms"], unknown["cylinders"]) == (None, None, None)
    assert (unknown["floors"], unknown["fire_cases"]) == (3, 2)


def test_every_column_of_the_file_is_filled() -> None:
    assert set(values([room()], Counts(), TODAY, ())) == set(books.names("building"))
