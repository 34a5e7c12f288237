"""Shared by all tests."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--with-a-database", action="store_true",
        help="only tests that ask a database: on a second one all others would answer the same",
    )  # fmt: skip


def pytest_collection_modifyitems(config, items) -> None:
    if config.getoption("--with-a-database"):
        left = [item for item in items if not _asks_the_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item) -> bool:
    """The one that settings name: no file of its own beside it."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "sqlite" not in values and (marked or not ASKS_A_DATABASE.isdisjoint(item.fixturenames))


def pytest_configure(config) -> None:
    """Examples have no deadline; processes that tests start keep what they compiled.

    Where Python is told to keep nothing each of them would compile a thousand files anew: 6 seconds instead of 2.
    """
    settings.register_profile("house", deadline=None)  # a busy machine is no failure
    settings.load_profile("house")
    if sys.dont_write_bytecode:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = kept = tempfile.mkdtemp(prefix="lianzhi-compiled-")
        config.add_cleanup(lambda: shutil.rmtree(kept, ignore_errors=True))


def pytest_collection_finish() -> None:
    """What was loaded stays loaded: the collector need not look at it again and again (a fifth of the suite's CPU)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty all tables afterwards; the triggers of the audit trail and the ledger would refuse that.

    tests/foundation/audit/ and tests/benefits/ put them back where it is about them.
    """
    from django.db import connection

    from lianzhi.benefits import locks as ledger_locks
    from lianzhi.foundation.audit import locks

    with django_db_blocker.unblock():
        locks.remove(connection)
        ledger_locks.remove(connection)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Path:
    """A SQLite file with all tables and no rows, to be copied by whoever needs a home of its own."""
    from support.processes import Place

    home = tmp_path_factory.mktemp("migrated")
    Place(home).run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
    return home / "lianzhi.sqlite3"


@pytest.fixture(autouse=True)
def _nothing_remembered_of_other_tests():
    """Published versions never change in a town; from one test to the next their keys are used anew."""
    from lianzhi.foundation.forms import queries as forms
    from lianzhi.foundation.worklist import queries as flows

    forms.forget_versions()
    flows.forget_specs()
