"""The moves of a case over REST: which are open, and each of them.  R-109, R-087."""

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from lianzhi.cases import api as cases
from lianzhi.exchange.rest.doors import Bearer, answered, caller_of, reading, writing
from lianzhi.exchange.rest.fields import Number, Verb
from lianzhi.exchange.rest.incoming import MoveIn
from lianzhi.exchange.rest.schemas import CaseDetailOut, Named
from lianzhi.exchange.rest.shaping import detail_out
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, NotAllowed

NOT_BY_MOVE = frozenset({"rate"})
"""The reporter's own word: a program cannot speak for a person."""
router = Router()


class BarredOut(Schema):
    """What stands in the way of a move now."""

    code: str
    message: str
    way_out: str


class OpenMoveOut(Schema):
    """A move that this account may make. ``needs`` are fields it must have, ``takes`` those it may have.

    ``task`` and ``unit``: the part it is about. ``asks``: it is asked for, and another person decides. ``conditions``: codes
    that ``condition`` may name. ``checklist``: each of these codes has to be in ``checklist``.
    """

    verb: str
    name_zh: str
    name_en: str
    needs: list[str]
    takes: list[str]
    task: int | None
    unit: str
    asks: bool
    barred: BarredOut | None
    conditions: list[Named]
    checklist: list[Named]


class OpenMovesOut(Schema):
    moves: list[OpenMoveOut]


@router.get(
    "/cases/{number}/moves", auth=Bearer("cases:read"), response=reading(OpenMovesOut), url_name="moves"
)
def open_moves(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """The moves that this account may make on a case now, each with what it takes and needs."""
    by = caller_of(request).actor
    found = cases.open_moves(cases.visible(number, by), by)
    return answered(OpenMovesOut.model_construct(moves=[_open(move) for move in found]))


@router.post(
    "/cases/{number}/moves/{verb}",
    auth=Bearer("cases:move", "cases.see"),
    response=writing(CaseDetailOut, 200),
    url_name="move",
)
def move_case(request: HttpRequest, number: Path[Number], verb: Path[Verb], payload: MoveIn) -> HttpResponse:
    """Make a move of the flow, or ask for it where another person decides (then ``approval`` is set).

    What the move does not take is refused. 409: somebody was faster, or it is not possible now.
    """
    by = caller_of(request).actor
    if verb in NOT_BY_MOVE:
        raise NotAllowed(
            "exchange.persons_word",
            N_("Only the person who reported can do this, on the page of the matter."),
            way_out=N_("Send the person the link of the matter."),
        )
    case = cases.move_numbered(number, verb, by=by, given=payload.given(), photos=tuple(payload.photos))
    return answered(detail_out(case, by))


def _open(move: cases.OpenMove) -> OpenMoveOut:
    lines = [line for each in move.checklists for line in each.checklist]
    return OpenMoveOut.model_construct(
        verb=move.verb, name_zh=move.name_zh, name_en=move.name_en, needs=list(move.needs), takes=list(move.takes),
        task=move.task, unit=move.unit, asks=move.asks,
        barred=_barred(ui.words(move.barred)) if move.barred else None,
        conditions=[_named(each.code, each.name_zh, each.name_en) for each in move.conditions],
        checklist=[_named(line["code"], line["zh"], line.get("en", "")) for line in lines],
    )  # fmt: skip


def _barred(said: dict[str, str]) -> BarredOut:
    return BarredOut.model_construct(code=said["code"], message=said["message"], way_out=said["way_out"])


def _named(code: str, name_zh: str, name_en: str) -> Named:
    return Named.model_construct(code=code, name_zh=name_zh, name_en=name_en)
