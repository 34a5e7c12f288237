"""From everybody to who is paid: how many stand where today.  R-234, issue 5 part 6. Pure.

Everybody is counted in persons; all that follows in entitlements, one person and one policy each, so that what leaves a stage
adds up to it. An entitlement stands at one stage: what is in force goes before what is under way beside it, and of its payments
the newest that counts says how far it came (one that was paid again has another in its place).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianzhi.benefits.rules.deciding import Deciding
from lianzhi.benefits.rules.payments import Paying

PERSONS, CANDIDATES, DUE, PROPOSED, GRANTED, ORDERED, SENT = (
    "persons", "candidates", "due", "proposed", "granted", "ordered", "sent",
)  # fmt: skip
BEHIND, UNPROPOSED, UNORDERED = "behind", "unproposed", "unordered"
FROM: Mapping[str, str] = {
    CANDIDATES: PERSONS,
    BEHIND: CANDIDATES, DUE: CANDIDATES,
    UNPROPOSED: DUE, PROPOSED: DUE,
    "doubt": PROPOSED, "check": PROPOSED, "meeting": PROPOSED, "notice": PROPOSED, "second": PROPOSED, "refused": PROPOSED,
    "appealed": PROPOSED, "shown": PROPOSED, GRANTED: PROPOSED,
    UNORDERED: GRANTED, ORDERED: GRANTED,
    "waiting": ORDERED, SENT: ORDERED,
    "at_bank": SENT, "paid": SENT, "returned": SENT,
}  # fmt: skip
"""Each stage and the one it comes from, in the order of the way; the first has none."""

_DECIDED = {
    Deciding.DOUBTFUL: "doubt", Deciding.CHECKING: "check", Deciding.WAITING: "meeting", Deciding.LISTED: "meeting",
    Deciding.TO_POST: "notice", Deciding.POSTED: "notice", Deciding.READY: "second", Deciding.REFUSED: "refused",
    Deciding.APPEALED: "appealed", Deciding.SHOWN: "shown", Deciding.GRANTED: GRANTED,
}  # fmt: skip
_PAID = {
    Paying.WAITING: "waiting",
    Paying.SENT: "at_bank",
    Paying.PAID: "paid",
    Paying.RETURNED: "returned",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. ``depth`` counts from 0; ``share``: percent of the stage it comes from, None where that is empty
    or counted in persons."""

    name: str
    came_from: str
    count: int
    depth: int
    share: float | None


def stage_of(state: str, before: str, in_force: bool) -> str:
    """Where a decision stands; under appeal, what was in force goes on. ``before``: the state in which an appeal began."""
    if state == Deciding.APPEALED and in_force:
        return _DECIDED[Deciding(before)]
    return _DECIDED[Deciding(state)]


def steps(
    persons: int, due: int, behind: int, decided: Mapping[str, int], newest: Mapping[str, int]
) -> list[Step]:
    """``decided``: entitlements by stage of their decision; ``newest``: those granted by the state of their newest payment,
    the empty state for those without one."""
    proposed = sum(decided.values())
    paid = {name: newest.get(state, 0) for state, name in _PAID.items()}
    sent = sum(paid.values()) - paid["waiting"]
    counts = {
        PERSONS: persons, CANDIDATES: due + behind, DUE: due, BEHIND: behind, PROPOSED: proposed,
        UNPROPOSED: max(due - proposed, 0), **decided, ORDERED: sum(paid.values()), SENT: sent, **paid,
        UNORDERED: max(decided.get(GRANTED, 0) - sum(paid.values()), 0),
    }  # fmt: skip
    depths = {PERSONS: 0}
    found = [Step(PERSONS, "", persons, 0, None)]
    for name, before in FROM.items():
        depths[name] = depths[before] + 1
        count, whole = counts.get(name, 0), counts.get(before, 0)
        share = 100 * count / whole if whole and before != PERSONS else None
        found.append(Step(name, before, count, depths[name], share))
    return found


def gathered(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of the same name, added up."""
    found: dict[str, int] = {}
    for name, count in rows:
        found[name] = found.get(name, 0) + count
    return found
