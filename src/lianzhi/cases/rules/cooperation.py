"""How well does a department work together with others?  R-279, R-165.  Pure.

Three sides, as the seed names them: it comes when it is called (response), whoever called is content (quality), and it
takes up what others pass on to it (sharing). Each is a share that can be counted after; a side with nothing to count is
left out, and the score says how much of it was counted. The weights are this town's own assumption.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lianzhi.kernel.errors import N_

WEIGHTS: Mapping[str, float] = {"response": 40, "quality": 40, "sharing": 20}
BEST = 5


@dataclass(frozen=True, slots=True)
class Joint:
    """What a unit did in others' matters, in one span. ``called``: calls whose time is over, or that were answered."""

    unit: str
    called: int = 0
    came: int = 0
    graded: int = 0
    grades: int = 0
    passed_on: int = 0
    taken_up: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the score. ``name``, ``formula``: msgids."""

    code: str
    name: str
    formula: str


SIDES = (
    Side(
        "response",
        N_("Response"),
        N_("Reported in by the time set ÷ calls by whistle that are answered or whose time is over."),
    ),
    Side(
        "quality",
        N_("Quality"),
        N_("Mean grade of those who called; the best of five counts as 100 %, the worst as 0."),
    ),
    Side(
        "sharing",
        N_("Sharing"),
        N_("Supporting parts done and copies read ÷ supporting parts ended and copies sent."),
    ),
)


def shares(joint: Joint) -> dict[str, float | None]:
    """Side -> 0..1, None where there is nothing to count."""
    mean = joint.grades / joint.graded if joint.graded else None
    return {
        "response": joint.came / joint.called if joint.called else None,
        "quality": None if mean is None else (mean - 1) / (BEST - 1),
        "sharing": joint.taken_up / joint.passed_on if joint.passed_on else None,
    }


def score(joint: Joint, weights: Mapping[str, float] = WEIGHTS) -> float | None:
    """0..100, the weighted mean of the sides that can be counted; None when none can."""
    found = [(weights[side], share) for side, share in shares(joint).items() if share is not None]
    return 100 * sum(w * share for w, share in found) / sum(w for w, _share in found) if found else None


def ranked(found: list[Joint]) -> list[tuple[Joint, float | None]]:
    """The best first; units without a score last; equal ones by their code."""
    scored = [(joint, score(joint)) for joint in found]
    return sorted(scored, key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0].unit))
