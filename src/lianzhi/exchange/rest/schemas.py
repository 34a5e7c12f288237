"""What goes over the REST interface. The field names are a promise: they change only with the version in the path."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from lianzhi.cases.api import CaseView
from lianzhi.foundation.worklist.api import NextMove, StateView, TaskView
from lianzhi.kernel import clock

WITHOUT_CONTROLS = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
Number = Annotated[str, Field(pattern=r"^[A-Z]{2,3}[0-9]{8}-[0-9]{4,8}$", description="LZ20261122-0042")]
Verb = Annotated[str, Field(pattern=r"^[a-z_]{2,30}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")]
Text = Annotated[str, Field(pattern=WITHOUT_CONTROLS)]
Line = Annotated[str, Field(pattern=WITHOUT_CONTROLS, max_length=200)]
PhotoId = Annotated[str, Field(pattern=r"^[0-9A-Z]{8,24}$")]


def _plausible(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2200:
        raise ValueError("a year between 1970 and 2200")
    return at


def _written(value: object) -> object:
    """A number is no moment, though pydantic would take it as seconds since 1970."""
    if isinstance(value, str) and "T" in value.upper():
        return value
    raise ValueError("a date-time of RFC 3339 with its zone")


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_plausible)]


class Strict(Schema):
    """What comes in: an unknown field is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")


class CaseIn(Strict):
    """A new report. Without a category the platform proposes one, or an officer sets it."""

    text: Annotated[Text, Field(min_length=4, max_length=20_000)]
    title: Annotated[Text, Field(max_length=120)] = ""
    intake: Annotated[Code, Field(min_length=1)] = "snap_report"
    category: Code = ""
    place: Line = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    occurred_at: Moment | None = None
    photos: Annotated[list[PhotoId], Field(max_length=9)] = []


class MoveIn(Strict):
    """What the flow asks for with a move; the case's ``moves`` say which of these it needs."""

    reason: Annotated[Text, Field(max_length=2000)] = ""
    answer: Annotated[Text, Field(max_length=5000)] = ""
    result: Annotated[Text, Field(max_length=5000)] = ""
    units: Annotated[list[Code], Field(max_length=20)] = []
    task: Annotated[int, Field(ge=1, le=2**62)] | None = None
    photos: Annotated[list[PhotoId], Field(max_length=9)] = []


class Named(Schema):
    code: str
    name_zh: str
    name_en: str


class CategoryOut(Named):
    module: str
    hint_zh: str
    hint_en: str


class CategoriesOut(Schema):
    categories: list[CategoryOut]


class StateOut(Named):
    end: bool


class MoveOut(Schema):
    """A move that the flow allows now. Whether this account may make it, the move itself says."""

    verb: str
    name_zh: str
    name_en: str
    needs: list[str]
    permission: str


class TaskOut(Schema):
    id: int
    unit: str
    lead: bool
    state: str
    round: int
    assigned_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    result: str


class CaseOut(Schema):
    """A case as the account may see it. Who reported it is never given out here."""

    number: str
    title: str
    text: str
    source: str
    intake: str
    module: str
    category: Named | None
    state: StateOut
    light: Literal["green", "yellow", "red", "off"]
    place: str
    lon: float | None
    lat: float | None
    area: str
    units: list[str]
    tasks: list[TaskOut]
    moves: list[MoveOut]
    answer: str
    grade: int | None
    created_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None


class CasesOut(Schema):
    """One page, newest first. ``next`` is the cursor of the following page; none: this was the last."""

    cases: list[CaseOut]
    next: str | None


class PhotoOut(Schema):
    id: str
    width: int
    height: int
    sm3: str


class FaultOut(Schema):
    field: str
    message: str


class ProblemOut(Schema):
    """RFC 9457. ``code`` is stable; ``message`` and ``way_out`` are in the language of the request."""

    type: str
    title: str
    status: int
    code: str
    message: str
    way_out: str
    field: str
    errors: list[FaultOut]


def case_out(case: CaseView) -> CaseOut:
    """Built without checking what our own contracts hold anyway."""
    item = case.item
    return CaseOut.model_construct(
        number=case.number,
        title=case.title,
        text=case.text,
        source=case.source,
        intake=case.intake,
        module=case.module,
        category=_named(case.category),
        state=_state(item.state),
        light=str(item.light(clock.now())),
        place=case.place_text,
        lon=case.lon,
        lat=case.lat,
        area=case.area_code,
        units=list(item.units),
        tasks=[_task(task) for task in item.tasks],
        moves=[_move(move) for move in item.moves],
        answer=case.answer,
        grade=case.rating.grade if case.rating else None,
        created_at=case.created_at,
        due_at=item.due_at,
        promised_at=item.promised_at,
        closed_at=item.closed_at,
    )


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
    )


def _task(task: TaskView) -> TaskOut:
    return TaskOut.model_construct(
        id=task.id,
        unit=task.unit,
        lead=task.lead,
        state=task.state,
        round=task.round,
        assigned_at=task.assigned_at,
        accepted_at=task.accepted_at,
        ended_at=task.ended_at,
        result=task.result,
    )
