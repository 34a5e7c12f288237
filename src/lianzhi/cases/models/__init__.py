"""The tables of the room: one file a topic; everybody imports from here."""

from lianzhi.cases.models.cases import (
    Case,
    Category,
    Counter,
    Intake,
    Rating,
    Responsibility,
    SearchRow,
    Signal,
    SignalSearchRow,
)
from lianzhi.cases.models.clocks import (
    CategoryLink,
    CategoryVersion,
    Condition,
    LimitRule,
    Standard,
    TableFile,
)
from lianzhi.cases.models.desk import BulkLine, BulkRun, Handover
from lianzhi.cases.models.field import Patrol, Sent
from lianzhi.cases.models.meeting import AgendaLine, Decision, Meeting
from lianzhi.cases.models.reply import ReplyTemplate
from lianzhi.cases.models.rules import Rule, Ruled
from lianzhi.cases.models.statistics import DayCount, GridUnitMonth, MonthCount, StaleDay, Stay
from lianzhi.cases.models.voice import Assist, FollowUp, Parked, Remark, Secret

__all__ = [
    "AgendaLine",
    "Assist",
    "BulkLine",
    "BulkRun",
    "Case",
    "Category",
    "CategoryLink",
    "CategoryVersion",
    "Condition",
    "Counter",
    "DayCount",
    "GridUnitMonth",
    "MonthCount",
    "Decision",
    "FollowUp",
    "Handover",
    "Intake",
    "LimitRule",
    "Meeting",
    "Parked",
    "Patrol",
    "Rating",
    "Remark",
    "ReplyTemplate",
    "Responsibility",
    "Rule",
    "Ruled",
    "SearchRow",
    "Secret",
    "Sent",
    "Signal",
    "SignalSearchRow",
    "StaleDay",
    "Standard",
    "Stay",
    "TableFile",
]
