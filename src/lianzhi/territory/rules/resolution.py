"""From the buildings that a text may mean to the code of a room, a unit or a building, with a score.  R-074.  Pure.

What the building's own rooms say counts: a room that exists confirms a name that was only heard, a room that does not exist
takes the answer below 0.8. A slip that is not heard (another character, one missing) stays below 0.8 whatever else agrees:
with a fifth of the names unknown to the base, those were the wrong ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lianzhi.kernel import rooms as codes
from lianzhi.kernel.errors import N_
from lianzhi.territory.rules import likeness
from lianzhi.territory.rules.gazetteer import Entry
from lianzhi.territory.rules.inner import Inside, Rooms
from lianzhi.territory.rules.place_match import SAFE_SCORE, Candidate

CONFIRMED, AGREED, DENIED, TOO_NEAR = 0.05, 0.05, 0.75, 0.05
BELOW = SAFE_SCORE - 0.01
MOST = 5
_NUMBERED = ("building", "house_number")
SEVERAL = N_("The building is clear; room %(room)s is in several of its units.")
NO_ROOM = N_("The building is clear; it has no room %(room)s.")
NO_UNIT = N_("The building is clear; it has no unit %(unit)s.")
RIVALS = N_("Two places or more fit equally well.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One code that a text may mean. ``level``: room, unit, building, or place for everything else."""

    code: str
    level: str
    entry: Entry
    score: float
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)
    inside: Inside = field(default_factory=Inside)
    others: tuple[str, ...] = ()


def wanted(candidates: Sequence[Candidate]) -> list[str]:
    """The buildings whose rooms are needed to judge."""
    return [c.entry.code for c in candidates if c.inside and c.basis in _NUMBERED]


def answers(candidates: Sequence[Candidate], rooms: Mapping[str, Rooms]) -> list[Answer]:
    """The likeliest first, at most ``MOST``."""
    judged = [_answer(candidate, rooms.get(candidate.entry.code)) for candidate in candidates]
    judged.sort(key=lambda a: (-a.score, len(a.entry.name), a.code))
    rivals = sum(_too_near(judged[0], each) for each in judged)
    if rivals > 1:
        for i, each in enumerate(judged[:rivals]):
            judged[i] = replace(each, score=min(each.score, BELOW), reason=RIVALS)
    return [
        replace(each, score=round(min(1.0, each.score), 3)) for each in judged[:MOST] if each.score >= 0.2
    ]


def _too_near(one: Answer, other: Answer) -> bool:
    return "place" not in (one.level, other.level) and one.score - other.score < TOO_NEAR


def _answer(c: Candidate, rooms: Rooms | None) -> Answer:
    level = "building" if c.basis in _NUMBERED and codes.is_code(c.entry.code) else "place"
    made = Answer(c.entry.code, level, c.entry, c.score, c.reason, c.params, c.inside)
    if level == "building" and c.inside and rooms:
        return _capped(_by_rooms(made, rooms), c)
    return _capped(made, c)


def _by_rooms(made: Answer, rooms: Rooms) -> Answer:
    inside, score = made.inside, made.score
    if inside.room:
        found = rooms.find(inside)
        if len(found) == 1:
            return replace(made, code=made.code + found[0], level="room", score=score + CONFIRMED)
        if found:
            codes = tuple(made.code + tail for tail in found)
            return replace(
                made,
                score=score + CONFIRMED,
                others=codes,
                reason=SEVERAL,
                params={**made.params, "room": inside.room},
            )
        return replace(
            made, score=score * DENIED, reason=NO_ROOM, params={**made.params, "room": inside.room}
        )
    if not inside.unit.isdigit():
        return made
    if rooms.has_unit(int(inside.unit)):
        return replace(made, code=f"{made.code}{int(inside.unit):02}", level="unit", score=score + CONFIRMED)
    return replace(made, score=score * DENIED, reason=NO_UNIT, params={**made.params, "unit": inside.unit})


def _capped(made: Answer, c: Candidate) -> Answer:
    """What is nearly written is a proposal; what sounds like the name may be more."""
    if c.how not in likeness.SLIPS:
        return made
    score = made.score + (AGREED if c.agrees > 0 else 0)
    return replace(made, score=score if c.how in likeness.BY_EAR else min(score, BELOW))
