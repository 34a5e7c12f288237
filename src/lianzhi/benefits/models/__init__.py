"""Tables of this room."""

from lianzhi.benefits.models.bank import BankFile, BankLine, Difference
from lianzhi.benefits.models.decisions import (
    Application,
    Council,
    Decision,
    DecisionTurn,
    Due,
    Objection,
    PublicNotice,
)
from lianzhi.benefits.models.ledger import BudgetLine, ClosedMonth, Entry, Leg, LinePolicy
from lianzhi.benefits.models.payments import Batch, Payment
from lianzhi.benefits.models.recoveries import Recovery

__all__ = [
    "Application", "BankFile", "BankLine", "Batch", "BudgetLine", "ClosedMonth", "Council", "Decision", "DecisionTurn",
    "Difference", "Due", "Entry", "Leg", "LinePolicy", "Objection", "Payment", "PublicNotice", "Recovery",
]  # fmt: skip
