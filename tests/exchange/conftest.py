"""A town, and a program that may do what its duty officer may."""

import pytest
from support import desk
from support.programs import Program, program

from lianzhi.exchange import bearer


@pytest.fixture(autouse=True)
def _nobody_known() -> None:
    bearer.forget_known()


@pytest.fixture
def town(db) -> desk.Town:
    return desk.build()


@pytest.fixture
def duty(town) -> Program:
    return program(town.duty, name="综合平台")


@pytest.fixture
def who(town) -> dict[str, Program]:
    people = {"duty": town.duty, "checker": town.checker, "reader": town.reader} | town.workers
    return {name: program(actor) for name, actor in people.items()}
