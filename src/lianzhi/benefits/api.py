"""The door of benefits: order a payment once, a person's payments, what was paid."""

from lianzhi.benefits.actions.budget import grant, make_line
from lianzhi.benefits.actions.ordering import order_payment, pay_again, take_back
from lianzhi.benefits.contracts import Amount, Order, Ordered, PaymentView
from lianzhi.benefits.queries.payments import payment, payments_of

__all__ = [
    "Amount", "Order", "Ordered", "PaymentView", "grant", "make_line", "order_payment", "pay_again", "payment", "payments_of",
    "take_back",
]  # fmt: skip
