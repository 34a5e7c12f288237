"""A bank that pays nobody and fails in every way a bank can: for the demo and for tests, never for a town.

How it treats a payment is written in the last digits of the account: ``…0001`` is closed, ``…0002`` belongs to a dead
payee, ``…0003`` to another name, ``…0004`` comes back a day after it was paid. How it treats a batch is what ``mood`` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lianzhi.benefits.rules.bank_files import PAID, RETURNED, Told, read_batch, write_results
from lianzhi.benefits.rules.batches import Known

RETURNS = {"0001": "account_closed", "0002": "payee_dead", "0003": "name_differs"}
LATER = "0004"


class Mood(StrEnum):
    WELL = "well"
    REFUSES = "refuses"
    TIMES_OUT = "times_out"
    TIMES_OUT_AFTER = "times_out_after"
    ANSWERS_TWICE = "answers_twice"
    ANSWERS_LATE = "answers_late"


@dataclass
class SimulatedBank:
    """``paid``: what left it, payment -> fen, each time it left: a list longer than one is a double payment."""

    code: str = "simulated"
    mood: Mood = Mood.WELL
    paid: dict[str, list[int]] = field(default_factory=dict)
    _batches: dict[str, str] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    _ready: dict[str, bytes] = field(default_factory=dict)
    _late: dict[str, bytes] = field(default_factory=dict)

    def check_config(self) -> list[str]:
        return []

    def send(self, number: str, key: str, text: str) -> Known:
        if self.mood is Mood.REFUSES:
            self._refused.add(key)
            return Known.REFUSED
        if self.mood is Mood.TIMES_OUT:
            raise TimeoutError("the bank does not answer")
        if key not in self._batches:
            self._batches[key] = text
            self._pay(text)
        if self.mood is Mood.TIMES_OUT_AFTER:
            raise TimeoutError("the bank paid, and its answer was lost")
        return Known.TAKEN

    def ask(self, number: str, key: str) -> Known:
        if key in self._refused:
            return Known.REFUSED
        return Known.TAKEN if key in self._batches else Known.NOT_THERE

    def fetch(self) -> Iterator[tuple[str, bytes]]:
        yield from list(self._ready.items())

    def taken(self, name: str) -> None:
        self._ready.pop(name, None)

    def come_late(self) -> None:
        """What it held back lies ready now."""
        self._ready |= self._late
        self._late = {}

    def _pay(self, text: str) -> None:
        number, _key, dues = read_batch(text)
        lines, later = [], []
        for due in dues:
            why = RETURNS.get(due.account[-4:])
            if why is None:
                self.paid.setdefault(due.code, []).append(due.fen)
                lines.append(Told(due.code, due.fen, PAID, "", f"R-{due.code}"))
            else:
                lines.append(Told(due.code, due.fen, RETURNED, why))
            if due.account.endswith(LATER):
                later.append(Told(due.code, due.fen, RETURNED, "account_closed", f"B-{due.code}"))
        to = self._late if self.mood is Mood.ANSWERS_LATE else self._ready
        to[f"{number}-1.csv"] = self._file(number, "1", lines)
        if self.mood is Mood.ANSWERS_TWICE:
            to[f"{number}-2.csv"] = self._file(number, "2", lines)
        if later:
            self._late[f"{number}-3.csv"] = self._file(number, "3", later)

    def _file(self, number: str, turn: str, lines: list[Told]) -> bytes:
        return write_results(number, f"{number}-{turn}", lines).encode("gb18030" if turn == "3" else "utf-8")
