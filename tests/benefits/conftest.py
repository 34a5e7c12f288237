"""The town that pays; its bank is the simulated one of this test; pages in English, so that tests read the msgids."""

import pytest
from django.db import connection
from django.utils import translation
from support.paying import Money, build_money

from lianzhi.benefits import banks, locks


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def money(db, monkeypatch) -> Money:
    """In these tests the database keeps its own lock on the ledger."""
    locks.install(connection)
    built = build_money()
    monkeypatch.setattr(banks, "_made", lambda *_: built.bank)
    return built
