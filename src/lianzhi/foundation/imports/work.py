"""Take one table in: the task of the worker. Bears being cut off and run again, since a kind knows what is in already.

Each block is written in one transaction with the count of what it kept, under the condition that this run still owns
the import: a cancelled one, or one that another worker took over, ends there and its block is undone.
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import translation

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.imports import kinds, store
from lianzhi.foundation.imports.access import MAKE
from lianzhi.foundation.imports.contracts import BadRow, Kind
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.imports.reading.error_files import ErrorFile
from lianzhi.foundation.imports.rules.states import BLOCK, SILENT, TRIES, UNFINISHED, ImportState
from lianzhi.foundation.jobs.api import enqueue, task
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, Refused

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """Cancelled, or another worker has it."""


@task()
def take_in(import_id: str) -> str:
    """Returns the state it ended in."""
    run = uuid4().hex
    fresh = {
        "state": ImportState.RUNNING,
        "run": run,
        "seen_at": clock.now(),
        "tries": F("tries") + 1,
        "rows": 0,
        "bad": 0,
    }
    if not Import.objects.filter(pk=import_id, state__in=UNFINISHED).update(**fresh):
        return "not mine"
    row = Import.objects.get(pk=import_id)
    try:
        with translation.override(row.language):
            return _taken(row, run)
    except _Stopped:
        return "stopped"
    except Refused as refused:
        with translation.override(row.language):
            return _fail(row, run, " ".join(refused.told(translation.gettext, row.language)))
    except Exception:
        log.exception("import %s of %s failed", row.id, row.kind)
        return _fail(row, run, "")
    finally:
        store.remove(f"{import_id}-{run}.part")


def _taken(row: Import, run: str) -> str:
    by, made = _owner(row.owner), kinds.get(row.kind)
    for permission in (MAKE, made.permission):
        access.require(by, permission, None)
    table = made.read(store.where(row.place), row.mapping, sheet=row.sheet or None)
    part = store.where(f"{row.id}-{run}.part")
    errors = ErrorFile(part, table.header, translation.gettext)
    try:
        for block in _blocks(table):
            _write(row, run, made, block, errors, by)
    finally:
        errors.close()
    return _finish(row, run, errors.written, by)


def _blocks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(rows)
    while block := list(islice(stream, BLOCK)):
        yield block


def _write(row: Import, run: str, made: Kind, block: list[Any], errors: ErrorFile, by: Actor) -> None:
    good = [each for each in block if not isinstance(each, BadRow)]
    with transaction.atomic():
        taken = made.take(row.source, good, by)
        bad = sorted(
            [*(each for each in block if isinstance(each, BadRow)), *taken.bad],
            key=lambda each: each.row_number,
        )
        added = {
            "rows": F("rows") + len(block), "kept": F("kept") + taken.kept, "bad": F("bad") + len(bad), "seen_at": clock.now(),
        }  # fmt: skip
        if not Import.objects.filter(pk=row.pk, run=run, state=ImportState.RUNNING).update(**added):
            raise _Stopped
    for each in bad:
        errors.add(each)


@transaction.atomic
def _finish(row: Import, run: str, bad: int, by: Actor) -> str:
    """What is in and neither new nor bad was there before; a run before this one counts as ours."""
    mine = Import.objects.filter(pk=row.pk, run=run, state=ImportState.RUNNING)
    errors = f"{row.id}.csv" if bad else ""
    done = {
        "state": ImportState.DONE, "total": F("rows"), "known": F("rows") - F("kept") - F("bad"), "errors": errors,
        "place": "", "ended_at": clock.now(),
    }  # fmt: skip
    if not mine.update(**done):
        raise _Stopped
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


def _fail(row: Import, run: str, error: str) -> str:
    """The file stays for a day, so that somebody can look why."""
    failed = {"state": ImportState.FAILED, "error": error[:300], "ended_at": clock.now()}
    Import.objects.filter(pk=row.pk, run=run, state=ImportState.RUNNING).update(**failed)
    return "failed"


def _owner(owner: str) -> Actor:
    person = access.person(owner)
    if person is None or not person.active:
        raise NotAllowed("imports.nobody", N_("The account that asked for it is closed."))
    return Actor(person.id, person.name, person.unit)


def revive() -> int:
    """Begin anew what a worker left behind when it was ended; after three tries it counts as failed."""
    lost = Import.objects.filter(state=ImportState.RUNNING, seen_at__lt=clock.now() - SILENT)
    return sum(_again(row) for row in lost)


@transaction.atomic
def _again(row: Import) -> bool:
    mine = Import.objects.filter(pk=row.pk, run=row.run, state=ImportState.RUNNING)
    store.remove_parts(row.id)
    if row.tries >= TRIES:
        return bool(mine.update(state=ImportState.FAILED, ended_at=clock.now()))
    if not mine.update(state=ImportState.WAITING, run=""):
        return False
    enqueue(take_in, row.id)
    return True
