"""Banks: how a batch gets there, what became of it, and what the bank says of its payments.

An adapter is one module here with a class as ``Bank``. ``BENEFITS_BANK`` names it: ``folder`` (the default), or
``simulated``, which pays nobody and runs in the demo and in tests only.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from lianzhi.benefits.banks.folder import FolderBank
from lianzhi.benefits.banks.simulated import SimulatedBank
from lianzhi.benefits.rules.batches import Known


class Bank(Protocol):
    """``send`` may raise anything: whether the batch came is unknown then, and is asked by its key."""

    code: str

    def check_config(self) -> list[str]:
        """What is wrong with its settings; empty when nothing is."""

    def send(self, number: str, key: str, text: str) -> Known:
        """Hand one batch over. The same key again is the same batch."""

    def ask(self, number: str, key: str) -> Known: ...

    def fetch(self) -> Iterable[tuple[str, bytes]]:
        """Result files that lie ready: (name, what is in it)."""

    def taken(self, name: str) -> None:
        """This file was read; it need not be told again."""


def home() -> Path:
    return Path(settings.HOME) / "bank"


@cache
def _made(kind: str, place: str) -> Bank:
    if kind == "simulated":
        return SimulatedBank()
    return FolderBank(Path(place))


def bank() -> Bank:
    """The bank of this installation."""
    kind = getattr(settings, "BENEFITS_BANK", "simulated" if settings.DEMO else FolderBank.code)
    return _made(kind, str(getattr(settings, "BENEFITS_BANK_FOLDER", home())))
