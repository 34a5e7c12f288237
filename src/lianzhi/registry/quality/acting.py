"""What a reader may do with a ticket now: the moves of the flow, as far as his grants reach."""

from collections.abc import Callable, Mapping

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.registry.models import Ticket
from lianzhi.registry.quality import tickets

_ACTS: Mapping[str, Callable[[str, str, Actor], Ticket]] = {
    "answer": lambda number, said, by: tickets.answer(number, said, by=by),
    "refuse": lambda number, said, by: tickets.refuse(number, said, by=by),
    "settle": lambda number, said, by: tickets.settle(number, by=by),
    "insist": lambda number, said, by: tickets.insist(number, said, by=by),
}


def acts(ticket: Ticket, by: Actor) -> list[worklist.NextMove]:
    """The buttons: what the flow allows from here and ``by`` may do. ``pass`` and ``fail_again`` are the count's."""
    if ticket.item_id is None:
        return []
    return [
        move
        for move in worklist.next_moves(ticket.item_id)
        if move.verb in _ACTS and any(access.may(by, permission, ticket) for permission in move.permissions)
    ]


def act(number: str, verb: str, said: str, *, by: Actor) -> Ticket:
    if verb not in _ACTS:
        raise WrongState(
            "registry.ticket_act", N_("This cannot be done now."), way_out=N_("Reload the page.")
        )
    return _ACTS[verb](number, said, by)
