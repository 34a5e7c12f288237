"""What a flow is, and which moves it allows.  R-005, R-109, R-126; the shape of 数字城管 and 四平台 loops.

A flow is data. Loading it checks it (``rules/checking.py``): every move starts and ends in a known state, every
state can be reached, every open state has a way on, guards and effects exist, nothing ends without an answer,
nothing waits for ever, and what needs an approval has a time within which it is decided.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lianzhi.foundation.worklist.rules.levels import Level
from lianzhi.kernel.calendars import Amount, Unit


class Does(StrEnum):
    """What a move does to the tasks of its item."""

    NOTHING = "nothing"
    ASSIGN = "assign"
    ACCEPT = "accept"
    RETURN = "return"
    FINISH = "finish"
    REDO = "redo"
    CANCEL = "cancel"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    CLIMB = "climb"
    URGE = "urge"
    UNURGE = "unurge"
    EXTEND = "extend"
    COPY = "copy"
    READ = "read"
    WHISTLE = "whistle"
    REPORT_IN = "report_in"
    NO_SHOW = "no_show"
    APPRAISE = "appraise"
    MERGE = "merge"
    UNMERGE = "unmerge"
    FOLLOW = "follow"
    SPLIT = "split"
    GATHER = "gather"


class Needs(StrEnum):
    """What the actor must give with a move."""

    REASON = "reason"
    ANSWER = "answer"
    UNITS = "units"
    TASK = "task"
    RESULT = "result"
    GRADE = "grade"
    UNIT = "unit"
    CALLED = "called"
    URGE = "urge"
    UNTIL = "until"
    AMOUNT = "amount"
    MAIN = "main"
    PARTS = "parts"


class Waits(StrEnum):
    """What ends a state in which the clock stands."""

    UNTIL = "until"
    MAIN = "main"
    PARTS = "parts"


SAME, BACK = "same", "back"
"""Where a move may lead besides a state: nowhere, or to the state before the pause."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def __getitem__(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


class Within(_Strict):
    value: Annotated[float, Field(ge=0)]
    unit: Unit

    @property
    def amount(self) -> Amount:
        return Amount(self.value, self.unit)


class State(_Strict):
    name: Words
    clock: str = ""
    within: Within | None = None
    end: bool = False
    answered: bool = False
    waits_for: Waits | None = None

    @property
    def paused(self) -> bool:
        """The clock stands."""
        return self.waits_for is not None


class Move(_Strict):
    """One line of the table. ``also``: another permission that is enough. ``side``: not a step of the road.

    ``approved_by``: one person asks, another who holds this permission decides, within ``decided_within``.
    """

    verb: str
    name: Words
    sources: Annotated[list[str], Field(alias="from", min_length=1)]
    to: str
    permission: str = ""
    also: str = ""
    approved_by: str = ""
    decided_within: Within | None = None
    reporter: bool = False
    does: Does = Does.NOTHING
    needs: list[Needs] = []
    guards: list[str] = []
    when_all_done: bool = False
    back: bool = False
    side: bool = False

    @property
    def onward(self) -> bool:
        return not (self.back or self.side)

    @property
    def permissions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.permission, self.also)))


class Rung(_Strict):
    """So long after the deadline a matter is the business of this level."""

    after: Within
    to: Level


class Overdue(_Strict):
    move: str
    ladder: Annotated[list[Rung], Field(min_length=1)]


class Unreported(_Strict):
    """A called unit did not report in: the matter rises to ``to`` with a yellow card."""

    move: str
    to: Level
    urge: Annotated[int, Field(ge=1, le=3)] = 2


class ByRule(_Strict):
    """What the house does by itself, each by one of the moves: a date comes, a deadline or a call is missed."""

    overdue: Overdue | None = None
    paused: str = ""
    unreported: Unreported | None = None


class FlowSpec(_Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Annotated[int, Field(ge=1)]
    name: Words
    start: str
    states: dict[str, State]
    moves: list[Move]
    bounces: Annotated[int, Field(ge=0)] = 99
    by_rule: ByRule = ByRule()

    def move(self, verb: str, state: str) -> Move | None:
        """The move ``verb`` out of ``state``; at most one, which loading has made sure of."""
        return next((m for m in self.moves if m.verb == verb and state in m.sources), None)

    def moves_from(self, state: str) -> list[Move]:
        return [m for m in self.moves if state in m.sources]

    def way(self) -> list[str]:
        """The states in order of the forward road, for drawing where an item stands."""
        road, here = [self.start], self.start
        while True:
            onward = [m.to for m in self.moves_from(here) if m.onward and m.to not in (*road, SAME, BACK)]
            if not onward:
                return road
            here = onward[0]
            road.append(here)
