"""How strongly a case is watched: its level, cards, bounces, pauses and extensions.  R-171, R-277."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.cases.contracts import CaseView
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import N_

LEVELS = {
    "grid": N_("Grid"),
    "community": N_("Community"),
    "town": N_("Town office"),
    "district": N_("District"),
}
CARDS = {1: (N_("Urged"), "waiting"), 2: (N_("Yellow card"), "waiting"), 3: (N_("Red card"), "bad")}


@dataclass(frozen=True, slots=True)
class Watched:
    """``urge``: the step that urged it last, with who and why."""

    level: str
    card: str = ""
    card_tone: str = ""
    urge: worklist.MoveView | None = None
    bounces: int = 0
    paused_since: datetime | None = None
    until: datetime | None = None
    extended: bool = False

    @property
    def notable(self) -> bool:
        return bool(self.card or self.bounces or self.paused_since or self.extended)


def watched(case: CaseView, moves: Sequence[worklist.MoveView]) -> Watched:
    item = case.item
    card, tone = CARDS.get(item.urged, ("", ""))
    urges = [move for move in moves if move.verb in ("urge", "no_show")]
    return Watched(
        level=LEVELS.get(item.level, item.level),
        card=card,
        card_tone=tone,
        urge=urges[-1] if card and urges else None,
        bounces=item.bounces,
        paused_since=item.paused_at,
        until=item.until,
        extended=bool(item.extended),
    )
