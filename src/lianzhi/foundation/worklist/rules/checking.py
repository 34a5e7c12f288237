"""What is wrong with a flow.  One small question a function; each names the place.  Pure.

House law 3 (nothing ends without an answer) and its sister: nothing waits for ever.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from lianzhi.foundation.worklist.rules.flow import BACK, SAME, Does, FlowSpec, Move, Needs, Waits
from lianzhi.foundation.worklist.rules.guards import GUARDS
from lianzhi.foundation.worklist.rules.levels import CHAIN
from lianzhi.kernel.errors import N_, BadInput

Problems = Iterator[str]
ASKED = frozenset({"reason", "answer"})


def load(data: Any, source: str) -> FlowSpec:
    """A checked flow. Raises BadInput that names the file and each place that is wrong."""
    try:
        flow = FlowSpec.model_validate(data)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'flow'}: {e['msg']}" for e in error.errors())
        raise _unusable(source, found) from error
    if problems := list(problems_of(flow)):
        raise _unusable(source, "; ".join(problems))
    return flow


def _unusable(source: str, found: str) -> BadInput:
    return BadInput(
        "worklist.flow",
        N_("The flow %(source)s cannot be used: %(found)s"),
        params={"source": source, "found": found},
    )


def problems_of(flow: FlowSpec) -> Problems:
    for check in CHECKS:
        yield from check(flow)


def _starts(flow: FlowSpec) -> Problems:
    if flow.start not in flow.states:
        yield f"start {flow.start!r} is not a state"


def _names(flow: FlowSpec) -> Problems:
    seen: set[tuple[str, str]] = set()
    for move in flow.moves:
        for state in [*move.sources, *_named(move)]:
            if state not in flow.states:
                yield f"move {move.verb!r} names the unknown state {state!r}"
        for guard in set(move.guards) - set(GUARDS):
            yield f"move {move.verb!r} names the unknown guard {guard!r}"
        for source in move.sources:
            if (source, move.verb) in seen:
                yield f"two moves are called {move.verb!r} out of {source!r}"
            seen.add((source, move.verb))


def _somebody_may(flow: FlowSpec) -> Problems:
    for move in flow.moves:
        if not move.permission and not move.reporter:
            yield f"nobody may make the move {move.verb!r}"


def _reached(flow: FlowSpec) -> Problems:
    reached = {flow.start} | {m.to for m in flow.moves}
    for name in flow.states:
        if name not in reached:
            yield f"no move leads to the state {name!r}"


def _way_out(flow: FlowSpec) -> Problems:
    for name, state in flow.states.items():
        leaving = [m for m in flow.moves_from(name) if m.to not in (SAME, name)]
        if not state.end and not leaving:
            yield f"the state {name!r} has no way out"


def _answered(flow: FlowSpec) -> Problems:
    for move in flow.moves:
        target = flow.states.get(move.to)
        answered = all(flow.states[s].answered for s in move.sources if s in flow.states)
        if target and target.end and Needs.ANSWER not in move.needs and not answered:
            yield f"move {move.verb!r} would end in {move.to!r} without an answer to the person who reported"


def _approved(flow: FlowSpec) -> Problems:
    for move in flow.moves:
        if not move.approved_by:
            continue
        if move.reporter:
            yield f"move {move.verb!r} is the reporter's own and cannot need an approval"
        if move.decided_within is None:
            yield f"move {move.verb!r} needs an approval but no time within which it is decided"
        if not ASKED & set(move.needs):
            yield f"move {move.verb!r} needs an approval, so who asks must give a reason or the answer"


def _pauses(flow: FlowSpec) -> Problems:
    """Each way into a pause, and the way out of it that a date, the main matter or the parts bring about."""
    for move in flow.moves:
        held = [s for s in move.sources if s in flow.states and flow.states[s].paused]
        if move.to == BACK and len(held) < len(move.sources):
            yield f"move {move.verb!r} leads back from a state in which nothing was paused"
        target = flow.states.get(move.to)
        if target is None or not target.paused:
            continue
        if held:
            yield f"move {move.verb!r} leads from one pause into another"
        if any(s in flow.states and flow.states[s].end for s in move.sources):
            yield f"move {move.verb!r} would pause what has ended"
        if target.waits_for == Waits.UNTIL and Needs.UNTIL not in move.needs:
            yield f"move {move.verb!r} would pause for ever: it asks for no date (needs: until)"


def _pauses_end(flow: FlowSpec) -> Problems:
    wanted = {Waits.MAIN: Does.FOLLOW, Waits.PARTS: Does.GATHER}
    for name, state in flow.states.items():
        if state.waits_for is None:
            continue
        leaving = flow.moves_from(name)
        if state.end:
            yield f"the state {name!r} ends and cannot wait for anything"
        if state.waits_for == Waits.UNTIL:
            move = flow.move(flow.by_rule.paused, name)
            if move is None or move.to != BACK:
                yield f"the state {name!r} would not end by itself when its date comes (by_rule: paused)"
        elif not any(m.does == wanted[state.waits_for] for m in leaving):
            yield f"the state {name!r} would wait for ever: no move out of it does {wanted[state.waits_for]}"


def _rules(flow: FlowSpec) -> Problems:
    rules = flow.by_rule
    if rules.overdue:
        yield from _made_by_rule(flow, rules.overdue.move, Does.CLIMB)
        levels = [CHAIN.index(rung.to) for rung in rules.overdue.ladder]
        hours = [rung.after.value for rung in rules.overdue.ladder]
        units = {rung.after.unit for rung in rules.overdue.ladder}
        rising = all(a < b for a, b in pairwise(levels)) and all(a < b for a, b in pairwise(hours))
        if not rising or len(units) > 1:
            yield "the ladder by_rule.overdue must rise, in one unit of time and in the level"
    if rules.unreported:
        yield from _made_by_rule(flow, rules.unreported.move, Does.NO_SHOW)
    if any(m.does == Does.WHISTLE for m in flow.moves) and rules.unreported is None:
        yield "a unit may be called by whistle, but nothing says what happens when it does not come"


def _made_by_rule(flow: FlowSpec, verb: str, does: Does) -> Problems:
    made = [m for m in flow.moves if m.verb == verb]
    if not made or any(m.does != does or m.to != SAME for m in made):
        yield f"by_rule names {verb!r}, which is no move that does {does} and stays where it is"


def _named(move: Move) -> list[str]:
    return [] if move.to in (SAME, BACK) else [move.to]


CHECKS: tuple[Callable[[FlowSpec], Problems], ...] = (
    _starts, _names, _somebody_may, _reached, _way_out, _answered, _approved, _pauses, _pauses_end, _rules,
)  # fmt: skip
