"""Who of a home belongs on the list, and how often somebody looks in: at the borders."""

from datetime import date

import pytest

from lianzhi.services import settings
from lianzhi.services.rules import elders as rules
from lianzhi.services.rules.elders import Care, Home, Member, WhyOn
from lianzhi.services.rules.visits import Outcome, first_visit, next_visit

TODAY = date(2026, 11, 23)
SETTINGS = settings.of_elders(TODAY)


def home(*births: str, grades: dict[int, str] | None = None) -> list[Member]:
    return [
        Member(str(number), date.fromisoformat(birth) if birth else None, (grades or {}).get(number))
        for number, birth in enumerate(births)
    ]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (home("1966-11-24"), {}),
        (home("1966-11-23"), {"0": (Home.SINGLE, Care.LOW)}),
        (home("1956-11-23"), {"0": (Home.SINGLE, Care.MIDDLE)}),
        (home("1946-11-23"), {"0": (Home.SINGLE, Care.HIGH)}),
        (home("1950-01-01", "1990-01-01"), {}),
        (home("1950-01-01", ""), {}),
        (home("1950-01-01", "1990-01-01", grades={1: "3"}), {}),
        (home("1950-01-01", "1990-01-01", grades={1: "1"}), {"0": (Home.DEPENDANTS, Care.LOW)}),
        (home("1950-01-01", "2008-11-24"), {"0": (Home.DEPENDANTS, Care.LOW)}),
        (home("1950-01-01", "2008-11-23"), {}),
        (home("1950-01-01", "1960-01-01"), {"0": (Home.ELDERS, Care.LOW)}),
        (home("1944-01-01", "1950-01-01"), {"0": (Home.ELDERS, Care.MIDDLE), "1": (Home.ELDERS, Care.LOW)}),
        (
            home("1950-01-01", "1950-01-01", grades={0: "4"}),
            {"0": (Home.ELDERS, Care.HIGH), "1": (Home.ELDERS, Care.LOW)},
        ),
        (home(*["1940-01-01"] * 4), {str(n): (Home.ELDERS, Care.MIDDLE) for n in range(4)}),
        (home(*["1940-01-01"] * 5), {}),
        (home("1990-01-01"), {}),
        (home(""), {}),
    ],
)
def test_who_of_a_home_is_on_the_list(members, found) -> None:
    said = rules.alone(members, TODAY, SETTINGS)

    assert {code: (each.home, each.care) for code, each in said.items()} == found


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"first": True, "left": True}, WhyOn.FOUND), ({"left": True, "ended": True}, WhyOn.ENDED), ({"left": True}, WhyOn.LEFT),
        ({"moved": TODAY}, WhyOn.MOVED), ({"birth": date(1966, 11, 20)}, WhyOn.AGE), ({"birth": date(1960, 1, 1)}, WhyOn.FOUND),
    ],
)  # fmt: skip
def test_the_plainest_reason_is_told(said, why) -> None:
    given = {"first": False, "birth": date(1950, 1, 1), "moved": None, "left": False, "ended": False} | said

    assert rules.why_on(home=Home.SINGLE, on=TODAY, settings=SETTINGS, **given) == why


def test_born_on_the_leap_day() -> None:
    assert rules.born_until(60, date(2028, 2, 29)) == date(1968, 2, 29)
    assert rules.born_until(61, date(2028, 2, 29)) == date(1967, 2, 28)


@pytest.mark.parametrize(
    ("outcome", "wished", "due"),
    [
        (Outcome.WELL, None, "2026-12-07"), (Outcome.ABSENT, date(2026, 12, 20), "2026-11-24"),
        (Outcome.WELL, date(2026, 11, 30), "2026-11-30"), (Outcome.HELP, date(2027, 5, 1), "2026-12-21"),
        (Outcome.WELL, date(2026, 11, 1), "2026-12-07"),
    ],
)  # fmt: skip
def test_the_next_visit(outcome, wished, due) -> None:
    assert next_visit(outcome, Care.MIDDLE, TODAY, SETTINGS, wished) == date.fromisoformat(due)


def test_first_visits_are_spread_over_the_interval() -> None:
    days = {first_visit(f"P{n}", Care.LOW, TODAY, SETTINGS) for n in range(500)}

    assert min(days) == TODAY and (max(days) - TODAY).days == 29 and len(days) == 30
