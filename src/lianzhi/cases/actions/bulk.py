"""Make one move on several cases: each in its own transaction, each once however often it is sent."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext

from lianzhi.cases.actions.moves import move
from lianzhi.cases.models import BulkLine, BulkRun
from lianzhi.cases.queries.acts import Act, Reader
from lianzhi.cases.queries.bulk import MOST, line
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.wording import named, said
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound, Refused, WrongState

Says = Callable[[Act, str], worklist.Given]


def run(key: str, verb: str, numbers: Sequence[str], *, says: Says, by: Actor, back: str = "") -> BulkRun:
    """``says`` gives what is handed in with the move of one case. A refusal of one does not touch the others."""
    kept, _made = BulkRun.objects.get_or_create(
        key=key, defaults={"verb": verb, "by": by.id, "back": back[:2000]}
    )
    if kept.by != by.id:
        raise no_run()
    if kept.verb != verb:
        raise WrongState(
            "cases.bulk_key",
            N_("This page was already used for another step."),
            way_out=N_("Choose the cases anew; nothing was done now."),
        )
    reader = Reader(by)
    for number in list(dict.fromkeys(numbers))[:MOST]:
        _one(kept, number, verb, says, reader)
    return kept


def _one(kept: BulkRun, number: str, verb: str, says: Says, reader: Reader) -> None:
    """The line is written first: whoever sends the same page at the same time waits for it and finds it done."""
    try:
        with transaction.atomic(), audit.late():
            row, made = BulkLine.objects.get_or_create(run=kept, number=number, defaults={"done": True})
            if made:
                _set(row, _move(number, verb, says, reader))
    except Refused as refused:
        message = " ".join(said(refused)).strip()[:500]
        BulkLine.objects.get_or_create(run=kept, number=number, defaults={"done": False, "message": message})


def _move(number: str, verb: str, says: Says, reader: Reader) -> str:
    """The state after the move, in words."""
    case = visible(number, reader.by)
    asked = line(case, reader, verb)
    if asked.refused or asked.act is None:
        raise asked.refused or no_run()
    moved = move(case.id, verb, by=reader.by, given=says(asked.act, number))
    return gettext("Asked for; another person decides.") if asked.act.asks else named(moved.item.state)


def _set(row: BulkLine, message: str) -> None:
    row.message = message[:500]
    row.save(update_fields=["message"])


def known(key: str, *, by: Actor) -> bool:
    """Was this page sent before, by the same person?"""
    return BulkRun.objects.filter(key=key, by=by.id).exists()


def result(key: str, *, by: Actor) -> BulkRun:
    """One's own run."""
    found = BulkRun.objects.filter(key=key, by=by.id).prefetch_related("lines").first()
    if found is None:
        raise no_run()
    return found


def no_run() -> NotFound:
    return NotFound(
        "cases.no_run", N_("There is no such run."), way_out=N_("Go back to the list and choose the cases.")
    )
