"""The seal log: what the platform remembers outside the database.

One line for the transactions that one process committed at a time, seven words: ``n`` (running number), the entries
``first`` to ``last`` that came to be by then, the ``hash`` of the last one, the time, the mark of the line before, and its own
mark over the six words in front. A line that is cut off (crash while writing) is followed by a fresh line
and costs no number.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from lianzhi.foundation.audit.rules.marks import GENESIS, Marker

Line = tuple[int, int, int, bytes, str, str]  # n, first, last, hash, mark of the line before, own mark


def compose(n: int, first: int, last: int, hash_: str, at: str, prev: str, marker: Marker) -> str:
    body = f"{n} {first} {last} {hash_} {at} {prev}"
    return f"{body} {marker.mark(body)}"


def parse(line: str) -> Line | None:
    """The words of a line but the time; None when it is not a whole seal line."""
    words = line.rstrip("\n").split(" ")
    if len(words) != 7:
        return None
    n, first, last, hash_, _at, prev, mark = words
    whole = n.isdecimal() and first.isdecimal() and last.isdecimal() and len(mark) == len(hash_) == 64
    try:
        return (int(n), int(first), int(last), bytes.fromhex(hash_), prev, mark) if whole else None
    except ValueError:
        return None


@dataclass
class SealLog:
    """The seal log as read: compact, so that a million lines fit in 60 MB."""

    firsts: array = field(default_factory=lambda: array("q"))
    lasts: array = field(default_factory=lambda: array("q"))
    hashes: bytearray = field(default_factory=bytearray)
    last_n: int = 0
    bad: list[int] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    torn: int = 0

    @property
    def top(self) -> int:
        """The highest entry that any seal knows."""
        return max(self.lasts, default=0)

    def hash_at(self, place: int) -> str:
        return self.hashes[32 * place : 32 * place + 32].hex()


def read(lines: Iterable[str], marker: Marker | None) -> SealLog:
    """Read the log and note each line that is changed, missing or out of its place."""
    log, before = SealLog(), GENESIS
    for text in lines:
        line = parse(text)
        if line is None:
            log.torn += 1
            continue
        n, first, last, hash_, prev, mark = line
        if n <= log.last_n:
            log.bad.append(n)
            continue
        if n > log.last_n + 1:
            log.missing.append((log.last_n + 1, n - 1))
            before = prev
        if prev != before or (marker and marker.mark(text.rpartition(" ")[0]) != mark):
            log.bad.append(n)
        else:
            log.firsts.append(first)
            log.lasts.append(last)
            log.hashes += hash_
        log.last_n, before = n, mark
    _sort(log)
    return log


def _sort(log: SealLog) -> None:
    """Processes seal in another order than they committed; the walk wants the order of entries.

    A line of one process may lie inside another's: each then begins where the lowest of those behind it does.
    """
    if any(log.lasts[i] >= log.lasts[i + 1] for i in range(len(log.lasts) - 1)):
        order = sorted(range(len(log.lasts)), key=lambda i: log.lasts[i])
        log.hashes = bytearray(b"".join(log.hashes[32 * i : 32 * i + 32] for i in order))
        log.firsts = array("q", [log.firsts[i] for i in order])
        log.lasts = array("q", [log.lasts[i] for i in order])
    for i in range(len(log.firsts) - 2, -1, -1):
        log.firsts[i] = min(log.firsts[i], log.firsts[i + 1])
