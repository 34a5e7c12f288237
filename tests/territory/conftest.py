"""S-town at a tenth of its size, in the database."""

import pytest
from town_plans import town

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor, system
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import TownPlan

SCALE = 0.1


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path) -> None:
    """WhiteNoise wants the folder to exist."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def plan(db) -> TownPlan:
    territory.load_town(town(SCALE))
    return town(SCALE)


@pytest.fixture
def editor(plan: TownPlan) -> Actor:
    """May change the whole town."""
    return staff("editor", plan.code)


@pytest.fixture
def outsider(plan: TownPlan) -> Actor:
    """May change one community only."""
    return staff("outsider", plan.of_level("community")[-1].code)


def staff(name: str, area_code: str) -> Actor:
    root = system("test")
    access.save_unit("office", name_zh="办公室", kind="department", area_code=area_code, by=root)
    access.save_role("mapper", name_zh="制图", permissions=["territory.edit"], by=root)
    person = access.add_person(name, name=name, unit="office", password=None, by=root)
    access.grant(person.id, "mapper", area_code=area_code, unit="", by=root)
    return Actor(person.id, name, "office")
