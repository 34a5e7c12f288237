"""Write one export: the task of the worker. Bears being cut off and run again: it then begins anew.

Rows are taken from the list as they come and written at once. Every block the row in the database is told how far it
is, under the condition that this run still owns it: a cancelled export, or one that another worker took over after
this one was thought dead, ends there.
"""

import logging
import time
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import translation

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.exports import sources, store
from lianzhi.foundation.exports.access import MAKE
from lianzhi.foundation.exports.contracts import Table
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.rules.cells import TOWN_ZONE
from lianzhi.foundation.exports.rules.naming import file_name
from lianzhi.foundation.exports.rules.states import LIVES, MOST_ROWS, SILENT, TRIES, UNFINISHED, ExportState
from lianzhi.foundation.exports.writers import WRITERS
from lianzhi.foundation.jobs.api import enqueue, task
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, Refused

log = logging.getLogger(__name__)
BLOCK = 500
TELL_EVERY = 0.5  # seconds


class _Stopped(Exception):
    """Cancelled, or another worker has it."""


@task()
def write(export_id: str) -> str:
    """Returns the state it ended in."""
    run = uuid4().hex
    if not _begin(export_id, run):
        return "not mine"
    row = Export.objects.get(pk=export_id)
    try:
        with translation.override(row.language):
            return _made(row, run)
    except _Stopped:
        return "stopped"
    except Refused as refused:
        with translation.override(row.language):
            _fail(row, run, " ".join(refused.told(translation.gettext, row.language)))
        return "refused"
    except Exception:
        log.exception("export %s of %s failed", row.id, row.source)
        _fail(row, run, "")
        return "failed"
    finally:
        store.where(f"{export_id}-{run}.part").unlink(missing_ok=True)


def _begin(export_id: str, run: str) -> bool:
    fresh = {
        "state": ExportState.RUNNING,
        "run": run,
        "rows": 0,
        "seen_at": clock.now(),
        "tries": F("tries") + 1,
    }
    return bool(Export.objects.filter(pk=export_id, state__in=UNFINISHED).update(**fresh))


def _made(row: Export, run: str) -> str:
    by = _owner(row.owner)
    source = sources.get(row.source)
    for permission in (MAKE, source.permission):
        access.require(by, permission, None)
    table = source.open(by, row.query)
    Export.objects.filter(pk=row.pk, run=run).update(total=table.total)
    part = store.where(f"{row.id}-{run}.part")
    writer = WRITERS[row.form](part, row.name, table.columns)
    try:
        rows = _written(table, writer, row, run)
    except BaseException:
        writer.give_up()
        raise
    writer.close()
    return _finish(row, run, table, rows, by)


def _written(table: Table, writer: object, row: Export, run: str) -> int:
    count, told = 0, time.monotonic()
    for values in table.rows:
        count += 1
        if count > MOST_ROWS:
            raise BadInput(
                "exports.too_many", N_("There are more than %(most)s rows."),
                way_out=N_("Narrow the filters, for example by the day, and ask again."), params={"most": MOST_ROWS},
            )  # fmt: skip
        writer.add(values)  # type: ignore[attr-defined]
        if count % BLOCK == 0 and time.monotonic() - told > TELL_EVERY:
            _tell(row, run, count)
            told = time.monotonic()
    _tell(row, run, count)
    return count


def _tell(row: Export, run: str, count: int) -> None:
    if not Export.objects.filter(pk=row.pk, run=run, state=ExportState.RUNNING).update(
        rows=count, seen_at=clock.now()
    ):
        raise _Stopped


@transaction.atomic
def _finish(row: Export, run: str, table: Table, rows: int, by: Actor) -> str:
    now = clock.now()
    part, place = store.where(f"{row.id}-{run}.part"), f"{row.id}.{row.form}"
    name = file_name(row.name, table.scope, _local(now), row.form)
    done = {
        "state": ExportState.READY, "rows": rows, "total": rows, "file_name": name, "place": place, "covered": table.covered,
        "size": part.stat().st_size, "ended_at": now, "expires_at": now + LIVES,
    }  # fmt: skip
    if not Export.objects.filter(pk=row.pk, run=run, state=ExportState.RUNNING).update(**done):
        raise _Stopped
    part.replace(store.where(place))
    detail = {"list": row.source, "query": row.query, "rows": rows, "masked": table.covered, "file": name}
    audit.record(by, "exports.made", f"export:{row.id}", detail)
    return "ready"


def _local(at: datetime) -> datetime:
    return at.astimezone(TOWN_ZONE)


def _fail(row: Export, run: str, error: str) -> None:
    Export.objects.filter(pk=row.pk, run=run, state=ExportState.RUNNING).update(
        state=ExportState.FAILED, error=error[:300], ended_at=clock.now()
    )


def _owner(owner: str) -> Actor:
    person = access.person(owner)
    if person is None or not person.active:
        raise NotAllowed("exports.nobody", N_("The account that asked for it is closed."))
    return Actor(person.id, person.name, person.unit)


def revive() -> int:
    """Begin anew what a worker left behind when it was ended; after three tries it counts as failed."""
    lost = Export.objects.filter(state=ExportState.RUNNING, seen_at__lt=clock.now() - SILENT)
    return sum(_again(row) for row in lost)


@transaction.atomic
def _again(row: Export) -> bool:
    mine = Export.objects.filter(pk=row.pk, run=row.run, state=ExportState.RUNNING)
    store.remove_parts(row.id)
    if row.tries >= TRIES:
        return bool(mine.update(state=ExportState.FAILED, ended_at=clock.now()))
    if not mine.update(state=ExportState.WAITING, run="", rows=0):
        return False
    enqueue(write, row.id)
    return True
