"""From what a population says of one person to a proposal: for appeals, and for who asks for himself."""

from lianzhi.benefits.at_hand import Current
from lianzhi.benefits.contracts import Proposal
from lianzhi.benefits.rules.explaining import Told
from lianzhi.benefits.rules.outcome import Status
from lianzhi.benefits.rules.proof import packed
from lianzhi.registry import api as registry


def proposal(one: Told, now: Current, person: str) -> Proposal:
    """``fen`` is zero unless it is due."""
    payee = registry.payees([person]).get(person)
    return Proposal(
        person, one.policy.code, one.policy.digest, one.paid if one.status is Status.DUE else 0, one.policy.every,
        one.policy.grounds, not one.unverified and not one.policy.sample, now.kept(), now.book.as_of,
        payee.area_code if payee else "", packed([held.held for held in one.conditions]),
    )  # fmt: skip
