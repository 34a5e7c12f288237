"""From a proposal to a decision: the states, and every turn there is, with who makes it and why.  R-209, R-210, R-233, G-20. Pure.

What is not in ``TURNS`` cannot happen, whoever asks for it. A policy with a collective step (集体研究) has one way only, through
the meeting; no argument takes the step out, and no machine makes it. An amount that is not verified goes the same way and
ends at ``SHOWN``: computed, shown as a sample, never ordered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, WrongState


class Deciding(StrEnum):
    PROPOSED = "proposed"
    DOUBTFUL = "doubtful"
    CHECKING = "checking"
    WAITING = "waiting"
    LISTED = "listed"
    TO_POST = "to_post"
    POSTED = "posted"
    READY = "ready"
    GRANTED = "granted"
    SHOWN = "shown"
    REFUSED = "refused"
    APPEALED = "appealed"
    ENDED = "ended"


class Turn(StrEnum):
    OPEN = "open"
    RENEW = "renew"
    SETTLE = "settle"
    CHECK = "check"
    LIST = "list"
    PUT_OFF = "put_off"
    PASS = "pass"  # noqa: S105  the meeting passes it
    POST = "post"
    LAPSE = "lapse"
    APPROVE = "approve"
    REFUSE = "refuse"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REVISE = "revise"
    END = "end"


class Who(StrEnum):
    """MACHINE: also a person. FIRST: a person. MEETING: who records the meeting. SECOND: not the first eyes. FRESH: nobody
    who decided before. ANYBODY: the person himself, or who speaks for him."""

    MACHINE = "machine"
    FIRST = "first"
    MEETING = "meeting"
    SECOND = "second"
    FRESH = "fresh"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Rule:
    """``to`` None: the next stage of the decision's own way, or back to where an appeal began."""

    to: Deciding | None
    who: Who
    why: str


OPEN = (
    Deciding.DOUBTFUL, Deciding.CHECKING, Deciding.WAITING, Deciding.LISTED, Deciding.TO_POST, Deciding.POSTED, Deciding.READY,
)  # fmt: skip
"""Somebody still has to do something."""
FINAL = (Deciding.GRANTED, Deciding.SHOWN, Deciding.REFUSED, Deciding.ENDED)

