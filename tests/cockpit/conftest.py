"""One small town, and a leader who may see the wall; pages in English, so that tests read the msgids."""

import pytest
from django.utils import translation
from support.desk import Town, build
from support.wall import Leader, person


@pytest.fixture
def town(db) -> Town:
    return build()


@pytest.fixture
def leader(town: Town) -> Leader:
    return person("leader", "cockpit.see", "cases.see", "live.watch")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
