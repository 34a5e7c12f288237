"""The door of safety: risk of an address, cylinders and their alerts, what a round does, what matters are told."""

from lianzhi.safety.actions.asking import note_asked, reason
from lianzhi.safety.actions.recompute import mark_due
from lianzhi.safety.actions.regridding import regrid
from lianzhi.safety.actions.suppliers import save_supplier
from lianzhi.safety.actions.taking import take_deliveries
from lianzhi.safety.actions.warnings import case_ended, case_opened
from lianzhi.safety.books import kind_in
from lianzhi.safety.contracts import (
    AlertView,
    CaseCounts,
    CaseText,
    ConditionView,
    CylinderView,
    Delivery,
    Done,
    ReasonView,
    RiskView,
)
from lianzhi.safety.counting import counts_matters
from lianzhi.safety.queries.cylinders import alerts_after, cylinder
from lianzhi.safety.queries.risks import risk_of
from lianzhi.safety.rounds import all_due, work_off
from lianzhi.safety.rules.cylinders import day_in, number_in
from lianzhi.safety.trying import Tried, try_building, try_cylinder, unknown
from lianzhi.safety.wording import alert_text, warning_text

__all__ = [
    "AlertView", "CaseCounts", "CaseText", "ConditionView", "CylinderView", "Delivery", "Done", "ReasonView", "RiskView",
    "Tried", "alert_text", "alerts_after", "all_due", "case_ended", "case_opened", "counts_matters", "cylinder", "day_in",
    "kind_in", "mark_due", "note_asked", "number_in", "reason", "regrid", "risk_of", "save_supplier", "take_deliveries",
    "try_building", "try_cylinder", "unknown", "warning_text", "work_off",
]  # fmt: skip
