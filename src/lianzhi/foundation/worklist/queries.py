"""Reads: flows, items, tasks, moves, the town's calendar."""

from collections.abc import Container, Iterable
from functools import lru_cache

from django.db.models import QuerySet

from lianzhi.foundation.statements.api import Many
from lianzhi.foundation.worklist.contracts import (
    ApprovalView,
    ClockView,
    DayView,
    ItemView,
    MoveView,
    NextMove,
    StateView,
    TaskView,
)
from lianzhi.foundation.worklist.models import GONE, Approval, DayOverride, Flow, Item, Move, Task
from lianzhi.foundation.worklist.rules.approvals import Approval as ApprovalState
from lianzhi.foundation.worklist.rules.flow import FlowSpec, Needs
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.names import ASKING, asking
from lianzhi.kernel.calendars import WorkCalendar
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.remembering import for_a_moment

Held = int | Item
"""An item by its id, or the row of it that the caller has locked."""
NO_WORK = frozenset({"returned", "cancelled", "informed", "read"})


@lru_cache(maxsize=64)
def _spec(pk: int) -> FlowSpec:
    """Published versions never change, so one parse per process is enough."""
    row = Flow.objects.get(pk=pk)
    states = row.spec["states"]
    in_order = {code: states[code] for code in [*row.order, *states] if code in states}
    return FlowSpec.model_validate({**row.spec, "states": in_order})


@lru_cache(maxsize=64)
def _pk_of(code: str, version: int) -> int:
    return Flow.objects.values_list("pk", flat=True).get(code=code, version=version)


def spec_at(code: str, version: int) -> FlowSpec:
    return _spec(_pk_of(code, version))


def forget_specs() -> None:
    """A new row may carry the key of one that was rolled back (a rehearsal, a test), or be the same flow anew."""
    _spec.cache_clear()
    _onward.cache_clear()
    _pk_of.cache_clear()


def spec_of(item: Item) -> FlowSpec:
    return _spec(item.flow_id)


@for_a_moment
def _newest(code: str) -> int | None:
    return Flow.objects.filter(code=code).order_by("-version").values_list("pk", flat=True).first()


def newest(code: str) -> tuple[int, FlowSpec]:
    """(flow row id, spec) of the newest published version."""
    pk = _newest(code)
    if pk is None:
        raise NotFound(
            "worklist.no_flow",
            N_("The flow “%(code)s” is not published."),
            way_out=N_("Run “lianzhi setup” once."),
            params={"code": code},
        )
    return pk, _spec(pk)


@for_a_moment
def calendar() -> WorkCalendar:
    return WorkCalendar(overrides=dict(DayOverride.objects.values_list("day", "working")))


def locked(item: Held) -> Item:
    """The item, locked until the transaction ends: everything about it happens one after the other.

    Who has locked the row already hands it in, and nothing of it is read again.
    """
    if isinstance(item, Item):
        return item.watched()
    found = Item.objects.select_for_update().filter(pk=item).order_by().first()
    if found is None:
        raise NotFound("worklist.no_item", N_("There is no such matter."), way_out=N_("Check the number."))
    return found.watched()


def item(item_id: int) -> ItemView:
    return item_view(Item.objects.prefetch_related("tasks").get(pk=item_id))


def item_view(item: Item) -> ItemView:
    spec, parts = spec_of(item), in_order(item)
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
        units=_units(parts, GONE),
        working=_units(parts, NO_WORK),
        level=item.level,
        urged=item.urged,
        bounces=item.bounces,
        bounced=0 < spec.bounces <= item.bounces,
        extended=item.extended,
        paused_at=item.paused_at,
        until=item.wake_at if item.paused_at else None,
        back_to=item.back_to,
        asked=item.asked,
        tasks=tuple(task_view(task, item.subject) for task in parts),
        moves=_onward(item.flow_id, item.state),
    )


@lru_cache(maxsize=500)
def _onward(flow_id: int, state: str) -> tuple[NextMove, ...]:
    return tuple(_next(move) for move in _spec(flow_id).moves_from(state))


def units_of(item: Item) -> tuple[str, ...]:
    """Units with a part in the item that still counts (all rounds; returned and cancelled parts do not).

    They may see it; those that only got a copy have no work in it (``working``).
    """
    return _units(in_order(item), GONE)


def working(item: Item) -> tuple[str, ...]:
    """Units with work in the item, as ``units_of`` counts."""
    return _units(in_order(item), NO_WORK)


def _units(parts: Iterable[Task], without: Container[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task.unit_code for task in parts if task.state not in without))


