"""Ways of talking to another city's system, by name. A remote names the one it speaks.

An adapter is one module here with a class over a ``Target``: ``check_config()`` lists what is wrong with its settings
in words for an administrator; ``send(report, key)`` hands a case over and answers with its number there, or a token for
it; ``number_of(token)``, ``states(numbers)`` and ``updates(since)`` follow it. ``Rejected`` means that trying again is
no use; anything else may pass.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lianzhi.exchange.remotes.adapters.base import Outbound, Receipt, Rejected, Said, Standing, Target
from lianzhi.exchange.remotes.adapters.demo import Demo
from lianzhi.exchange.remotes.adapters.failing import Failing
from lianzhi.exchange.remotes.adapters.open311 import Open311
from lianzhi.kernel.errors import N_


class Adapter(Protocol):
    def __init__(self, target: Target) -> None: ...

    def check_config(self) -> list[str]: ...

    def send(self, report: Outbound, key: str) -> Receipt: ...

    def number_of(self, token: str) -> str: ...

    def states(self, numbers: Sequence[str]) -> dict[str, Standing]: ...

    def updates(self, since: datetime) -> list[Said]: ...


ADAPTERS: dict[str, type[Adapter]] = {"open311": Open311, "demo": Demo, "failing": Failing}
NAMES = {
    "open311": N_("Open311 GeoReport v2"),
    "demo": N_("Demo: answers by itself after two minutes"),
    "failing": N_("Demo: always down"),
}

__all__ = [
    "ADAPTERS", "NAMES", "Adapter", "Demo", "Failing", "Open311", "Outbound", "Receipt", "Rejected", "Said", "Standing",
    "Target",
]  # fmt: skip
