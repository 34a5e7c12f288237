"""The town of circles with plans, people who start them and units that answer; pages in English; Monday morning."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from support import circles
from support.desk import ROOT, TOWN

from lianzhi.command import api as command
from lianzhi.command.access import PERMISSIONS
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock


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
    with clock.at(circles.NOW):
        yield


@pytest.fixture
def town(db) -> circles.Staff:
    built = circles.build()
    command.publish_flows(ROOT)
    with clock.at(datetime.now(UTC)):
        access.save_role("commands", name_zh="commands", permissions=[*PERMISSIONS, "cases.see"], by=ROOT)
        access.save_role("obeys", name_zh="obeys", permissions=["command.handle"], by=ROOT)
        for who in (built.officer, built.town.duty):
            access.grant(who.id, "commands", area_code=TOWN, unit="", by=ROOT)
        for unit in ("works", "police"):
            access.grant(built.town.workers[unit].id, "obeys", area_code=TOWN, unit=unit, by=ROOT)
    return built
