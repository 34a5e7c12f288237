"""Take one table in: the task of the worker. Bears being cut off and run again, since a kind knows what is in already.

Each block is written in one transaction with the count of what it kept, under the condition that this run still owns
the import: a cancelled one, or one that another worker took over, ends there and its block is undone.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.imports import kinds, store
from lianzhi.foundation.imports.access import MAKE
from lianzhi.foundation.imports.contracts import BadRow, Kind, Taken
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.imports.reading.error_files import ErrorFile
from lianzhi.foundation.imports.rules.states import BLOCK, ImportState
from lianzhi.foundation.jobs.api import Rounds, owner, task
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@task()
def take_in(import_id: str) -> str:
    """Returns the state it ended in."""
    return _rounds.take(import_id, _taken)


def _taken(row: Import, run: str) -> str:
    by, made = owner(row.owner), kinds.get(row.kind)
    for permission in (MAKE, made.permission):
        access.require(by, permission, None)
    table = made.read(store.where(row.place), row.mapping, sheet=row.sheet or None)
    part = store.where(f"{row.id}-{run}.part")
    errors = ErrorFile(part, table.header, translation.gettext)
    try:
        for block in blocks(table):
            _write(row, run, made, block, errors, by)
    finally:
        errors.close()
    return _finish(row, run, errors.written, by)


def blocks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(rows)
    while block := list(islice(stream, BLOCK)):
        yield block


def _write(row: Import, run: str, made: Kind, block: list[Any], errors: ErrorFile, by: Actor) -> None:
    with transaction.atomic():
        taken, bad = take_block(made, row.source, block, by)
        added = {
            "rows": F("rows") + len(block), "kept": F("kept") + taken.kept, "bad": F("bad") + len(bad), "seen_at": clock.now(),
        }  # fmt: skip
        _rounds.tell(row, run, **added)
    for each in bad:
        errors.add(each)


def take_block(made: Kind, source: str, block: Sequence[Any], by: Actor) -> tuple[Taken, list[BadRow]]:
    """In the caller's transaction: what became of the good rows, and all rows that are not taken in their order."""
    good, broken = parted(block)
    taken = made.take(source, good, by)
    made.noted(source, broken)
    return taken, in_order(broken, taken.bad)


def parted(block: Iterable[Any]) -> tuple[list[Any], list[BadRow]]:
    """The good rows and those that could not be read."""
    good: list[Any] = []
    broken: list[BadRow] = []
    for each in block:
        (broken if isinstance(each, BadRow) else good).append(each)
    return good, broken


def in_order(*bad: Iterable[BadRow]) -> list[BadRow]:
    return sorted(chain(*bad), key=lambda each: each.row_number)


@transaction.atomic
def _finish(row: Import, run: str, bad: int, by: Actor) -> str:
    """What is in and neither new nor bad was there before; a run before this one counts as ours."""
    errors = f"{row.id}.csv" if bad else ""
    done = {
        "state": ImportState.DONE, "total": F("rows"), "known": F("rows") - F("kept") - F("bad"), "errors": errors,
        "place": "", "ended_at": clock.now(),
    }  # fmt: skip
    _rounds.tell(row, run, **done)
    if bad:
        store.where(f"{row.id}-{run}.part").replace(store.where(errors))
    now = Import.objects.get(pk=row.pk)
    counts = {"rows": now.rows, "kept": now.kept, "known": now.known, "bad": now.bad}
    audit.record(
        by,
        "imports.done",
        f"import:{row.id}",
        {"kind": row.kind, "source": row.source, "sm3": row.digest} | counts,
    )
    place = row.place
    transaction.on_commit(lambda: store.remove(place))
    return "done"


def revive() -> int:
    """Begin anew what a worker left behind."""
    return _rounds.revive(take_in)


_rounds = Rounds(Import, store.remove_parts, {"rows": 0, "bad": 0})
