"""The door of benefits: run the policies over the register, propose and end decisions, order a payment once, what a person gets."""

from lianzhi.benefits.actions.budget import grant, make_line
from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.actions.ordering import order_payment, pay_again, take_back
from lianzhi.benefits.actions.running import rematch, run
from lianzhi.benefits.actions.turning import end
from lianzhi.benefits.actions.wanting import want as want_run
from lianzhi.benefits.contracts import Amount, Order, Ordered, PaymentView, Proposal
from lianzhi.benefits.queries.decisions import DecisionTold, appeal_answer, told
from lianzhi.benefits.queries.payments import payment, payments_of
from lianzhi.benefits.queries.rehearsing import Rehearsed, rehearse
from lianzhi.benefits.returns import in_chinese as returned_word
from lianzhi.benefits.wording import reason_in_both

__all__ = [
    "Amount", "DecisionTold", "Order", "Ordered", "PaymentView", "Proposal", "Rehearsed", "appeal_answer", "end",
    "grant", "make_line", "order_payment", "pay_again", "payment", "payments_of", "propose",
    "reason_in_both", "rehearse", "rematch", "returned_word", "run", "take_back", "told", "want_run",
]  # fmt: skip
