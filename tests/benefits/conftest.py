"""The town that pays; its bank is the simulated one of this test; pages in English, so that tests read the msgids."""

import pytest
from django.db import connection
from django.utils import translation
from support.deciding import Town, build_town, verified
from support.paying import Money, build_money

from lianzhi.benefits import at_hand, banks, books, locks
from lianzhi.benefits.rules.library import Library


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


@pytest.fixture(scope="session")
def verified_library() -> Library:
    return verified()


def _town(money, library, monkeypatch) -> Town:
    monkeypatch.setattr(books, "pack", lambda: books.Pack(0, books.shipped(), library))
    town = build_town(money, library)
    monkeypatch.setattr(at_hand, "at", town.kept.get)
    monkeypatch.setattr(at_hand, "current", lambda: town.current() if town.people else None)
    monkeypatch.setattr(at_hand, "today", lambda _person: town.current())
    return town


@pytest.fixture
def town(money, verified_library, monkeypatch) -> Town:
    """The samples as if they were verified: what is decided is paid."""
    return _town(money, verified_library, monkeypatch)


@pytest.fixture
def sample_town(money, monkeypatch) -> Town:
    """The samples as they are: nothing of them is ever ordered."""
    return _town(money, books.library(), monkeypatch)
