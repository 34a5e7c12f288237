"""A city that is not there: takes everything, and says it is done two minutes later. Keeps nothing, calls nobody."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from lianzhi.exchange.remotes.adapters.base import Outbound, Receipt, Said, Standing, Target
from lianzhi.kernel import clock
from lianzhi.kernel.checksums import sm3

AFTER_S = 120


class Demo:
    def __init__(self, target: Target) -> None:
        self.target = target

    def check_config(self) -> list[str]:
        return [gettext("This is a demo: no other city gets these cases.")]

    def send(self, report: Outbound, key: str) -> Receipt:
        """The number carries the time, so that nothing has to be kept."""
        return Receipt(number=f"DEMO-{int(clock.now().timestamp())}-{sm3(key.encode())[:6].upper()}")

    def number_of(self, token: str) -> str:
        return token

    def states(self, numbers: Sequence[str]) -> dict[str, Standing]:
        now = clock.now().timestamp()
        return {
            n: Standing(now - int(n.split("-")[1]) >= AFTER_S, gettext("Dealt with (demo).")) for n in numbers
        }

    def updates(self, since: datetime) -> list[Said]:
        return []
