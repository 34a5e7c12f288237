"""What goes out over the REST interface. The field names are a promise: they change only with the version in the path."""

from datetime import datetime
from typing import Literal

from ninja import Schema


class Named(Schema):
    code: str
    name_zh: str
    name_en: str


class StateOut(Named):
    end: bool


class MoveOut(Schema):
    """A move that the flow allows now; GET …/moves says which of them this account may make, and what they take.

    ``asks``: it is asked for, and another person decides.
    """

    verb: str
    name_zh: str
    name_en: str
    needs: list[str]
    permission: str
    asks: bool


class TaskOut(Schema):
    """One unit's part: work, whistle (``called_by`` expects it by ``report_by``) or copy (only to be read)."""

    id: int
    unit: str
    lead: bool
    kind: str
    state: str
    round: int
    assigned_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    result: str
    called_by: str
    report_by: datetime | None
    reported_at: datetime | None
    missed_at: datetime | None
    grade: int | None


class CaseOut(Schema):
    """A case as the account may see it. Who reported it is never given out here.

    ``heat`` counts the voices on it, ``urged`` how strongly it is urged (3: red card), ``level`` how far up it is;
    ``bounced``: passed on as often as may be without an approval. ``main`` and ``parent`` are numbers: the case it follows,
    the one it is a part of. ``asked``: a request waits for somebody's decision. While ``paused_at`` is set the clock
    stands, ``until`` a day or until what it waits for has come. ``accuracy_m``: the error of the device whose place it is; none
    where a pin or words gave the place.
    """

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
    accuracy_m: float | None
    area: str
    units: list[str]
    tasks: list[TaskOut]
    moves: list[MoveOut]
    answer: str
    grade: int | None
    urgency: Literal["normal", "urgent", "major"]
    heat: int
    level: Literal["grid", "community", "town", "district"]
    urged: int
    bounced: bool
    main: str
    parent: str
    asked: bool
    paused_at: datetime | None
    until: datetime | None
    created_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None


class AmountOut(Schema):
    value: float
    unit: str


class ApprovalOut(Schema):
    """A move that was asked for and waits for another person. ``own``: this account asked, so it cannot decide."""

    id: int
    number: str
    title: str
    verb: str
    name_zh: str
    name_en: str
    asked_by: str
    unit: str
    own: bool
    asked_at: datetime
    due_at: datetime | None
    reason: str
    answer: str
    units: list[str]
    task: int | None
    amount: AmountOut | None
    until: datetime | None


class ApprovalsOut(Schema):
    """One page, the most pressing first. ``next`` is the cursor of the following page; none: this was the last."""

    approvals: list[ApprovalOut]
    next: str | None


class CaseDetailOut(CaseOut):
    """One case, with the request that waits for a decision on it."""

    approval: ApprovalOut | None


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
