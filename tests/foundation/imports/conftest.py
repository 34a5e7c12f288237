"""The desk's small town, for tables that are taken in; pages in English."""

import pytest
from django.test import Client
from django.utils import translation
from support.desk import Town, browser, build


@pytest.fixture
def town(db) -> Town:
    return build()


@pytest.fixture
def duty(town: Town) -> Client:
    return browser(town.duty)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
