"""The dated values of the room, read once from ``data/``."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.kernel import yamls
from lianzhi.services.rules import elders, enrolment
from lianzhi.services.rules.dated import holding

DATA = Path(__file__).parent / "data"


def of_enrolment(on: date) -> enrolment.Settings:
    return enrolment.settings_of(holding(_rows("enrolment.yaml"), on))


def of_elders(on: date) -> elders.Settings:
    return elders.settings_of(holding(_rows("elders.yaml"), on))


@cache
def _rows(name: str) -> Any:
    return yamls.read(DATA / name)
