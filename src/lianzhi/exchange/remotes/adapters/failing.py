"""A city that is always down: for tests, and to see on a demo what a stuck hand-over looks like."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from django.utils.translation import gettext

from lianzhi.exchange.remotes.adapters.base import Outbound, Target


class Failing:
    def __init__(self, target: Target) -> None:
        self.target = target

    def check_config(self) -> list[str]:
        return [gettext("This adapter never gets anything through.")]

    def send(self, report: Outbound, key: str) -> NoReturn:
        raise ConnectionError("this city is always down")

    def number_of(self, token: str) -> NoReturn:
        raise ConnectionError("this city is always down")

    def states(self, numbers: Sequence[str]) -> NoReturn:
        raise ConnectionError("this city is always down")

    def updates(self, since: datetime) -> NoReturn:
        raise ConnectionError("this city is always down")
