"""The invented organisation: numbers as the paper gives them, lawful grants, one account per role."""

from collections import Counter
from random import Random

import pytest
from django.contrib.auth import authenticate
from town_plans import town

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput
from lianzhi.simulation import people
from lianzhi.simulation.api import ACCOUNTS, PASSWORD
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.demo import BY

from .conftest import SCALE, SEED


def test_a_whole_town_has_the_people_of_the_paper() -> None:
    """F-12 brigade of 300; F-13 125 grids; F-14 104 heads, F-15 288 full-time, F-16 2,403 part-time; F-23 43."""
    plan = town(1.0)
    found = list(people._people(plan, 1.0, Random(1)))
    grid = [p for p in found if p.unit.startswith("community-")]
    kinds = Counter((p.grants[0].role, len(p.grants)) for p in grid)

    assert kinds == {("grid-head", 1): 104, ("grid", 2): 288, ("grid", 1): 2403}
    assert sum(p.unit == "brigade" for p in found) == 300
    assert len({p.username for p in found}) == len(found)
    assert len({p.unit for p in grid}) == 43
    assert all(p.username.startswith(people.PREFIX) for p in found)


@pytest.mark.django_db
def test_there_is_one_account_per_role_and_its_password_opens_it(hamlet) -> None:
    for name in ACCOUNTS:
        user = authenticate(username=name, password=PASSWORD)

        assert user is not None, name
        assert (
            access.person(f"staff:{user.pk}").roles[0:1] == (name,)
            or name in access.person(f"staff:{user.pk}").roles
        )


@pytest.mark.django_db
def test_simulated_people_cannot_log_in(hamlet) -> None:
    assert authenticate(username="sim-command-1", password=PASSWORD) is None
    assert authenticate(username="sim-command-1", password="") is None


def test_making_it_again_changes_nothing(hamlet) -> None:
    before = (access.people(), access.units(), access.grants(), cases.duties())

    again = people.make_organisation(hamlet, scale=SCALE, seed=SEED, by=BY)

    assert (again.people, again.duties) == (0, 0)
    assert (access.people(), access.units(), access.grants(), cases.duties()) == before


def test_every_category_has_a_responsible_unit_everywhere_on_a_ground_nobody_has_verified(hamlet) -> None:
    from lianzhi.kernel import clock

    today = clock.now().date()
    for category in cases.categories():
        for grid in hamlet.of_level("grid"):
            duty = cases.duty(category.code, grid.code, today)
            assert duty is not None, (category.code, grid.code)
            assert duty.legal_ground.startswith("《")
            assert not duty.verified


def test_each_unit_of_the_list_has_somebody_to_handle(hamlet) -> None:
    cast = Cast()
    for duty in cases.duties():
        for unit in (duty.lead, *duty.supports):
            assert cast.worker(unit, Random(1)).unit == unit


def test_the_cast_leaves_the_demo_accounts_alone(hamlet) -> None:
    accounts = {person.id for person in access.people() if person.username in ACCOUNTS}

    assert len(accounts) == len(ACCOUNTS)
    assert not Cast().ids & accounts


def test_nobody_both_decides_and_checks(hamlet) -> None:
    held = {person.username: set(person.roles) for person in access.people()}

    assert not [name for name, roles in held.items() if {"duty", "checker"} <= roles]
    assert any("checker" in roles for roles in held.values())


def test_a_register_with_an_unknown_unit_is_refused_whole(hamlet) -> None:
    before = len(access.people())
    rows = [
        access.NewPerson("new-1", "甲", "command", (access.NewGrant("duty", hamlet.code),)),
        access.NewPerson("new-2", "乙", "no-such-unit"),
    ]

    with pytest.raises(BadInput, match="no-such-unit"):
        access.add_people(rows, by=system("test"))

    assert len(access.people()) == before
