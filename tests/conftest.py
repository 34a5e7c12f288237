"""Shared by all tests."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty all tables afterwards; the triggers of the audit trail would refuse that.

    tests/foundation/audit/ puts them back where it is about them.
    """
    from django.db import connection

    from lianzhi.foundation.audit import locks

    with django_db_blocker.unblock():
        locks.remove(connection)
