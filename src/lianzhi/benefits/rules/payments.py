"""The states of one payment and what moves it: 待付、已发银行、已付、退回、冲正.  R-233, issue 5 part 5. Pure.

Each step is one entry of the ledger. What is not in ``STEPS`` cannot happen, whoever asks for it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from lianzhi.benefits.rules.ledger import Act
from lianzhi.kernel.errors import N_, BadInput, WrongState

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._\-]{7,63}", re.ASCII)
_PERIOD = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]|H[12]))?", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_FEN = 100_000_000_00  # no policy pays one person so much at once: a slipped point is caught


class Paying(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    REVERSED = "reversed"


class Step(StrEnum):
    SEND = "send"
    RECALL = "recall"
    PAY = "pay"
    REFUSE = "refuse"
    BOUNCE = "bounce"
    RELEASE = "release"
    CANCEL = "cancel"


STEPS: Mapping[tuple[Paying, Step], tuple[Paying, Act]] = {
    (Paying.WAITING, Step.SEND): (Paying.SENT, Act.SEND),
    (Paying.WAITING, Step.CANCEL): (Paying.REVERSED, Act.REVERSE),  # of what reserved it
    (Paying.SENT, Step.RECALL): (
        Paying.WAITING,
        Act.REVERSE,
    ),  # of what sent it: the bank took none of the batch
    (Paying.SENT, Step.PAY): (Paying.PAID, Act.PAY),
    (Paying.SENT, Step.REFUSE): (Paying.RETURNED, Act.REFUSE),
    (Paying.PAID, Step.BOUNCE): (Paying.RETURNED, Act.BOUNCE),
    (Paying.RETURNED, Step.RELEASE): (Paying.REVERSED, Act.RELEASE),
}


def step(state: str, what: Step) -> tuple[Paying, Act]:
    """(state after, act of the ledger). Raises WrongState."""
    found = STEPS.get((Paying(state), what))
    if found is None:
        raise WrongState(
            "benefits.payment_state", N_("The payment is no longer in a state that allows this."),
            way_out=N_("Look at it again: somebody may have been faster."),
        )  # fmt: skip
    return found


def check_order(key: str, policy: str, policy_hash: str, period: str, fen: int, verified: bool) -> None:
    """Raises BadInput for an order that could never be paid; an amount nobody has confirmed is the first of these."""
    if verified is not True:
        raise BadInput(
            "benefits.unverified", N_("This amount is not confirmed by any document, so it is never paid."),
            way_out=N_("Have the policy's amounts checked against the document and marked as verified; then decide anew."),
            field="amount",
        )  # fmt: skip
    if type(fen) is not int or not 0 < fen <= MOST_FEN:
        raise BadInput("benefits.amount", N_("An amount is above zero and in whole fen."), field="amount")
    if not _KEY.fullmatch(key):
        raise BadInput(
            "benefits.key", N_("The key of a payment has 8 to 64 letters, digits, colons, points or dashes."), field="key"
        )  # fmt: skip
    if not policy or len(policy) > 60 or not _HASH.fullmatch(policy_hash):
        raise BadInput(
            "benefits.policy", N_("A payment names its policy and the digest of the version it was decided by."),
            field="policy",
        )  # fmt: skip
    if not _PERIOD.fullmatch(period):
        raise BadInput(
            "benefits.period", N_("A period is a year, a half-year, a quarter or a month: 2026, 2026-H1, 2026-Q4, 2026-11."),
            field="period",
        )  # fmt: skip
