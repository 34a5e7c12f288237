"""Who comes of age when, how many are expected, and which colour that is: at the borders."""

from datetime import date
from pathlib import Path

import pytest

from lianzhi.services import settings
from lianzhi.services.rules import enrolment as rules
from lianzhi.services.rules.enrolment import Given, Standing, Supply

CUT = (8, 31)
TODAY = date(2026, 11, 23)
SETTINGS = settings.of_enrolment(TODAY)


@pytest.mark.parametrize(
    ("birth", "year"),
    [
        ("2020-08-31", 2026),
        ("2020-09-01", 2027),
        ("2021-08-31", 2027),
        ("2021-09-01", 2028),
        ("2020-02-29", 2026),
    ],
)
def test_the_cut_off_day_decides_the_autumn(birth, year) -> None:
    born = date.fromisoformat(birth)

    assert rules.entry_year(born, 6, CUT) == year
    first, last = rules.cohort(year, 6, CUT)
    assert first <= born <= last


@pytest.mark.parametrize(("day", "year"), [("2026-08-31", 2026), ("2026-09-01", 2027), ("2027-01-01", 2027)])
def test_the_next_intake(day, year) -> None:
    assert rules.first_year(date.fromisoformat(day), CUT) == year


@pytest.mark.parametrize(
    ("year", "share"),
    [(2027, 0.0), (2029, 0.0), (2030, pytest.approx(0.77, abs=0.01)), (2031, 1.0)],
)
def test_the_part_of_a_cohort_that_is_not_born(year, share) -> None:
    assert rules.unborn(year, 3, CUT, TODAY) == share


@pytest.mark.parametrize(
    ("registered", "at_home", "own", "permit", "stands"),
    [
        (True, True, True, False, Standing.REGISTERED_OWNER), (True, False, True, True, Standing.REGISTERED),
        (True, True, False, False, Standing.REGISTERED), (False, False, True, True, Standing.OWNER),
        (False, False, False, True, Standing.PERMIT), (False, False, False, False, Standing.OTHER),
    ],
)  # fmt: skip
def test_standing(registered, at_home, own, permit, stands) -> None:
    assert rules.standing(registered=registered, at_home=at_home, own=own, permit=permit) == stands


@pytest.mark.parametrize(
    ("places", "supply", "shortage"),
    [
        (94, Supply.RED, 1), (95, Supply.YELLOW, 0), (99, Supply.YELLOW, 0), (105, Supply.YELLOW, 0), (106, Supply.GREEN, 0),
        (None, Supply.YELLOW, 0), (0, Supply.RED, 95),
    ],
)  # fmt: skip
def test_colours_at_their_borders(places, supply, shortage) -> None:
    """A hundred registered owners: 95 expected, 90 to 100."""
    line = rules.project(given(places=places), SETTINGS, TODAY)

    assert (line.expected, line.low, line.high, line.supply, line.shortage) == (95, 90, 100, supply, shortage)


def given(**changes) -> Given:
    values = {
        "year": 2027, "children": {Standing.REGISTERED_OWNER: 100}, "births": {}, "unborn": 0.0, "rate": 0.0, "places": 100,
        "places_of": 2027,
    }  # fmt: skip
    return Given(**values | changes)


def test_places_go_by_rank_and_reasons_name_their_numbers() -> None:
    children = {Standing.REGISTERED_OWNER: 100, Standing.OTHER: 100}

    line = rules.project(
        given(children=children, places=100, places_of=2026, rate=0.05, unborn=0.5), SETTINGS, TODAY
    )

    assert line.served[Standing.REGISTERED_OWNER][1] > 90 and line.served[Standing.OTHER][1] < 5
    assert line.supply == Supply.RED
    assert [reason.why for reason in line.reasons] == [
        "children",
        "unborn",
        "moves",
        "share",
        "carried",
        "short",
    ]


def test_nobody_expected_is_green_also_without_places() -> None:
    line = rules.project(given(children={}, places=None, places_of=None), SETTINGS, TODAY)

    assert (line.supply, line.expected) == (Supply.GREEN, 0)


@pytest.mark.parametrize(
    ("came", "went", "there", "rate"),
    [(10, 0, 100, 0.03), (30, 10, 200, 0.1), (0, 90, 200, -0.1), (0, 0, 0, 0.03)],
)
def test_small_areas_take_the_towns_rate_and_none_runs_away(came, went, there, rate) -> None:
    assert rules.rate_of_moves(came, went, there, 0.03, SETTINGS) == rate


def test_every_dated_row_says_where_it_comes_from() -> None:
    assert not SETTINGS.verified and "义务教育法" in SETTINGS.document
    assert Path(settings.DATA / "enrolment.yaml").exists()
