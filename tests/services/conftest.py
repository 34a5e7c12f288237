"""The register's small town with people who keep schools and visit elders; pages in English."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.utils import translation
from support import register
from support.register import ROOT, TOWN, WEST

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import PERMISSIONS as REGISTER
from lianzhi.services import api as services
from lianzhi.services.access import PERMISSIONS

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Staff:
    """``keeper`` has everything in the west, ``far`` in the east; ``leader`` sees school places of the town and no entries."""

    keeper: Actor
    far: Actor
    leader: Actor


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.fixture
def town(db) -> Staff:
    register.build()
    services.publish_flows(ROOT)
    every = [*REGISTER, *PERMISSIONS, "imports.make"]
    return Staff(
        _staff("carer", every, WEST),
        _staff("away", every, register.EAST),
        _staff("chief", ["services.schools"], TOWN),
    )


def _staff(name: str, held: list[str], area: str) -> Actor:
    access.save_role(name, name_zh=name, permissions=held, by=ROOT)
    who = access.add_person(name, name=f"{name}者", unit="west", password=None, by=ROOT)
    with clock.at(datetime.now(UTC)):
        access.grant(who.id, name, area_code=area, unit="", by=ROOT)
    return Actor(who.id, f"{name}者", "west")
