"""The seal log: what the platform remembers outside the database.

One line per committed transaction: ``n`` (running number), the entries ``first``-``last`` that the
transaction wrote, the ``hash`` of the last one, the time, the mark of the line before and its own mark.
A line that is cut off (crash while writing) is followed by a fresh line and costs no number.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lianzhi.foundation.audit.rules.marks import GENESIS, Marker

_FIELDS = ("n", "first", "last", "hash", "at", "prev")


def compose(n: int, first: int, last: int, hash_: str, at: str, prev: str, marker: Marker) -> str:
    values = dict(zip(_FIELDS, (n, first, last, hash_, at, prev), strict=True))
    return _text({**values, "mark": marker.mark(_text(values))})


def parse(line: str) -> dict[str, Any] | None:
    """The fields of a line, or None when it is not a whole seal line."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    if not isinstance(value, dict) or set(value) != {*_FIELDS, "mark"}:
        return None
    numbers = all(type(value[name]) is int for name in ("n", "first", "last"))
    return (
        value if numbers and all(isinstance(value[name], str) for name in ("hash", "prev", "mark")) else None
    )


def is_marked(value: dict[str, Any], marker: Marker) -> bool:
    return marker.mark(_text({name: value[name] for name in _FIELDS})) == value["mark"]


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

    def sealed_with(self, seq: int) -> str | None:
        """The hash that the log holds for entry ``seq``; None when no line ends there."""
        place = bisect_left(self.lasts, seq)
        return self.hash_at(place) if place < len(self.lasts) and self.lasts[place] == seq else None


def read(lines: Iterable[str], marker: Marker | None) -> SealLog:
    """Read the log and note each line that is changed, missing or out of its place."""
    log, before = SealLog(), GENESIS
    for line in lines:
        value = parse(line)
        if value is None:
            log.torn += 1
            continue
        if value["n"] > log.last_n + 1:
            log.missing.append((log.last_n + 1, value["n"] - 1))
            before = value["prev"]
        if value["n"] <= log.last_n or value["prev"] != before or (marker and not is_marked(value, marker)):
            log.bad.append(value["n"])
        else:
            _keep(log, value)
        log.last_n, before = max(log.last_n, value["n"]), value["mark"]
    _sort(log)
    return log


def _keep(log: SealLog, value: dict[str, Any]) -> None:
    try:
        raw = bytes.fromhex(value["hash"])
    except ValueError:
        raw = b""
    if len(raw) != 32:
        log.bad.append(value["n"])
        return
    log.firsts.append(value["first"])
    log.lasts.append(value["last"])
    log.hashes += raw


def _sort(log: SealLog) -> None:
    """Two processes may seal in another order than they committed; the walk wants the order of entries."""
    if all(log.lasts[i] < log.lasts[i + 1] for i in range(len(log.lasts) - 1)):
        return
    order = sorted(range(len(log.lasts)), key=lambda i: log.lasts[i])
    log.hashes = bytearray(b"".join(log.hashes[32 * i : 32 * i + 32] for i in order))
    log.firsts = array("q", [log.firsts[i] for i in order])
    log.lasts = array("q", [log.lasts[i] for i in order])


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
