"""The responsibility list after areas were split, merged or got other codes: what ends, what begins?  R-300, issue 4. Pure.

A line whose ground goes on whole, as one area, goes along by itself. Where there are two choices (an area was split, or
areas with different lines became one) the machine only proposes: the new line is undecided until a person has settled it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lianzhi.cases.rules.duties import Choice, Duty


@dataclass(frozen=True, slots=True)
class Followed:
    """``ended``: lines as they are now, with their last day. ``begun``: new lines; those with choices wait for a person."""

    ended: tuple[Duty, ...]
    begun: tuple[Duty, ...]


def followed(duties: Iterable[Duty], heirs: Mapping[str, Sequence[str]], day: date) -> Followed:
    """``heirs``: for each code that changed on ``day`` the codes it goes on in; a part may keep the old code.

    Asked twice it finds nothing more: lines of ended codes have ended, and a new area that has a line is settled.
    """
    alive = [d for d in duties if d.valid_to is None or d.valid_to >= day]
    ended: list[Duty] = []
    begun: list[Duty] = []
    for category in sorted({d.category for d in alive if d.area_code in heirs}):
        held = {d.area_code: d for d in sorted(_of(alive, category), key=lambda d: d.valid_from)}
        over = [code for code in held if code in heirs and code not in heirs[code]]
        ended += [
            replace(d, valid_to=max(d.valid_from, day) - timedelta(days=1))
            for d in _of(alive, category)
            if d.area_code in over
        ]
        targets = {to for code in held for to in heirs.get(code, ()) if code in over or to != code}
        for to in sorted(targets):
            sources = sorted(code for code, ends in heirs.items() if to in ends)
            new = _line(category, to, sources, held, heirs, day)
            if new is not None:
                begun.append(new)
                if to in held:
                    ended.append(replace(held[to], valid_to=day - timedelta(days=1)))
    return Followed(tuple(ended), tuple(begun))


def _of(duties: Iterable[Duty], category: str) -> list[Duty]:
    return [d for d in duties if d.category == category]


def _line(
    category: str, to: str, sources: Sequence[str], held: Mapping[str, Duty], heirs: Mapping[str, Sequence[str]], day: date
) -> Duty | None:  # fmt: skip
    """The line that ``to`` gets; None where it keeps what it has."""
    lines = [held[code] for code in sources if code in held]
    complete, same = len(lines) == len(sources), len({choice(d) for d in lines}) == 1
    if to in held and (to not in sources or (complete and same)):
        return None  # somebody entered it beforehand, or all parts had the same
    start = max([day, *(d.valid_from for d in lines if d.area_code != to)])
    choices = tuple(dict.fromkeys(offer for d in lines for offer in (d.choices or (choice(d),))))
    decided = (
        complete
        and all(len(heirs[code]) == 1 for code in sources)
        and len(choices) == 1
        and not any(d.choices for d in lines)
    )
    first, ends = lines[0], {d.valid_to for d in lines}
    return Duty(
        category, to, first.lead, first.supports, first.legal_ground, all(d.verified for d in lines) and decided,
        start, ends.pop() if len(ends) == 1 else None, tuple(sources), () if decided else choices,
    )  # fmt: skip


def choice(duty: Duty) -> Choice:
    return Choice(duty.area_code, duty.lead, duty.supports, duty.legal_ground)
