"""The way of a decision as it is drawn: what lies behind it, where it stands, what is still ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.benefits.models import Decision, DecisionTurn
from lianzhi.benefits.queries.decisions import path_of
from lianzhi.benefits.rules.deciding import FINAL, Deciding, Turn


@dataclass(frozen=True, slots=True)
class Stage:
    """``tone``: done, now, bad or ahead."""

    state: Deciding
    tone: str
    at: datetime | None = None
    by: str = ""
    turn: str = ""
    note: str = ""


def way_of(row: Decision, turns: Sequence[DecisionTurn]) -> list[Stage]:
    """Stages that were reached since it last began, then those that its own way still has."""
    begun = max((n for n, turn in enumerate(turns) if turn.turn in (Turn.OPEN, Turn.RENEW)), default=0)
    passed = [Stage(Deciding(t.state), "done", t.at, t.by_name, t.turn, t.note) for t in turns[begun:]]
    if passed:
        last = passed[-1]
        tone = {
            Deciding.REFUSED: "bad",
            Deciding.ENDED: "bad",
            Deciding.GRANTED: "done",
            Deciding.SHOWN: "done",
        }
        passed[-1] = Stage(last.state, tone.get(last.state, "now"), last.at, last.by, last.turn, last.note)
    if row.state in (*FINAL, Deciding.APPEALED):
        return passed
    stages = path_of(row).stages()
    ahead = stages[stages.index(Deciding(row.state)) + 1 :] if Deciding(row.state) in stages else ()
    return [*passed, *(Stage(state, "ahead") for state in ahead)]
