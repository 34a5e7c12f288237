"""Write one export: the task of the worker. Bears being cut off and run again: it then begins anew.

Rows are taken from the list as they come and written at once. Every block the row in the database is told how far it
is, under the condition that this run still owns it: a cancelled export, or one that another worker took over after
this one was thought dead, ends there.
"""

import time
from datetime import datetime

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.exports import sources, store
from lianzhi.foundation.exports.access import MAKE
from lianzhi.foundation.exports.contracts import Table
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.rules.cells import TOWN_ZONE
from lianzhi.foundation.exports.rules.naming import file_name
from lianzhi.foundation.exports.rules.states import LIVES, MOST_ROWS, ExportState
from lianzhi.foundation.exports.writers import WRITERS
from lianzhi.foundation.jobs.api import Rounds, owner, task
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

BLOCK = 500
TELL_EVERY = 0.5  # seconds


@task()
def write(export_id: str) -> str:
    """Returns the state it ended in."""
    return _rounds.take(export_id, _made)


def _made(row: Export, run: str) -> str:
    by = owner(row.owner)
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
            _rounds.tell(row, run, rows=count, seen_at=clock.now())
            told = time.monotonic()
    _rounds.tell(row, run, rows=count, seen_at=clock.now())
    return count


@transaction.atomic
def _finish(row: Export, run: str, table: Table, rows: int, by: Actor) -> str:
    now = clock.now()
    part, place = store.where(f"{row.id}-{run}.part"), f"{row.id}.{row.form}"
    name = file_name(row.name, table.scope, _local(now), row.form)
    done = {
        "state": ExportState.READY, "rows": rows, "total": rows, "file_name": name, "place": place, "covered": table.covered,
        "size": part.stat().st_size, "ended_at": now, "expires_at": now + LIVES,
    }  # fmt: skip
    _rounds.tell(row, run, **done)
    part.replace(store.where(place))
    detail = {"list": row.source, "query": row.query, "rows": rows, "masked": table.covered, "file": name}
    audit.record(by, "exports.made", f"export:{row.id}", detail)
    return "ready"


def _local(at: datetime) -> datetime:
    return at.astimezone(TOWN_ZONE)


def revive() -> int:
    """Begin anew what a worker left behind."""
    return _rounds.revive(write)


_rounds = Rounds(Export, store.remove_parts)
