"""Who may follow a bad rating up, and when it may be answered.  R-278, 国办发〔2019〕51号.  Pure."""

from collections.abc import Collection

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, WrongState

CALLS = 2
OUTCOMES = {
    "improved": N_("The complaint was right; it was put right"),
    "explained": N_("Nothing to put right; the reason was explained"),
    "mistaken": N_("Another grade or another matter was meant"),
}


def check_not_handler(by: Actor, *, finished_by: Collection[str], units: Collection[str]) -> None:
    """Neither a person who finished a part nor a colleague of a unit that had one. Raises NotAllowed."""
    if by.id in finished_by or by.unit in units:
        raise NotAllowed(
            "cases.own_work",
            N_("You or your unit handled this matter, so somebody else has to follow the rating up."),
            way_out=N_("Leave it in the list; the command room or a checker takes it."),
        )


def check_call(*, reached: bool | None, said: str) -> None:
    if reached is None:
        raise BadInput(
            "cases.reached",
            N_("Say whether the person answered."),
            way_out=N_("Choose yes or no."),
            field="reached",
        )
    if not said.strip():
        raise BadInput(
            "cases.call_said",
            N_("Write down what was said."),
            way_out=N_("A sentence is enough; if nobody answered, write when you called."),
            field="said",
        )


def check_answer(*, reached: bool | None, calls: int, outcome: str) -> None:
    """The person is heard first, or was called twice in vain. Raises WrongState, BadInput."""
    if not reached and calls < CALLS:
        raise WrongState(
            "cases.not_called",
            N_("The person has not been heard yet."),
            way_out=N_("Call first; after two calls without an answer you may reply in writing."),
        )
    if outcome not in OUTCOMES:
        raise BadInput(
            "cases.outcome",
            N_("Say what came of it."),
            way_out=N_("Choose one of the three."),
            field="outcome",
        )


def check_other(by: Actor, *, replied_by: str) -> None:
    """四眼: who replied does not settle it. Raises NotAllowed."""
    if by.id == replied_by:
        raise NotAllowed(
            "cases.own_reply",
            N_("You wrote the reply yourself, so somebody else has to settle it."),
            way_out=N_("Leave it in the list for a colleague."),
        )
