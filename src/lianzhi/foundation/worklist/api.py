"""The door of the worklist."""

from lianzhi.foundation.worklist.actions import hurdles, move, override_day, publish, relimit, start
from lianzhi.foundation.worklist.contracts import Given, ItemView, MoveView, NextMove, StateView, TaskView
from lianzhi.foundation.worklist.queries import (
    calendar,
    item,
    item_view,
    moves,
    next_moves,
    road,
    state_at,
    states,
    task_view,
    tasks,
    waiting,
)
from lianzhi.foundation.worklist.rules.flow import FlowSpec
from lianzhi.foundation.worklist.rules.join import OPEN as OPEN_TASKS
from lianzhi.foundation.worklist.rules.lights import Light, light

__all__ = [
    "OPEN_TASKS", "FlowSpec", "Given", "ItemView", "Light", "MoveView", "NextMove", "StateView",
    "TaskView", "calendar", "hurdles", "item", "item_view", "light", "move", "moves", "next_moves", "override_day", "publish",
    "relimit", "road", "start", "state_at", "states", "task_view", "tasks", "waiting",
]  # fmt: skip
