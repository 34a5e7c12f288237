"""To whom newly due entitlements are handed, and told what is over. Deciding registers itself; a run knows nobody by name."""

from collections.abc import Callable, Sequence

from lianzhi.benefits.contracts import Proposal
from lianzhi.kernel.actor import Actor

Receive = Callable[[Sequence[Proposal], Actor], object]
Pairs = Sequence[tuple[str, str]]
_receivers: list[Receive] = []
_told: list[Callable[[Pairs, Actor], object]] = []


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


def takes_back(receive: Callable[[Pairs, Actor], object]) -> None:
    """``receive(pairs, by)``: (person, policy) that are due no longer, in the transaction of the run that found it."""
    if receive not in _told:
        _told.append(receive)


def take_back(pairs: Pairs, by: Actor) -> None:
    for receive in _told if pairs else ():
        receive(pairs, by)
