"""One small town for the counts of the wall."""

import pytest
from support.desk import Town, build


@pytest.fixture
def town(db) -> Town:
    return build()
