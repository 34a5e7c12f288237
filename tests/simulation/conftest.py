"""A hamlet of S-town with its people, made anew for each test and rolled back."""

import pytest
from town_plans import town

SCALE, SEED = 0.05, 7


@pytest.fixture
def hamlet(db, settings, tmp_path):
    """Lists, town and organisation; no classifier, so that officers set what residents leave open."""
    from lianzhi.cases import api as cases
    from lianzhi.scenarios import api as scenarios
    from lianzhi.simulation.demo import BY
    from lianzhi.simulation.people import make_organisation
    from lianzhi.territory import api as territory

    settings.HOME = tmp_path
    settings.FILES_ROOT = tmp_path / "files"
    plan = town(SCALE, SEED)
    cases.publish_flows(BY)
    cases.load_categories(BY)
    scenarios.install(by=BY)
    territory.load_town(plan)
    make_organisation(plan, scale=SCALE, seed=SEED, by=BY)
    return plan


@pytest.fixture
def troupe(hamlet):
    from lianzhi.simulation.acting import Troupe
    from lianzhi.simulation.cast import Cast
    from lianzhi.simulation.voices import Voices

    return Troupe(Voices(SEED, hamlet.places), Cast())
