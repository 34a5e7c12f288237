"""What a flow is, and which moves it allows.  R-005, R-109, R-126; the shape of 数字城管 and 四平台 loops.

A flow is data. Loading it checks it: every move starts and ends in a known state, every state can be
reached, every open state has a way on, guards and effects exist, and nothing ends without an answer.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lianzhi.foundation.worklist.rules.guards import GUARDS
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, BadInput


class Does(StrEnum):
    """What a move does to the tasks of its item."""

    NOTHING = "nothing"
    ASSIGN = "assign"
    ACCEPT = "accept"
    RETURN = "return"
    FINISH = "finish"
    REDO = "redo"
    CANCEL = "cancel"


class Needs(StrEnum):
    """What the actor must give with a move."""

    REASON = "reason"
    ANSWER = "answer"
    UNITS = "units"
    TASK = "task"
    RESULT = "result"
    GRADE = "grade"


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


class Move(_Strict):
    verb: str
    name: Words
    sources: Annotated[list[str], Field(alias="from", min_length=1)]
    to: str
    permission: str = ""
    reporter: bool = False
    does: Does = Does.NOTHING
    needs: list[Needs] = []
    guards: list[str] = []
    when_all_done: bool = False
    back: bool = False


class FlowSpec(_Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Annotated[int, Field(ge=1)]
    name: Words
    start: str
    states: dict[str, State]
    moves: list[Move]

    @model_validator(mode="after")
    def _hangs_together(self) -> "FlowSpec":
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def move(self, verb: str, state: str) -> Move | None:
        """The move ``verb`` out of ``state``; at most one, which loading has made sure of."""
        return next((m for m in self.moves if m.verb == verb and state in m.sources), None)

    def moves_from(self, state: str) -> list[Move]:
        return [m for m in self.moves if state in m.sources]

    def way(self) -> list[str]:
        """The states in order of the forward road, for drawing where an item stands."""
        road, here = [self.start], self.start
        while True:
            onward = [m.to for m in self.moves_from(here) if not m.back and m.to not in road]
            if not onward:
                return road
            here = onward[0]
            road.append(here)


def load(data: Any, source: str) -> FlowSpec:
    """A checked flow. Raises BadInput that names the file and each place that is wrong."""
    try:
        return FlowSpec.model_validate(data)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'flow'}: {e['msg']}" for e in error.errors())
        raise BadInput(
            "worklist.flow",
            N_("The flow %(source)s cannot be used: %(found)s"),
            params={"source": source, "found": found},
        ) from error


def _problems(flow: FlowSpec) -> Any:
    if flow.start not in flow.states:
        yield f"start {flow.start!r} is not a state"
    seen: set[tuple[str, str]] = set()
    for move in flow.moves:
        for state in [*move.sources, move.to]:
            if state not in flow.states:
                yield f"move {move.verb!r} names the unknown state {state!r}"
        for guard in set(move.guards) - set(GUARDS):
            yield f"move {move.verb!r} names the unknown guard {guard!r}"
        for source in move.sources:
            if (source, move.verb) in seen:
                yield f"two moves are called {move.verb!r} out of {source!r}"
            seen.add((source, move.verb))
        if not move.permission and not move.reporter:
            yield f"nobody may make the move {move.verb!r}"
    reached = {flow.start} | {m.to for m in flow.moves}
    for name, state in flow.states.items():
        if name not in reached:
            yield f"no move leads to the state {name!r}"
        if not state.end and not flow.moves_from(name):
            yield f"the state {name!r} has no way out"
    for move in flow.moves:
        target = flow.states.get(move.to)
        answered = all(flow.states[s].answered for s in move.sources if s in flow.states)
        if target and target.end and Needs.ANSWER not in move.needs and not answered:
            yield f"move {move.verb!r} would end in {move.to!r} without an answer to the person who reported"
