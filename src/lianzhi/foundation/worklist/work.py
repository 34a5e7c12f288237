"""What moves do to the tasks of an item. Each returns where the item goes. The item is locked.

What concerns more than one unit's own work stands in ``wider.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.contracts import Given
from lianzhi.foundation.worklist.models import Item, Task
from lianzhi.foundation.worklist.rules.flow import Does, FlowSpec
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.guards import Facts
from lianzhi.foundation.worklist.rules.join import OPEN, TaskKind, TaskState, joined
from lianzhi.foundation.worklist.rules.levels import Level, higher
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState

OF_COMMUNITY = frozenset({"community", "partner"})


@dataclass(frozen=True, slots=True)
class Part:
    """What access is asked about: the item's area, and the units with a part in it."""

    area_code: str
    unit_codes: tuple[str, ...]


def thing(item: Item, given: Given) -> Part:
    """With a task named, only that task's unit counts: one unit never acts on another's part."""
    if given.task is not None:
        return Part(item.area_code, (task_of(item, given, kinds=set(TaskKind)).unit_code,))
    return Part(item.area_code, queries.working(item))


def part(item: Item) -> Part:
    """What access is asked about when somebody wants to see it."""
    return Part(item.area_code, queries.units_of(item))


def facts(item: Item, spec: FlowSpec, by: Actor, given: Given) -> Facts:
    now = [t for t in item.parts if t.round == item.rounds and t.kind != TaskKind.COPY]
    done = [t for t in now if t.state == TaskState.DONE]
    return Facts(
        by=by,
        finished_by=frozenset(t.ended_by for t in done),
        open_tasks=sum(t.state in OPEN for t in now),
        done_tasks=len(done),
        rounds=item.rounds,
        grade=given.grade,
        marks=given.marks,
        bounces=item.bounces,
        bounce_limit=spec.bounces,
        urged=item.urged,
        level=item.level,
        units=tuple(given.units) or None,
    )


def _nothing(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    if step.verb == "reopen":
        item.rounds += 1
        item.bounces = item.urged = 0
    return step.to


def check_units(given: Given) -> None:
    """Known, and each named once."""
    unknown = [code for code in given.units if access.unit(code) is None]
    if unknown or len(set(given.units)) != len(given.units):
        raise BadInput(
            "worklist.units",
            N_("These units cannot be used: %(units)s."),
            way_out=N_("Choose each unit once from the list."),
            field="units",
            params={"units": ", ".join(unknown or given.units)},
        )


def _assign(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    check_units(given)
    for index, code in enumerate(given.units):
        raise_to(item, code)
        item.add_part(unit_code=code, lead=index == 0, assigned_at=at)
    return step.to


def _accept(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    task = task_of(item, given, {TaskState.ASSIGNED}, {TaskKind.WORK})
    task.state, task.accepted_at, task.assignee = TaskState.ACCEPTED, at, by.id
    return step.to


def _finish(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    task = task_of(item, given, {TaskState.ACCEPTED})
    end(task, TaskState.DONE, by, given.result, at)
    return step.to if not step.when_all_done or _all_done(item) else item.state


def _return(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """The lead's return takes the whole item back; a supporting unit only drops its own part."""
    task = task_of(item, given, set(OPEN))
    end(task, TaskState.RETURNED, by, given.reason, at)
    item.bounces += 1
    if task.lead:
        for other in open_tasks(item):
            end(other, TaskState.CANCELLED, by, "", at)
        return step.to
    onward = next((m.to for m in spec.moves_from(item.state) if m.when_all_done), item.state)
    return onward if _all_done(item) else item.state


def _redo(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """重办 after a failed check: the lead gets its part again, in the same round."""
    done = [task for task in item.parts if task.round == item.rounds and task.state == TaskState.DONE]
    if not done:
        raise WrongState(
            "worklist.nothing_to_redo",
            N_("There is no finished work to do again."),
            way_out=N_("Dispatch it."),
        )
    last = next((task for task in reversed(done) if task.lead), done[-1])
    item.add_part(
        unit_code=last.unit_code, lead=True, state=TaskState.ACCEPTED, assignee=last.ended_by, assigned_at=at,
        accepted_at=at,
    )  # fmt: skip
    return step.to


def _cancel(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    for task in open_tasks(item):
        end(task, TaskState.CANCELLED, by, given.reason, at)
    return step.to


Work = Callable[[Item, MoveSpec, FlowSpec, Actor, Given, datetime], str]
DO: dict[Does, Work] = {
    Does.NOTHING: _nothing,
    Does.ASSIGN: _assign,
    Does.ACCEPT: _accept,
    Does.FINISH: _finish,
    Does.RETURN: _return,
    Does.REDO: _redo,
    Does.CANCEL: _cancel,
}


def raise_to(item: Item, unit: str) -> None:
    """A matter that a unit works on is at least of that unit's level (R-171)."""
    found = access.unit(unit)
    own = Level.COMMUNITY if found and found.kind in OF_COMMUNITY else Level.TOWN
    item.level = higher(item.level, own)


def task_of(
    item: Item, given: Given, states: set[TaskState] | None = None, kinds: set[TaskKind] | None = None
) -> Task:
    """The task that the move names. Raises NotFound, WrongState when it has been taken further."""
    task = next((part for part in item.parts if part.pk == given.task), None)
    if task is None:
        raise NotFound(
            "worklist.no_task", N_("This matter has no such part."), way_out=N_("Reload your list.")
        )
    late = states is not None and (task.state not in states or task.round != item.rounds)
    if late or task.kind not in (kinds or (TaskKind.WORK, TaskKind.WHISTLE)):
        raise WrongState(
            "worklist.task_state",
            N_("This part has already been taken further."),
            way_out=N_("Reload the page to see who did what."),
        )
    return task


def open_tasks(item: Item) -> list[Task]:
    return [task for task in item.parts if task.round == item.rounds and task.state in OPEN]


def _all_done(item: Item) -> bool:
    now = (t for t in item.parts if t.round == item.rounds and t.kind != TaskKind.COPY)
    return joined(task.state for task in now)


def end(task: Task, state: TaskState, by: Actor, result: str, at: datetime) -> None:
    task.state, task.ended_at, task.ended_by, task.result = state, at, by.id, result
