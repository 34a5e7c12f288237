"""Tables of this room."""

from lianzhi.benefits.models.bank import BankFile, BankLine, Difference
from lianzhi.benefits.models.decisions import Council, Decision, DecisionTurn, Due, Objection, PublicNotice
from lianzhi.benefits.models.ledger import BudgetLine, ClosedMonth, Entry, Leg, LinePolicy
from lianzhi.benefits.models.payments import Batch, Payment

__all__ = [
    "BankFile", "BankLine", "Batch", "BudgetLine", "ClosedMonth", "Council", "Decision", "DecisionTurn", "Difference", "Due",
    "Entry", "Leg", "LinePolicy", "Objection", "Payment", "PublicNotice",
]  # fmt: skip
