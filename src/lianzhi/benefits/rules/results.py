"""What is to be believed of a bank's results, line by line, and what a person has to look at.  Issue 5 part 5. Pure.

Nothing is paid twice or lost: a line that says again what is known changes nothing, and a line that contradicts what is
known changes nothing either, but is put before a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianzhi.benefits.rules.bank_files import PAID, RETURNED, Told
from lianzhi.benefits.rules.payments import Paying, Step


class Differs(StrEnum):
    """Why a person has to look (对账差异)."""

    UNREADABLE = "unreadable"
    UNKNOWN_BATCH = "unknown_batch"
    UNKNOWN_LINE = "unknown_line"
    OTHER_BATCH = "other_batch"
    AMOUNT = "amount"
    OUTCOME = "outcome"
    TWICE = "twice"
    CONTRADICTS = "contradicts"
    NOT_CONFIRMED = "not_confirmed"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Known:
    """A payment as we have it."""

    code: str
    batch: str
    fen: int
    state: Paying


@dataclass(frozen=True, slots=True)
class Verdict:
    """``steps``: code -> the step and the line that says so; ``odd``: lines for a person; ``same``: lines that say nothing new."""

    steps: Mapping[str, tuple[Step, Told]]
    odd: tuple[tuple[Differs, Told], ...]
    same: int


# (our state, the bank's outcome) -> step; None: known already
_MOVES: Mapping[tuple[Paying, str], Step | None] = {
    (Paying.SENT, PAID): Step.PAY,
    (Paying.SENT, RETURNED): Step.REFUSE,
    (Paying.PAID, PAID): None,
    (Paying.PAID, RETURNED): Step.BOUNCE,
    (Paying.RETURNED, RETURNED): None,
}


def judge(batch: str, lines: Iterable[Told], known: Mapping[str, Known]) -> Verdict:
    """A file in which a payment stands twice says nothing certain of it, unless both lines are alike."""
    steps: dict[str, tuple[Step, Told]] = {}
    odd: list[tuple[Differs, Told]] = []
    same, seen = 0, dict[str, Told]()
    for line in lines:
        before = seen.get(line.code)
        seen[line.code] = before or line
        if before:
            if (before.fen, before.outcome) == (line.fen, line.outcome):
                same += 1
            else:
                odd.append((Differs.TWICE, line))
                if taken := steps.pop(line.code, None):
                    odd.append((Differs.TWICE, taken[1]))
            continue
        why, move = _one(batch, line, known.get(line.code))
        if why:
            odd.append((why, line))
        elif move:
            steps[line.code] = (move, line)
        else:
            same += 1
    return Verdict(steps, tuple(odd), same)


def _one(batch: str, line: Told, ours: Known | None) -> tuple[Differs | None, Step | None]:
    if ours is None:
        return Differs.UNKNOWN_LINE, None
    if ours.batch != batch:
        return Differs.OTHER_BATCH, None
    if line.fen != ours.fen:
        return Differs.AMOUNT, None
    if line.outcome not in (PAID, RETURNED):
        return Differs.OUTCOME, None
    if (ours.state, line.outcome) not in _MOVES:
        return Differs.CONTRADICTS, None
    return None, _MOVES[ours.state, line.outcome]


def differences(
    ours: Mapping[str, int], banks: Mapping[str, int]
) -> tuple[tuple[Differs, str, int, int], ...]:
    """(why, payment, our fen, the bank's fen) for each payment on which the two do not agree to the cent."""
    found = []
    for code in sorted(ours.keys() | banks.keys()):
        mine, theirs = ours.get(code, 0), banks.get(code, 0)
        if mine != theirs:
            why = Differs.AMOUNT if mine and theirs else Differs.NOT_CONFIRMED if mine else Differs.NOT_OURS
            found.append((why, code, mine, theirs))
    return tuple(found)
