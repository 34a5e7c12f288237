"""Distinct voices on one matter.  R-124, R-082: many people care, or one person writes many times?

One reporter is one voice. A caller who gave no name and a bureau's program that gave no person say nothing about who spoke:
each such report is a voice of its own. Long texts that are nearly the same are one voice too: a template that was handed round, or
a machine that writes. Short texts are left apart, because "the lamp is out" is what anybody would write.
"""

from collections.abc import Sequence

from lianzhi.kernel.similar import near_duplicates

LONG = 30
"""Letters from which on two people hardly write the same by chance."""
ALIKE = 0.8


BUREAUS = frozenset({"api", "open311"})
"""Ways in by which a program hands on what many people told it."""


def voice(reporter: str, source: str) -> str:
    """Whose voice a report is, empty where nobody knows. ``reporter`` is ``<kind>:<key>``, ``source`` its way in."""
    kind, _, key = reporter.partition(":")
    unnamed = kind == "caller" or (kind == "sender" and not key.partition(":")[2])
    return "" if unnamed or (source in BUREAUS and kind != "resident") else reporter


def voices(reports: Sequence[tuple[str, str]]) -> int:
    """``reports``: (reporter, text). A report without a reporter is a voice of its own unless its text is a copy."""
    parent = list(range(len(reports)))
    first: dict[str, int] = {}
    for index, (reporter, _text) in enumerate(reports):
        if reporter:
            _join(parent, first.setdefault(reporter, index), index)
    long = [i for i, (_reporter, text) in enumerate(reports) if len("".join(text.split())) >= LONG]
    groups = near_duplicates([reports[i][1] for i in long], threshold=ALIKE) if len(long) > 1 else []
    for place, head in enumerate(groups):
        _join(parent, long[int(head)], long[place])
    return len({_root(parent, i) for i in range(len(reports))})


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        i = parent[i]
    return i


def _join(parent: list[int], i: int, j: int) -> None:
    low, high = sorted((_root(parent, i), _root(parent, j)))
    parent[high] = low
