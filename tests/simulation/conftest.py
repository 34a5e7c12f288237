"""A hamlet of S-town with its people, made once for each module inside a transaction that is rolled back."""

from datetime import date

import pytest
from town_plans import town

SCALE, SEED, LONG_AGO = 0.05, 7, date(2026, 1, 1)


@pytest.fixture(scope="module")
def hamlet_made(django_db_setup, django_db_blocker, tmp_path_factory):
    """Lists, town and organisation; no classifier, so that officers set what residents leave open."""
    from django.db import transaction
    from django.test import override_settings

    from lianzhi.cases import api as cases
    from lianzhi.scenarios import api as scenarios
    from lianzhi.simulation.demo import BY
    from lianzhi.simulation.people import make_organisation
    from lianzhi.territory import api as territory

    home = tmp_path_factory.mktemp("home")
    plan = town(SCALE, SEED)
    with (
        django_db_blocker.unblock(),
        override_settings(HOME=home, FILES_ROOT=home / "files"),
        transaction.atomic(),
    ):
        cases.publish_flows(BY)
        cases.load_categories(BY)
        scenarios.install(by=BY)
        territory.load_town(plan)
        make_organisation(plan, scale=SCALE, seed=SEED, by=BY, since=LONG_AGO)
        yield plan
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def troupe_made(hamlet_made):
    from lianzhi.simulation.acting import Troupe
    from lianzhi.simulation.cast import Cast
    from lianzhi.simulation.voices import Voices

    return Troupe(Voices(SEED, hamlet_made.places), Cast())


@pytest.fixture
def hamlet(hamlet_made, db):
    return hamlet_made


@pytest.fixture
def troupe(troupe_made, db):
    return troupe_made
