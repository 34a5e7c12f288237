"""Examples that begin with facts instead of a report: the rules of a room are asked, and what they find is reported.

``of`` names whose columns the facts are; each room tries its own rules and says what they found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianzhi.safety import api as safety


@dataclass(frozen=True, slots=True)
class Answer:
    """``found``: what the rules say, by name. ``matters``: (category, title, text) of each that they open."""

    found: Mapping[str, Any]
    matters: Sequence[tuple[str, str, str]]


def _building(values: Mapping[str, Any], before: str) -> Answer:
    tried = safety.try_building(values, before=before)
    return Answer({"level": tried.level, "rules": list(tried.rules)}, tried.matters)


def _cylinder(values: Mapping[str, Any], before: str) -> Answer:
    tried = safety.try_cylinder(values)
    return Answer({"rules": list(tried.rules)}, tried.matters)


_ASKED: Mapping[str, Callable[[Mapping[str, Any], str], Answer]] = {
    "building": _building,
    "cylinder": _cylinder,
}


def ask(of: str, values: Mapping[str, Any], before: str = "") -> Answer | str:
    """What the rules make of the facts, or what is wrong with them."""
    if of not in _ASKED:
        return f"facts of “{of}” are known to no room; known: {', '.join(sorted(_ASKED))}"
    if lacking := safety.unknown(of, values):
        return f"no such columns of a {of}: {', '.join(lacking)}"
    return _ASKED[of](values, before)
