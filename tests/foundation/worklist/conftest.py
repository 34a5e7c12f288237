"""The engine's tests share one small town hall."""

import pytest
from support.house import House, make_house


@pytest.fixture
def house(db) -> House:
    return make_house()
