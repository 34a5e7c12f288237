"""The register's small town with what safety needs; pages in English, so that tests read the msgids."""

import pytest
from django.utils import translation
from support.safety import World, build


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def town(db) -> World:
    return build()
