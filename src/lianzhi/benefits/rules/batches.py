"""The states of a batch on its way to the bank, and who may release it.  R-233, issue 5 part 5. Pure.

What was sent and not answered is *unknown*: it is asked about, and goes again only where the bank says that it never came.
"""

from enum import StrEnum

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, WrongState


class Batching(StrEnum):
    PREPARED = "prepared"
    RELEASED = "released"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    DISSOLVED = "dissolved"


AT_BANK = (Batching.SENDING, Batching.UNKNOWN, Batching.SENT, Batching.DONE)
"""The bank may have it, so its results are believed."""
OPEN = (Batching.SENDING, Batching.UNKNOWN)
"""Nobody knows yet whether the bank has it."""


class Known(StrEnum):
    """What a bank says of a batch by its key."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_THERE = "not_there"
    UNSURE = "unsure"


AFTER = {Known.TAKEN: Batching.SENT, Known.REFUSED: Batching.REFUSED, Known.UNSURE: Batching.UNKNOWN}


def require(state: str, *allowed: Batching) -> None:
    if state not in allowed:
        raise WrongState(
            "benefits.batch_state", N_("The batch is no longer in a state that allows this."),
            way_out=N_("Look at it again: somebody may have been faster."),
        )  # fmt: skip


def require_other_eyes(prepared_by: str, by: Actor) -> None:
    """Two persons: a machine may prepare, but never release."""
    if by.kind != "staff" or by.id == prepared_by:
        raise NotAllowed(
            "benefits.four_eyes", N_("Whoever prepared a batch does not release it."),
            way_out=N_("Ask a colleague who may release batches to look at it."),
        )  # fmt: skip
