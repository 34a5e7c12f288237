"""Reads: flows, items, tasks, moves, the town's calendar."""

from functools import lru_cache

from django.db.models import QuerySet

from lianzhi.foundation.worklist.contracts import DayView, ItemView, MoveView, NextMove, StateView, TaskView
from lianzhi.foundation.worklist.models import DayOverride, Flow, Item, Move, Task
from lianzhi.foundation.worklist.rules.flow import FlowSpec
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.kernel.calendars import WorkCalendar
from lianzhi.kernel.errors import N_, NotFound


@lru_cache(maxsize=64)
def _spec(pk: int) -> FlowSpec:
    """Published versions never change, so one parse per process is enough."""
    return FlowSpec.model_validate(Flow.objects.get(pk=pk).spec)


def forget_specs() -> None:
    """A new row may carry the key of one that was rolled back (a rehearsal, a test)."""
    _spec.cache_clear()


def spec_of(item: Item) -> FlowSpec:
    return _spec(item.flow_id)


def newest(code: str) -> tuple[int, FlowSpec]:
    """(flow row id, spec) of the newest published version."""
    pk = Flow.objects.filter(code=code).order_by("-version").values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(
            "worklist.no_flow",
            N_("The flow “%(code)s” is not published."),
            way_out=N_("Run “lianzhi setup” once."),
            params={"code": code},
        )
    return pk, _spec(pk)


def calendar() -> WorkCalendar:
    return WorkCalendar(overrides=dict(DayOverride.objects.values_list("day", "working")))


def locked(item_id: int) -> Item:
    """The item, locked until the transaction ends: everything about it happens one after the other."""
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NotFound("worklist.no_item", N_("There is no such matter."), way_out=N_("Check the number."))
    return item


def item(item_id: int) -> ItemView:
    return item_view(Item.objects.prefetch_related("tasks").get(pk=item_id))


def item_view(item: Item) -> ItemView:
    spec = spec_of(item)
    return ItemView(
        id=item.pk,
        subject=item.subject,
        flow=spec.code,
        version=spec.version,
        state=state_view(spec, item.state),
        area_code=item.area_code,
        opened_at=item.opened_at,
        state_since=item.state_since,
        due_at=item.due_at,
        warn_at=item.warn_at,
        promised_at=item.promised_at,
        closed_at=item.closed_at,
        rounds=item.rounds,
        units=units_of(item),
        tasks=tuple(task_view(task) for task in in_order(item)),
        moves=tuple(_next(move) for move in spec.moves_from(item.state)),
    )


def units_of(item: Item) -> tuple[str, ...]:
    """Units with a part in the item that still counts (all rounds; returned and cancelled parts do not)."""
    counted = [t for t in in_order(item) if t.state not in ("returned", "cancelled")]
    return tuple(dict.fromkeys(t.unit_code for t in counted))


def in_order(item: Item) -> list[Task]:
    """All parts, newest round first, the lead before the others. No query when ``tasks`` are prefetched."""
    return sorted(item.tasks.all(), key=lambda t: (-t.round, not t.lead, t.pk))


def state_view(spec: FlowSpec, code: str) -> StateView:
    state = spec.states[code]
    return StateView(code=code, name_zh=state.name.zh, name_en=state.name.en, end=state.end)


def state_at(flow_id: int, code: str) -> StateView:
    """The state ``code`` of one published flow row, for lists that read items by column. Cached."""
    return state_view(_spec(flow_id), code)


def road(item_id: int) -> list[StateView]:
    """The forward road of the item's own flow version, for the stepper."""
    spec = spec_of(Item.objects.get(pk=item_id))
    return [state_view(spec, code) for code in spec.way()]


def waiting() -> dict[str, tuple[str, ...]]:
    """Permission -> the states that wait for somebody who holds it, over all flows in their newest version.

    A state waits for the permission of its first move onward; so lists by office need no state by name.
    """
    newest_by_code = dict(Flow.objects.order_by("version").values_list("code", "pk"))
    found: dict[str, dict[str, None]] = {}
    for pk in newest_by_code.values():
        spec = _spec(pk)
        for state in spec.states:
            onward = next((m for m in spec.moves_from(state) if not m.back and m.permission), None)
            if onward:
                found.setdefault(onward.permission, {})[state] = None
    return {permission: tuple(codes) for permission, codes in found.items()}


def states(code: str) -> list[StateView]:
    _pk, spec = newest(code)
    return [state_view(spec, state) for state in spec.states]


def next_moves(item_id: int) -> list[NextMove]:
    """The moves the flow allows from here; the page then drops those the reader may not make."""
    item = Item.objects.get(pk=item_id)
    return [_next(move) for move in spec_of(item).moves_from(item.state)]


def _next(move: MoveSpec) -> NextMove:
    return NextMove(
        verb=move.verb,
        name_zh=move.name.zh,
        name_en=move.name.en,
        permission=move.permission,
        needs=tuple(move.needs),
        does=move.does,
        back=move.back,
        reporter=move.reporter,
    )


def task_view(task: Task) -> TaskView:
    return TaskView(
        id=task.pk,
        item=task.item_id,
        subject=task.item.subject,
        round=task.round,
        unit=task.unit_code,
        lead=task.lead,
        state=task.state,
        assignee=task.assignee,
        assigned_at=task.assigned_at,
        accepted_at=task.accepted_at,
        ended_at=task.ended_at,
        result=task.result,
    )


def tasks(item_id: int) -> list[TaskView]:
    """All parts of an item, newest round first, the lead before the others."""
    rows = Task.objects.select_related("item").filter(item_id=item_id).order_by("-round", "-lead", "pk")
    return [task_view(task) for task in rows]


def moves(item_id: int) -> list[MoveView]:
    """The way so far, oldest first."""
    rows: QuerySet[Move] = Move.objects.filter(item_id=item_id).order_by("seq")
    spec = spec_of(Item.objects.get(pk=item_id))
    names = {m.verb: m.name for m in spec.moves}
    started = spec.states[spec.start].name
    return [
        MoveView(
            seq=row.seq,
            verb=row.verb,
            name_zh=(names.get(row.verb) or started).zh,
            name_en=(names.get(row.verb) or started).en,
            from_state=row.from_state,
            to_state=row.to_state,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            unit=row.unit,
            at=row.at,
            note=row.note,
            detail=row.detail,
        )
        for row in rows
    ]


def overrides() -> list[DayView]:
    """The town's own days, newest first."""
    return [DayView(row.day, row.working, row.note) for row in DayOverride.objects.order_by("-day")]
