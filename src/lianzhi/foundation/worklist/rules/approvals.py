"""An approval (审批): a move that one person asks for and another grants or declines.  Field notes 3."""

from enum import StrEnum


class Approval(StrEnum):
    PENDING = "pending"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
