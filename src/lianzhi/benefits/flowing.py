"""A run's figures as people read them: from everybody to who is due as a picture, by policy, by community."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from lianzhi.benefits import books
from lianzhi.foundation.access import api as access
from lianzhi.territory import api as territory

HEIGHT, SLOT, LEAST = 420, 20, 2
"""Of the drawing; SLOT is what a name needs beside its bar."""
BAR, MIDDLE, RIGHT = 14, 330, 700


@dataclass(frozen=True, slots=True)
class Band:
    """A bar at ``x``, ``y`` and the ribbon that leads to it from the bar before; ``path`` empty for the first."""

    x: int
    y: float
    height: float
    name: str
    count: int
    path: str
    tone: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2 + 5


@dataclass(frozen=True, slots=True)
class PolicyFigures:
    code: str
    name: str
    due: int
    fen: int
    behind: int
    barred: int
    missing: int
    verified: bool


def name_of(policy: str) -> str:
    """The policy's name in the reader's language; the code of one that is no longer in the files."""
    names = {each.code: each.name for each in books.library().policies}
    return names[policy].pick(get_language() or "zh-hans") if policy in names else policy


def policies(figures: Mapping[str, Any]) -> list[PolicyFigures]:
    return [PolicyFigures(code, name_of(code), **said) for code, said in figures.get("policies", {}).items()]


def communities(figures: Mapping[str, Any], reach: access.Scope) -> list[dict[str, Any]]:
    """Within the reader's reach, the most persons due first."""
    names = {area.code: area for area in territory.areas("community")}
    rows = [
        {
            "code": code,
            "area": names.get(code),
            "name": code,
            "share": 100 * said["due"] / max(said["persons"], 1),
            **said,
        }
        for code, said in figures.get("communities", {}).items()
        if code and reach.reaches(code)
    ]
    return sorted(rows, key=lambda row: -row["due"])


def picture(figures: Mapping[str, Any]) -> list[Band]:
    """Everybody -> who fulfils a policy -> each policy's due. Who fulfils one is a small part of everybody: the second bar has
    a scale of its own, and numbers say how many."""
    found = [one for one in policies(figures) if one.due]
    if not figures.get("persons") or not found:
        return []
    room = max(HEIGHT - SLOT * len(found), SLOT)
    total = sum(one.due for one in found)
    top, tall = HEIGHT * 0.15, HEIGHT * 0.7
    bands = [
        Band(0, 0, HEIGHT, "persons", figures["persons"], "", "1"),
        Band(MIDDLE, top, tall, "due", figures["due"], _ribbon(BAR, 0, HEIGHT, MIDDLE, top, tall), "2"),
    ]  # fmt: skip
    start, y = top, 0.0
    for one in sorted(found, key=lambda each: -each.due):
        share = one.due / total
        height, left = max(LEAST, room * share), tall * share
        path = _ribbon(MIDDLE + BAR, start, left, RIGHT, y, height)
        bands.append(Band(RIGHT, y, height, one.name, one.due, path, "3"))
        start, y = start + left, y + height + SLOT
    return bands


def _ribbon(x: float, top: float, height: float, to: float, top_to: float, height_to: float) -> str:
    middle = (x + to) / 2
    return (
        f"M{x:.1f} {top:.1f} C{middle:.1f} {top:.1f} {middle:.1f} {top_to:.1f} {to:.1f} {top_to:.1f} V{top_to + height_to:.1f} "
        f"C{middle:.1f} {top_to + height_to:.1f} {middle:.1f} {top + height:.1f} {x:.1f} {top + height:.1f} Z"
    )
