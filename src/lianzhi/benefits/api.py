"""The door of benefits: order a payment once, a person's payments, what was paid; run the policies over the register."""

from lianzhi.benefits.actions.budget import grant, make_line
from lianzhi.benefits.actions.ordering import order_payment, pay_again, take_back
from lianzhi.benefits.actions.running import rematch, run
from lianzhi.benefits.actions.wanting import want as want_run
from lianzhi.benefits.contracts import Amount, Order, Ordered, PaymentView, Proposal
from lianzhi.benefits.handing import hands_over
from lianzhi.benefits.queries.payments import payment, payments_of

__all__ = [
    "Amount", "Order", "Ordered", "PaymentView", "Proposal", "grant", "hands_over", "make_line", "order_payment", "pay_again",
    "payment", "payments_of", "rematch", "run", "take_back", "want_run",
]  # fmt: skip
