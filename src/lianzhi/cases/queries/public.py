"""What residents may read: their own reports, and one case by its token. Nobody else's data, no staff names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Assist, Case, Signal
from lianzhi.cases.queries.cases import by_id, rows
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.rules import progress as words
from lianzhi.cases.rules.talking import can_answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.grades import BAD

LISTED = 20
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the way. ``words`` is a message id with %(units)s perhaps; empty: the flow's own names count."""

    words: str
    name_zh: str
    name_en: str
    units: tuple[access.UnitView, ...]
    at: datetime | None
    tone: str


@dataclass(frozen=True, slots=True)
class Progress:
    case: CaseView
    stages: tuple[str, ...]
    stage: int
    road: tuple[worklist.StateView, ...]
    now: str
    late: bool
    steps: tuple[Step, ...]
    photos: tuple[files.FileView, ...]
    results: tuple[files.FileView, ...]
    main_now: str
    may_rate: bool
    may_reopen: bool


def progress(case: CaseView) -> Progress:
    """All that the progress page shows."""
    state = case.item.state.code
    road = worklist.road(case.item.id)
    marks, here = words.stages([s.code for s in road], state)
    moves = {move.verb for move in worklist.next_moves(case.item.id) if move.reporter}
    belongs = can_answer(case.reporter)
    return Progress(
        case=case,
        stages=tuple(marks),
        stage=here,
        road=tuple(road),
        now=words.NOW.get(state, ""),
        late=_late(case),
        steps=(*_behind(case), *_ahead(case, road)),
        photos=tuple(files.of(case.subject, "report")),
        results=tuple(files.of(case.subject, RESULT)),
        main_now=_main_now(case),
        may_rate=belongs and "rate" in moves,
        may_reopen=belongs and "reopen" in moves and _bad(case),
    )


def _main_now(case: CaseView) -> str:
    """How the report stands with which this one is handled together."""
    if not case.main_id or case.item.closed_at:
        return ""
    return words.STAGE.get(by_id(case.main_id).item.state.code, "")


def _late(case: CaseView) -> bool:
    promised = case.item.promised_at
    return promised is not None and (case.item.closed_at or clock.now()) > promised


def _bad(case: CaseView) -> bool:
    return case.rating is not None and case.rating.grade in BAD and case.item.rounds < 2


def _behind(case: CaseView) -> list[Step]:
    units = {unit.code: unit for unit in access.units()}
    done = [move for move in worklist.moves(case.item.id) if move.verb not in words.INNER]
    return [
        _step(move, units, "now" if move is done[-1] and not case.item.state.end else "") for move in done
    ]


def _step(move: worklist.MoveView, units: Mapping[str, access.UnitView], tone: str) -> Step:
    codes: Sequence[str] = move.detail.get("units") or ((move.unit,) if move.unit else ())
    named = tuple(units[code] for code in codes if code in units)
    return Step(
        words.SAID.get(move.verb, ""),
        move.name_zh,
        move.name_en,
        named,
        move.at,
        words.tone(move.verb) or tone,
    )


def _ahead(case: CaseView, road: Sequence[worklist.StateView]) -> list[Step]:
    later = words.still_ahead([state.code for state in road], case.item.state.code)
    return [Step(words.AHEAD[code], "", "", (), None, "ahead") for code in later]


@dataclass(frozen=True, slots=True)
class Mine:
    """A page of one's own reports. ``older``: the number behind which the next page begins; empty on the last."""

    cases: tuple[CaseView, ...]
    older: str = ""


def mine(by: Actor, *, after: str = "", most: int = LISTED) -> Mine:
    """The newest reports of this resident, and those made for somebody else; those older than ``after``, a case number.

    A number that is none of the resident's own begins at the newest. Each kind is read over an index of its own, from where
    the last page ended: flat however many there are.
    """
    for_others = Assist.objects.filter(helper=by.id).values("case")
    kinds = (Q(reporter=by.id), Q(pk__in=for_others))
    than = _place(after, kinds)
    found = {row.pk: row for own in kinds for row in _newest(own, than, most + 1)}
    ordered = sorted(found.values(), key=lambda row: (row.created_at, row.pk), reverse=True)
    listed = [case_view(row) for row in ordered[:most]]
    return Mine(tuple(listed), listed[-1].number if len(ordered) > most else "")


def _place(number: str, kinds: Sequence[Q]) -> tuple[datetime, int] | None:
    if not number:
        return None
    found = Case.objects.filter(kinds[0] | kinds[1], number=number).values_list("created_at", "pk")
    return found.first()


def _newest(own: Q, than: tuple[datetime, int] | None, most: int) -> Sequence[Case]:
    found = rows().filter(own)
    if than is not None:
        at, pk = than
        found = found.filter(Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=pk)))
    return list(found.order_by("-created_at", "-pk")[:most])


def reported(source: str, external_id: str) -> CaseView | None:
    """The case that this very submission made already, if it did."""
    row = Signal.objects.filter(source=source, external_id=external_id, case__isnull=False).first()
    return case_view(rows().get(pk=row.case_id)) if row else None


def by_number(number: str) -> CaseView | None:
    """Without any check: only for an act that asks for more than the number (actions.finding)."""
    row: Case | None = rows().filter(number=number).first()
    return case_view(row) if row else None
