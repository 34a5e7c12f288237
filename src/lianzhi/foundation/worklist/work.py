"""What moves do to the tasks of an item. Each returns the state the item goes to. The item is locked."""

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
from lianzhi.foundation.worklist.rules.join import OPEN, TaskState, joined
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState


@dataclass(frozen=True, slots=True)
class Part:
    """What access is asked about: the item's area, and the units with a part in it."""

    area_code: str
    unit_codes: tuple[str, ...]


def thing(item: Item, given: Given) -> Part:
    """With a task named, only that task's unit counts: one unit never acts on another's part."""
    if given.task is not None:
        return Part(item.area_code, (_task(item, given).unit_code,))
    return Part(item.area_code, queries.units_of(item))


def facts(item: Item, by: Actor, given: Given) -> Facts:
    now = [t for t in item.tasks.all() if t.round == item.rounds]
    done = [t for t in now if t.state == TaskState.DONE]
    return Facts(
        by=by,
        finished_by=frozenset(t.ended_by for t in done),
        open_tasks=sum(t.state in OPEN for t in now),
        done_tasks=len(done),
        rounds=item.rounds,
        grade=given.grade,
        marks=given.marks,
    )


def _nothing(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    if step.verb == "reopen":
        item.rounds += 1
    return step.to


def _assign(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    unknown = [code for code in given.units if access.unit(code) is None]
    if unknown or len(set(given.units)) != len(given.units):
        raise BadInput(
            "worklist.units",
            N_("These units cannot be used: %(units)s."),
            way_out=N_("Choose each unit once from the list."),
            field="units",
            params={"units": ", ".join(unknown or given.units)},
        )
    for index, code in enumerate(given.units):
        Task.objects.create(item=item, round=item.rounds, unit_code=code, lead=index == 0, assigned_at=at)
    return step.to


def _accept(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    task = _task(item, given, {TaskState.ASSIGNED})
    task.state, task.accepted_at, task.assignee = TaskState.ACCEPTED, at, by.id
    task.save()
    return step.to


def _finish(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    task = _task(item, given, {TaskState.ACCEPTED})
    _end(task, TaskState.DONE, by, given.result, at)
    return step.to if not step.when_all_done or _all_done(item) else item.state


def _return(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """The lead's return takes the whole item back; a supporting unit only drops its own part."""
    task = _task(item, given, set(OPEN))
    _end(task, TaskState.RETURNED, by, given.reason, at)
    if task.lead:
        for other in _open(item):
            _end(other, TaskState.CANCELLED, by, "", at)
        return step.to
    onward = next((m.to for m in spec.moves_from(item.state) if m.when_all_done), item.state)
    return onward if _all_done(item) else item.state


def _redo(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """重办 after a failed check: the lead gets its part again, in the same round."""
    leads = item.tasks.filter(round=item.rounds, state=TaskState.DONE, lead=True).order_by("-pk")
    last = leads.first() or item.tasks.filter(round=item.rounds, state=TaskState.DONE).order_by("-pk").first()
    if last is None:
        raise WrongState(
            "worklist.nothing_to_redo",
            N_("There is no finished work to do again."),
            way_out=N_("Dispatch it."),
        )
    Task.objects.create(
        item=item, round=item.rounds, unit_code=last.unit_code, lead=True, state=TaskState.ACCEPTED,
        assignee=last.ended_by, assigned_at=at, accepted_at=at,
    )  # fmt: skip
    return step.to


def _cancel(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    for task in _open(item):
        _end(task, TaskState.CANCELLED, by, given.reason, at)
    return step.to


DO: dict[Does, Callable[[Item, MoveSpec, FlowSpec, Actor, Given, datetime], str]] = {
    Does.NOTHING: _nothing,
    Does.ASSIGN: _assign,
    Does.ACCEPT: _accept,
    Does.FINISH: _finish,
    Does.RETURN: _return,
    Does.REDO: _redo,
    Does.CANCEL: _cancel,
}


def _task(item: Item, given: Given, states: set[TaskState] | None = None) -> Task:
    task = item.tasks.filter(pk=given.task).first()
    if task is None:
        raise NotFound(
            "worklist.no_task", N_("This matter has no such part."), way_out=N_("Reload your list.")
        )
    if states is not None and (task.state not in states or task.round != item.rounds):
        raise WrongState(
            "worklist.task_state",
            N_("This part has already been taken further."),
            way_out=N_("Reload the page to see who did what."),
        )
    return task


def _open(item: Item) -> list[Task]:
    return list(item.tasks.filter(round=item.rounds, state__in=OPEN))


def _all_done(item: Item) -> bool:
    return joined(item.tasks.filter(round=item.rounds).values_list("state", flat=True))


def _end(task: Task, state: TaskState, by: Actor, result: str, at: datetime) -> None:
    task.state, task.ended_at, task.ended_by, task.result = state, at, by.id, result
    task.save()
