"""Tables of this room."""

from lianzhi.benefits.models.bank import BankFile, BankLine, Difference
from lianzhi.benefits.models.ledger import BudgetLine, ClosedMonth, Entry, Leg, LinePolicy
from lianzhi.benefits.models.payments import Batch, Payment
from lianzhi.benefits.models.runs import Conflict, Ending, Entitlement, Run, Snapshot

__all__ = [
    "BankFile", "BankLine", "Batch", "BudgetLine", "ClosedMonth", "Conflict", "Difference", "Ending", "Entitlement", "Entry",
    "Leg", "LinePolicy", "Payment", "Run", "Snapshot",
]  # fmt: skip
