"""The smallest area wins; of two entries for one area, the later one; outside validity there is none."""

from datetime import date

import pytest

from lianzhi.cases.rules.duties import Duty, responsible

TOWN, COMMUNITY, GRID = "330199100000", "330199100001", "330199100001001"


def duty(
    area: str, lead: str, start: date = date(2026, 1, 1), end: date | None = None, category: str = "rubbish"
) -> Duty:
    return Duty(category, area, lead, (), "", False, start, end)


LIST = [
    duty(TOWN, "town-team"),
    duty(COMMUNITY, "community", date(2026, 6, 1)),
    duty(COMMUNITY, "community-old", date(2026, 1, 1), date(2026, 5, 31)),
    duty(TOWN, "newer-team", date(2026, 9, 1)),
    duty(GRID, "other-kind", category="noise"),
]


@pytest.mark.parametrize(
    ("category", "area", "on", "lead"),
    [
        ("rubbish", GRID, date(2026, 5, 31), "community-old"),
        ("rubbish", GRID, date(2026, 6, 1), "community"),
        ("rubbish", "330199100002001", date(2026, 6, 1), "town-team"),
        ("rubbish", "330199100002001", date(2026, 9, 1), "newer-team"),
        ("rubbish", TOWN, date(2026, 6, 1), "town-team"),
        ("rubbish", GRID, date(2025, 12, 31), None),
        ("unknown", GRID, date(2026, 6, 1), None),
    ],
)
def test_who_is_responsible(category: str, area: str, on: date, lead: str | None) -> None:
    found = responsible(LIST, category, area, on)

    assert (found.lead if found else None) == lead
