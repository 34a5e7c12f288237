"""What the invented staff and residents do next, and how long they take.  Pure: seen and dice in, a step out.

All shares are assumptions of the simulation, chosen so that every state, light and way back is seen. The same dice
give the same step, whatever else happens in the town.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from random import Random

REFUSED, RETURNED, CHECK_FAILED, LATE = 0.04, 0.04, 0.07, 0.14
RATES, REOPENS = 0.5, 0.6
NOT_REACHED, CALLS = 0.25, 2
GRADES = ((5, 52), (4, 27), (3, 11), (2, 6), (1, 4))


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's open part of the matter."""

    task: int
    unit: str
    lead: bool
    accepted: bool
    called: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a matter stands: what may be done, what was done, who still has to do something.

    ``asked``: a request waits for a decision. ``called``: a called unit has ended its part and was not rated.
    """

    verbs: frozenset[str]
    done: Sequence[str]
    parts: Sequence[Part] = ()
    grade: int | None = None
    rounds: int = 0
    asked: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """``share``: of the running clock until it is done. ``hours``: instead, where no clock runs."""

    verb: str
    share: float = 0.0
    hours: float = 0.0
    part: Part | None = None
    grade: int = 0


def decide(seen: Seen, dice: Random) -> Step | None:
    """The next step, or None when nobody will do anything more."""
    if "accept" in seen.verbs or "finish" in seen.verbs:
        return _handled(seen, dice)
    if "file" in seen.verbs and dice.random() >= REFUSED:
        return Step("file", _soon(dice))
    if "dispatch" in seen.verbs and "file" not in seen.verbs:
        return Step("dispatch", _soon(dice))
    if "refuse" in seen.verbs:
        return Step("refuse", _soon(dice))
    if "fail" in seen.verbs and "fail" not in seen.done and dice.random() < CHECK_FAILED:
        return Step("fail", _soon(dice))
    for verb in ("pass", "close"):
        if verb in seen.verbs:
            return Step(verb, _soon(dice))
    return _afterwards(seen, dice)


def _handled(seen: Seen, dice: Random) -> Step | None:
    """First everybody accepts, then each finishes; now and then the lead sends it back, once."""
    waiting = [part for part in seen.parts if not part.accepted]
    if waiting:
        part = waiting[0]
        if part.lead and "return" not in seen.done and dice.random() < RETURNED:
            return Step("return", dice.triangular(0.02, 0.3, 0.1), part=part)
        return Step("accept", dice.triangular(0.01, 0.3, 0.06), part=part)
    if not seen.parts:
        return None
    late = dice.random() < LATE
    share = dice.triangular(1.05, 6, 1.5) if late else min(dice.lognormvariate(log(0.4), 0.5), 0.95)
    return Step("finish", share, part=seen.parts[0])


def _afterwards(seen: Seen, dice: Random) -> Step | None:
    if "rate" in seen.verbs and dice.random() < RATES:
        grades, weights = zip(*GRADES, strict=True)
        return Step("rate", hours=dice.uniform(0.3, 20), grade=dice.choices(grades, weights)[0])
    bad = seen.grade is not None and seen.grade <= 2
    if "reopen" in seen.verbs and bad and seen.rounds < 2 and dice.random() < REOPENS:
        return Step("reopen", hours=dice.uniform(0.3, 5))
    return None


def follow_up(done: Sequence[str], dice: Random) -> Step | None:
    """A bad rating is followed up: called, sometimes twice, replied to, and settled by another person (R-278)."""
    if "settle" in done:
        return None
    if "answer" in done:
        return Step("settle", hours=dice.uniform(0.5, 12))
    if "call" in done or done.count("miss") >= CALLS:
        return Step("answer", hours=dice.uniform(1, 30))
    return Step("miss" if dice.random() < NOT_REACHED else "call", hours=dice.uniform(0.5, 9))


def _soon(dice: Random) -> float:
    return dice.triangular(0.02, 1.1, 0.2)
