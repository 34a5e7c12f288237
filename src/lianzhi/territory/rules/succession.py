"""Which areas of a later day stand for an area of an earlier one?  By the lineage of codes (R-074, issue 4). Pure.

A moved border leaves the code what it was: without a point, nobody can say that a matter lies in the strip that moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

STAYS = ("move",)


@dataclass(frozen=True, slots=True)
class Line:
    from_code: str
    to_code: str
    kind: str
    day: date


def successors(
    code: str, lines: Iterable[Line], *, since: date | None = None, until: date
) -> tuple[str, ...]:
    """The codes that ``code``, as it was on ``since``, goes on in on ``until``; sorted, itself where nothing happened.

    Changes of the day ``since`` itself are over: who was in a code on that day was in the new one.
    """
    held = {code}
    by_day: dict[date, dict[str, set[str]]] = {}
    for line in lines:
        if line.kind not in STAYS and line.day <= until and (since is None or line.day > since):
            by_day.setdefault(line.day, {}).setdefault(line.from_code, set()).add(line.to_code)
    for day in sorted(by_day):
        # One day may hold several changes, one after the other: follow each code until it rests.
        held = {end for each in held for end in _followed(each, by_day[day], frozenset())}
    return tuple(sorted(held))


def _followed(code: str, steps: dict[str, set[str]], seen: frozenset[str]) -> set[str]:
    if code in seen or code not in steps:
        return {code}
    return {
        end
        for target in steps[code]
        for end in ({target} if target == code else _followed(target, steps, seen | {code}))
    }
