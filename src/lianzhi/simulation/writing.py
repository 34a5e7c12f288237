"""What the invented staff write into a matter: results, answers, reasons.  Pure."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from lianzhi.kernel import yamls
from lianzhi.simulation.voices import picked


@cache
def replies() -> dict[str, Any]:
    return yamls.read(Path(__file__).parent / "data/replies.yaml")


def written(dice: Random, kind: str, key: Any = None) -> str:
    """A text of ``kind`` (refuse, return, fail, reopen, answer), or of ``kind`` and ``key`` (result, rate)."""
    found = replies()[kind] if key is None else replies()[kind][key]
    return picked(dice, dice.choice(found))


def reasons(dice: Random, grade: int) -> list[str]:
    found = replies()["reasons"][grade]
    return sorted(dice.sample(found, dice.randint(0, min(2, len(found)))))


def each_written(dice: Random, kind: str) -> list[str]:
    """Every text of ``kind``, in order."""
    return [picked(dice, text) for text in replies()[kind]]
