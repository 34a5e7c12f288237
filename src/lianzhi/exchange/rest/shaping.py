"""From what other rooms hand out to what goes over the REST interface."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from lianzhi.cases.api import CaseView, place_for, waiting_on
from lianzhi.exchange.rest.schemas import (
    AmountOut,
    ApprovalOut,
    CaseDetailOut,
    CaseOut,
    MoveOut,
    Named,
    StateOut,
    TaskOut,
)
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist.api import ApprovalView, NextMove, StateView, TaskView
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


def case_out(case: CaseView, held: Collection[str]) -> CaseOut:
    """Built without checking what our own contracts hold anyway."""
    return CaseOut.model_construct(**_values(case, held))


def detail_out(case: CaseView, by: Actor) -> CaseDetailOut:
    """With what waits for a decision: one query, where something does."""
    waiting = waiting_on(case)
    return CaseDetailOut.model_construct(
        **_values(case, access.permissions_of(by)),
        approval=approval_out(waiting, case, by) if waiting else None,
    )


def approval_out(asked: ApprovalView, case: CaseView, by: Actor) -> ApprovalOut:
    given, until = asked.given, asked.given.get("until")
    amount = given.get("amount")
    return ApprovalOut.model_construct(
        id=asked.id, number=case.number, title=case.title, verb=asked.verb, name_zh=asked.name_zh,
        name_en=asked.name_en, asked_by=asked.asked_name, unit=asked.unit, own=asked.asked_by == by.id,
        asked_at=asked.asked_at, due_at=asked.due_at, reason=given.get("reason", ""), answer=given.get("answer", ""),
        units=list(given.get("units", ())), task=given.get("task"),
        amount=AmountOut.model_construct(**amount) if amount else None,
        until=datetime.fromisoformat(until) if until else None,
    )  # fmt: skip


def _values(case: CaseView, held: Collection[str]) -> dict[str, Any]:
    item = case.item
    return {
        "number": case.number,
        "title": case.title,
        "text": case.text,
        "source": case.source,
        "intake": case.intake,
        "module": case.module,
        "category": _named(case.category),
        "state": _state(item.state),
        "light": str(item.light(clock.now())),
        "place": place_for(case.place_text, case.place_code, held)[0],
        "lon": case.lon,
        "lat": case.lat,
        "accuracy_m": case.accuracy_m,
        "area": case.area_code,
        "units": list(item.units),
        "tasks": [_task(task) for task in item.tasks],
        "moves": [_move(move) for move in item.moves],
        "answer": case.answer,
        "grade": case.rating.grade if case.rating else None,
        "urgency": case.urgency,
        "heat": case.heat,
        "level": item.level,
        "urged": item.urged,
        "bounced": item.bounced,
        "main": case.main or "",
        "parent": case.parent or "",
        "asked": item.asked,
        "paused_at": item.paused_at,
        "until": item.until,
        "created_at": case.created_at,
        "due_at": item.due_at,
        "promised_at": item.promised_at,
        "closed_at": item.closed_at,
    }


def _named(thing: Any) -> Named | None:
    return (
        Named.model_construct(code=thing.code, name_zh=thing.name_zh, name_en=thing.name_en)
        if thing
        else None
    )


def _state(state: StateView) -> StateOut:
    return StateOut.model_construct(
        code=state.code, name_zh=state.name_zh, name_en=state.name_en, end=state.end
    )


@lru_cache(maxsize=500)
def _move(move: NextMove) -> MoveOut:
    return MoveOut.model_construct(
        verb=move.verb,
        name_zh=move.name_zh,
        name_en=move.name_en,
        needs=list(move.needs),
        permission=move.permission,
        asks=bool(move.approved_by),
    )


def _task(task: TaskView) -> TaskOut:
    return TaskOut.model_construct(
        id=task.id,
        unit=task.unit,
        lead=task.lead,
        kind=task.kind,
        state=task.state,
        round=task.round,
        assigned_at=task.assigned_at,
        accepted_at=task.accepted_at,
        ended_at=task.ended_at,
        result=task.result,
        called_by=task.called_by,
        report_by=task.report_by,
        reported_at=task.reported_at,
        missed_at=task.missed_at,
        grade=task.grade,
    )
