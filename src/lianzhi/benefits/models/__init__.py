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
from lianzhi.benefits.models.revisions import RevisedText, Revision
from lianzhi.benefits.models.runs import Conflict, Ending, Entitlement, Run, Snapshot

__all__ = [
    "Application", "BankFile", "BankLine", "Batch", "BudgetLine", "ClosedMonth", "Conflict", "Council", "Decision",
    "DecisionTurn", "Difference", "Due", "Ending", "Entitlement", "Entry", "Leg", "LinePolicy", "Objection", "Payment",
    "PublicNotice", "Recovery", "RevisedText", "Revision", "Run", "Snapshot",
]  # fmt: skip
