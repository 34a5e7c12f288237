"""The town of circles; pages in English; it is Monday morning."""

import pytest
from django.utils import translation
from support import circles

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
    return circles.build()
