"""One small town for the tests of wider moves."""

import pytest
from support.desk import Town, build


@pytest.fixture
def town(db) -> Town:
    return build()