_RENEWED = N_("The run found other values: it goes its way from the beginning.")
_ENDED = N_("The conditions no longer hold, or another decision stands for it.")
TURNS: Mapping[tuple[Deciding, Turn], Rule] = {
    (Deciding.PROPOSED, Turn.OPEN): Rule(None, Who.MACHINE, N_("A run found it.")),
    **{(state, Turn.RENEW): Rule(None, Who.MACHINE, _RENEWED) for state in OPEN},
    (Deciding.DOUBTFUL, Turn.SETTLE): Rule(None, Who.FIRST, N_("A person looked into the doubt.")),
    (Deciding.CHECKING, Turn.CHECK): Rule(None, Who.FIRST, N_("A first person looked at it.")),
    (Deciding.WAITING, Turn.LIST): Rule(Deciding.LISTED, Who.FIRST, N_("It was put on the list of a meeting.")),
    (Deciding.LISTED, Turn.PUT_OFF): Rule(Deciding.WAITING, Who.MEETING, N_("The meeting put it off.")),
    (Deciding.LISTED, Turn.PASS): Rule(None, Who.MEETING, N_("The meeting decided it together.")),
    (Deciding.TO_POST, Turn.POST): Rule(Deciding.POSTED, Who.FIRST, N_("It was put up for objections.")),
    (Deciding.POSTED, Turn.LAPSE): Rule(None, Who.MACHINE, N_("The days of the notice are over, no objection is open.")),
    (Deciding.READY, Turn.APPROVE): Rule(None, Who.SECOND, N_("A second person decided.")),
    (Deciding.DOUBTFUL, Turn.REFUSE): Rule(Deciding.REFUSED, Who.FIRST, N_("A person refused it, with a reason.")),
    (Deciding.CHECKING, Turn.REFUSE): Rule(Deciding.REFUSED, Who.FIRST, N_("A person refused it, with a reason.")),
    (Deciding.LISTED, Turn.REFUSE): Rule(Deciding.REFUSED, Who.MEETING, N_("The meeting refused it.")),
    (Deciding.POSTED, Turn.REFUSE): Rule(Deciding.REFUSED, Who.FRESH, N_("An objection was right.")),
    (Deciding.READY, Turn.REFUSE): Rule(Deciding.REFUSED, Who.SECOND, N_("A second person refused it, with a reason.")),
    **{(state, Turn.APPEAL): Rule(Deciding.APPEALED, Who.ANYBODY, N_("An appeal reopened it.")) for state in FINAL},
    (Deciding.APPEALED, Turn.UPHOLD): Rule(None, Who.FRESH, N_("The appeal changed nothing.")),
    (Deciding.APPEALED, Turn.REVISE): Rule(None, Who.FRESH, N_("The appeal was right: it is decided anew with today's values.")),
    **{
        (state, Turn.END): Rule(Deciding.ENDED, Who.MACHINE, _ENDED)
        for state in (*OPEN, Deciding.GRANTED, Deciding.SHOWN)
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """What a decision has to pass, from its policy. ``days``: working days of public notice. ``doubt``: why a person looks."""

    collective: bool
    instant: bool
    days: int
    verified: bool
    doubt: str = ""

    @property
    def at_once(self) -> bool:
        return self.instant and not (self.collective or self.days or self.doubt)

    @property
    def end(self) -> Deciding:
        return Deciding.GRANTED if self.verified else Deciding.SHOWN

    def first(self) -> Deciding:
        if self.doubt:
            return Deciding.DOUBTFUL
        return self.end if self.at_once else Deciding.CHECKING

    def stages(self) -> tuple[Deciding, ...]:
        """All of the way, as it is drawn."""
        if self.at_once:
            return (Deciding.PROPOSED, self.end)
        asked = ((self.collective, Deciding.WAITING), (self.collective, Deciding.LISTED), (self.days > 0, Deciding.TO_POST),
                 (self.days > 0, Deciding.POSTED))  # fmt: skip
        return (
            Deciding.PROPOSED, Deciding.DOUBTFUL if self.doubt else Deciding.CHECKING,
            *(stage for wanted, stage in asked if wanted), Deciding.READY, self.end,
        )  # fmt: skip

    def after(self, state: Deciding) -> Deciding:
        stages = self.stages()
        return stages[stages.index(state) + 1]


def take(state: str, turn: Turn, path: Path, *, before: str = "") -> Deciding:
    """The state after. ``before``: where an appeal began. Raises WrongState."""
    rule = _rule(state, turn)
    if turn in (Turn.OPEN, Turn.RENEW):
        return path.first()
    if turn in (Turn.UPHOLD, Turn.REVISE):
        return Deciding(before)
    return rule.to or path.after(Deciding(state))


def require(state: str, turn: Turn, by: Actor, *, first: str = "", decided: Collection[str] = ()) -> None:
    """``first``: whose eyes were first; ``decided``: everybody who decided before. Raises NotAllowed, WrongState."""
    who = _rule(state, turn).who
    if by.kind == "system" and who not in (Who.MACHINE, Who.ANYBODY):
        raise NotAllowed(
            "benefits.person_decides", N_("A machine proposes; this step is a person's."),
            way_out=N_("Open the decision and take the step yourself."),
        )  # fmt: skip
    if by.kind == "resident" and who is not Who.ANYBODY:
        raise NotAllowed("benefits.not_yours", N_("This step is the office's."))
    if (who is Who.SECOND and by.id == first) or (who is Who.FRESH and by.id in decided):
        raise NotAllowed(
            "benefits.other_eyes", N_("You decided on this before; somebody else has to do this step."),
            way_out=N_("Hand it to a colleague who may decide."),
        )  # fmt: skip


def turns_of(state: str) -> list[Turn]:
    return [turn for at, turn in TURNS if at == state]


def _rule(state: str, turn: Turn) -> Rule:
    found = TURNS.get((Deciding(state), turn))
    if found is None:
        raise WrongState(
            "benefits.decision_state", N_("The decision is no longer in a state that allows this."),
            way_out=N_("Look at it again: somebody may have been faster."),
        )  # fmt: skip
    return found