_parts: Many[Task] = Many(lambda keys: Task.objects.filter(item_id__in=keys).order_by("pk"))


def read_parts(items: Iterable[Item]) -> None:
    """The parts of many items in one query, each kept with its item."""
    found: dict[int, list[Task]] = {item.pk: [] for item in items}
    for task in _parts(list(found)):
        found[task.item_id].append(task)
    for item in items:
        item.parts = found[item.pk]


def leads(items: Iterable[int]) -> dict[int, str]:
    """The unit that leads each of the items, by its newest round."""
    parts = Task.objects.filter(item__in=list(items), lead=True).order_by("round", "-pk")
    return dict(parts.values_list("item_id", "unit_code"))


def units_with_parts(items: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """As ``units_of``, for many items in one query."""
    found: dict[int, list[str]] = {}
    parts = Task.objects.filter(item__in=list(items)).exclude(state__in=GONE).order_by("item", "pk")
    for item, unit in parts.values_list("item_id", "unit_code"):
        found.setdefault(item, []).append(unit)
    return {item: tuple(dict.fromkeys(units)) for item, units in found.items()}


def in_order(item: Item) -> list[Task]:
    """All parts, newest round first, the lead before the others. No query when ``tasks`` are prefetched."""
    return sorted(item.parts, key=lambda t: (-t.round, not t.lead, t.pk))


def state_view(spec: FlowSpec, code: str) -> StateView:
    state = spec.states[code]
    return StateView(code, state.name.zh, state.name.en, state.end, state.paused)


def state_at(flow_id: int, code: str) -> StateView:
    """The state ``code`` of one published flow row, for lists that read items by column. Cached."""
    return state_view(_spec(flow_id), code)


def road(item_id: int) -> list[StateView]:
    """The forward road of the item's own flow version, for the stepper.

    Where an item stands beside the road (suspended, split, merged), that state is drawn in after the one it left.
    """
    item = Item.objects.get(pk=item_id)
    spec, way = spec_of(item), spec_of(item).way()
    if item.paused_at and item.back_to in way:
        way.insert(way.index(item.back_to) + 1, item.state)
    return [state_view(spec, code) for code in way]


def waiting() -> dict[str, tuple[str, ...]]:
    """Permission -> the states that wait for somebody who holds it, over all flows in their newest version.

    A state waits for the permission of its first move onward; so lists by office need no state by name.
    """
    newest_by_code = dict(Flow.objects.order_by("version").values_list("code", "pk"))
    found: dict[str, dict[str, None]] = {}
    for pk in newest_by_code.values():
        spec = _spec(pk)
        for state in spec.states:
            onward = next((m for m in spec.moves_from(state) if m.onward and m.permission), None)
            if onward:
                found.setdefault(onward.permission, {})[state] = None
    return {permission: tuple(codes) for permission, codes in found.items()}


def every_state() -> list[StateView]:
    """The states of all flows in their newest version, each flow's in its own order: what a list may filter by."""
    newest_by_code = dict(Flow.objects.order_by("version").values_list("code", "pk"))
    specs = [_spec(pk) for _code, pk in sorted(newest_by_code.items())]
    return [state_view(spec, state) for spec in specs for state in spec.states]


def states(code: str) -> list[StateView]:
    _pk, spec = newest(code)
    return [state_view(spec, state) for state in spec.states]


def start_state(code: str) -> StateView:
    """Where everything of this flow begins, in its newest version."""
    _pk, spec = newest(code)
    return state_view(spec, spec.start)


def clocks(code: str) -> list[ClockView]:
    """The clocks along the forward road of the newest version, each with the flow's own time; none before setup."""
    pk = Flow.objects.filter(code=code).order_by("-version").values_list("pk", flat=True).first()
    if pk is None:
        return []
    spec = _spec(pk)
    found: dict[str, ClockView] = {}
    for state in spec.way():
        own = spec.states[state]
        if own.within and not own.end:
            name = own.clock or state
            found[name] = ClockView(name, own.name.zh, own.name.en, own.within.amount)
    return list(found.values())


def states_on(clock: str) -> frozenset[str]:
    """The states in which this clock runs, in any version of any flow."""
    specs = [_spec(pk) for pk in Flow.objects.values_list("pk", flat=True)]
    return frozenset(
        code for spec in specs for code, own in spec.states.items() if (own.clock or code) == clock
    )


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
        also=move.also,
        approved_by=move.approved_by,
        side=move.side,
        guards=tuple(move.guards),
    )


