"""To whom newly due entitlements are handed. Deciding registers itself in ``apps.ready``; a run knows nobody by name."""

from collections.abc import Callable, Sequence

from lianzhi.benefits.contracts import Proposal
from lianzhi.kernel.actor import Actor

Receive = Callable[[Sequence[Proposal], Actor], object]
_receivers: list[Receive] = []


def hands_over(receive: Receive) -> Receive:
    """``receive(proposals, by)`` is called in the transaction of the run that found them; what it raises ends that run."""
    if receive not in _receivers:
        _receivers.append(receive)
    return receive


def hand_over(made: Callable[[], Sequence[Proposal]], by: Actor) -> int:
    """How many were handed over: none, and none made, as long as nobody decides."""
    if not _receivers:
        return 0
    proposals = made()
    for receive in _receivers:
        receive(proposals, by)
    return len(proposals)
