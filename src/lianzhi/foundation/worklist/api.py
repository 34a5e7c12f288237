"""The door of the worklist."""

from lianzhi.foundation.worklist.actions import hurdles, move, override_day, publish, relimit, start
from lianzhi.foundation.worklist.contracts import (
    DayView,
    Given,
    ItemView,
    MoveView,
    NextMove,
    StateView,
    TaskView,
)
from lianzhi.foundation.worklist.queries import (
    calendar,
    item,
    item_view,
    moves,
    next_moves,
    overrides,
    road,
    state_at,
    states,
    task_view,
    tasks,
    waiting,
)
from lianzhi.foundation.worklist.rules.flow import FlowSpec
from lianzhi.foundation.worklist.rules.flow import load as check_flow
from lianzhi.foundation.worklist.rules.join import OPEN as OPEN_TASKS
from lianzhi.foundation.worklist.rules.lights import Light, light

__all__ = [
    "OPEN_TASKS",
    "DayView",
    "FlowSpec",
    "Given",
    "ItemView",
    "Light",
    "MoveView",
    "NextMove",
    "StateView",
    "TaskView",
    "calendar",
    "check_flow",
    "hurdles",
    "item",
    "item_view",
    "light",
    "move",
    "moves",
    "next_moves",
    "override_day",
    "overrides",
    "publish",
    "relimit",
    "road",
    "start",
    "state_at",
    "states",
    "task_view",
    "tasks",
    "waiting",
]