def task_view(task: Task, subject: str = "") -> TaskView:
    return TaskView(
        id=task.pk,
        item=task.item_id,
        subject=subject or task.item.subject,
        round=task.round,
        unit=task.unit_code,
        lead=task.lead,
        state=task.state,
        assignee=task.assignee,
        assigned_at=task.assigned_at,
        accepted_at=task.accepted_at,
        ended_at=task.ended_at,
        result=task.result,
        kind=task.kind,
        called_by=task.called_by,
        report_by=task.report_by,
        reported_at=task.reported_at,
        missed_at=task.missed_at,
        grade=task.grade,
        grade_note=task.grade_note,
    )


def tasks(item_id: int) -> list[TaskView]:
    """All parts of an item, newest round first, the lead before the others."""
    rows = Task.objects.select_related("item").filter(item_id=item_id).order_by("-round", "-lead", "pk")
    return [task_view(task) for task in rows]


def moves(item_id: int) -> list[MoveView]:
    """The way so far, oldest first."""
    rows: QuerySet[Move] = Move.objects.filter(item_id=item_id).order_by("seq")
    spec = spec_of(Item.objects.get(pk=item_id))
    return [move_view(row, spec) for row in rows]


def move_view(row: Move, spec: FlowSpec) -> MoveView:
    named = {m.verb: m.name for m in spec.moves}
    asked = named.get(row.detail.get("asked", ""))
    name = asking(row.verb, asked) if row.verb in ASKING and asked else named.get(row.verb)
    name = name or spec.states[spec.start].name
    return MoveView(
        seq=row.seq,
        verb=row.verb,
        name_zh=name.zh,
        name_en=name.en,
        from_state=row.from_state,
        to_state=row.to_state,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        unit=row.unit,
        at=row.at,
        note=row.note,
        detail=row.detail,
    )


def overrides() -> list[DayView]:
    """The town's own days, newest first."""
    return [DayView(row.day, row.working, row.note) for row in DayOverride.objects.order_by("-day")]


def step(item: Held, verb: str) -> NextMove | None:
    """The move of that name out of the present state, or None."""
    item = item if isinstance(item, Item) else Item.objects.get(pk=item)
    found = spec_of(item).move(verb, item.state)
    return _next(found) if found else None


def approvals(item_id: int) -> list[ApprovalView]:
    """All that was ever asked for on one item, newest first."""
    rows = Approval.objects.select_related("item").filter(item_id=item_id).order_by("-asked_at", "-pk")
    return [approval_view(row) for row in rows]


def asked_for(items: Iterable[int]) -> set[int]:
    """Those of the items on which something waits for a decision."""
    waiting = Approval.objects.filter(item_id__in=list(items), state=ApprovalState.PENDING)
    return set(waiting.values_list("item_id", flat=True))


def approval(approval_id: int) -> ApprovalView:
    row = Approval.objects.select_related("item").filter(pk=approval_id).first()
    if row is None:
        raise NotFound(
            "worklist.no_approval", N_("There is no such request."), way_out=N_("Reload the page.")
        )
    return approval_view(row)


def pending(*, prefix: str, most: int = 200) -> list[ApprovalView]:
    """What waits for a decision, the most pressing first; ``prefix`` of the subject names the room that asks."""
    rows = Approval.objects.select_related("item").filter(state="pending", item__subject__startswith=prefix)
    return [approval_view(row) for row in rows.order_by("due_at", "pk")[:most]]


def approval_view(row: Approval) -> ApprovalView:
    spec = spec_of(row.item)
    name = next((m.name for m in spec.moves if m.verb == row.verb), spec.name)
    return ApprovalView(
        id=row.pk, item=row.item_id, subject=row.item.subject, verb=row.verb, name_zh=name.zh, name_en=name.en,
        permission=row.permission, given=row.given, asked_by=row.asked_by, asked_name=row.asked_name, unit=row.unit,
        asked_at=row.asked_at, due_at=row.due_at, state=row.state, decided_by=row.decided_by,
        decided_name=row.decided_name, decided_at=row.decided_at, reason=row.reason,
    )  # fmt: skip


def wordy_moves(code: str) -> list[NextMove]:
    """The moves of the newest version that ask for words: a reason, an answer, a result. None before setup."""
    if not Flow.objects.filter(code=code).exists():
        return []
    _pk, spec = newest(code)
    words = {Needs.REASON, Needs.ANSWER, Needs.RESULT}
    return [_next(move) for move in spec.moves if words & set(move.needs)]
