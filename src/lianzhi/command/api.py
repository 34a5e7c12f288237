"""The door of command: plans for emergencies, responses and drills, what a case proposes."""

from lianzhi.command.actions.planning import load_plans, publish, publish_flows, save_draft, with_contact
from lianzhi.command.actions.responding import dismiss, end, propose, report, start, take, tick
from lianzhi.command.contracts import Matter, NewPlan, Start, Started
from lianzhi.command.queries import Seen, plan_named, seen, started_of
from lianzhi.command.rules.plans import EmergencyKind, PlanState

__all__ = [
    "EmergencyKind", "Matter", "NewPlan", "PlanState", "Seen", "Start", "Started", "dismiss", "end", "load_plans", "plan_named",
    "propose", "publish", "publish_flows", "report", "save_draft", "seen", "start", "started_of", "take", "tick", "with_contact",
]  # fmt: skip
