"""What the text may be about, in words: the machine proposes, the reporter or an officer decides.  R-070, R-123."""

from dataclasses import dataclass

from lianzhi.cases import proposals
from lianzhi.cases.contracts import CategoryView, IntakeView
from lianzhi.cases.queries import lists
from lianzhi.kernel.errors import N_

VERY_LIKELY = 0.8
FAINTEST = 0.1


@dataclass(frozen=True, slots=True)
class Chip:
    category: CategoryView
    words: str


def chips(text: str, intake: IntakeView) -> list[Chip]:
    """At most three categories, the likeliest first; none when the text says too little."""
    ranked = proposals.propose_category(text, allowed=intake.categories)
    named = {c.code: c for c in lists.categories(tuple(p.code for p in ranked))} if ranked else {}
    return [
        Chip(named[p.code], how_sure(p.confidence))
        for p in ranked
        if p.code in named and p.confidence >= FAINTEST
    ]


def how_sure(confidence: float) -> str:
    if confidence >= VERY_LIKELY:
        return N_("very likely")
    return N_("probably") if confidence >= proposals.SURE else N_("perhaps")
