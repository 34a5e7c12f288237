"""What the registers are drawn from (``data/registers.yaml``), read once, and how it is drawn. Pure."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianzhi.kernel import yamls

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]
NONE = -1  # no such person, room, firm...
YEAR = 365.2425


@cache
def lists() -> dict[str, Any]:
    return _read("registers")


@cache
def words() -> dict[str, Any]:
    """The Chinese words that stand in the registers."""
    return _read("register_words")


def _read(name: str) -> dict[str, Any]:
    path = Path(__file__).parent.parent / f"data/{name}.yaml"
    return yamls.read(path)


def dice(seed: int, step: str) -> np.random.Generator:
    """A stream of its own for each step, so that a change in one step leaves the others as they were."""
    return np.random.default_rng([seed, *step.encode()])


def draw(rng: np.random.Generator, weights: Any, size: int) -> Ints:
    """``size`` positions in ``weights``, each as often as its weight says."""
    bounds = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right").astype(np.int64)


def chosen(rng: np.random.Generator, among: Bools, share: float) -> Ints:
    """Positions of about ``share`` of those that are true: exactly the rounded number of them, in order."""
    candidates = np.flatnonzero(among)
    count = min(len(candidates), round(len(candidates) * share))
    return np.sort(rng.choice(candidates, count, replace=False))


def joined(*parts: Any) -> Texts:
    """Texts put together element by element."""
    found = parts[0]
    for part in parts[1:]:
        found = np.strings.add(found, part)
    return found


def digits(numbers: Any, width: int) -> Texts:
    """Whole numbers as texts of ``width`` digits with leading zeros."""
    values = np.asarray(numbers, dtype=np.int64)
    codes = np.empty((len(values), width), dtype=np.uint32)
    for place in range(width - 1, -1, -1):
        values, codes[:, place] = values // 10, values % 10 + 48
    return codes.view(f"<U{width}").ravel()


_FIRST = np.datetime64("1880-01-01")
_DATES = np.arange(_FIRST, np.datetime64("2100-01-01")).astype("datetime64[D]").astype("<U10")
_OFFSET = int(_FIRST.astype(int))
NEVER = np.int64(-(10**6))  # a day that is not set


def dates(days: Any) -> Texts:
    """Days since 1970 as texts ``2026-11-29``; empty where the day is not set."""
    values = np.asarray(days, dtype=np.int64)
    unset = values == NEVER
    found = _DATES[np.where(unset, 0, values - _OFFSET)]
    return np.where(unset, "", found)


@cache
def homophones() -> dict[str, str]:
    """For each character the others that sound like it."""
    found: dict[str, str] = {}
    for group in lists()["homophones"].split():
        for char in group:
            found[char] = found.get(char, "") + "".join(c for c in group if c != char)
    return found


@cache
def lookalikes() -> dict[str, str]:
    return dict(lists()["lookalikes"].split())
