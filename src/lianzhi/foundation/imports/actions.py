"""Hand a file in, say which column is which, take it in, cancel, throw away; sweep.  R-091, R-097, house law 6."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.utils.translation import get_language

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.imports import kinds, queries, store
from lianzhi.foundation.imports.access import MAKE
from lianzhi.foundation.imports.contracts import ImportView, Kind
from lianzhi.foundation.imports.models import Import, Remembered
from lianzhi.foundation.imports.reading.sheet import Sheet
from lianzhi.foundation.imports.rules.mapping import plain
from lianzhi.foundation.imports.rules.states import (
    AT_ONCE,
    DRAFT_LIVES,
    ERRORS_LIVE,
    MOST_BYTES,
    REMEMBERED,
    UNFINISHED,
    ImportState,
)
from lianzhi.foundation.imports.work import take_in
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3_file
from lianzhi.kernel.errors import N_, BadInput, WrongState

LONGEST_SOURCE = 30


def may(made: Kind, by: Actor) -> None:
    for permission in (MAKE, made.permission):
        access.require(by, permission, None)


def hand_in(
    kind: str, name: str, size: int, chunks: Iterable[bytes], *, source: str, by: Actor
) -> ImportView:
    """Keep the file and read its header; nothing is taken in yet. Raises BadInput for what is no table."""
    made = kinds.get(kind)
    may(made, by)
    if size > MOST_BYTES:
        raise BadInput(
            "imports.big", N_("The file is larger than %(most)s MB."), way_out=N_("Split it into several files."),
            field="file", params={"most": MOST_BYTES // 1024 // 1024},
        )  # fmt: skip
    source = (source.strip() or source_of(name))[:LONGEST_SOURCE]
    row = Import(owner=by.id, kind=kind, source=source, name=name[-200:], asked_at=clock.now())
    row.language, row.place = get_language() or "zh-hans", f"{row.id}.in"
    try:
        row.size = store.keep(row.place, chunks)
        row.total = _readable(row, name)
        row.digest = sm3_file(store.where(row.place))
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(by, "imports.hand_in", f"import:{row.id}", _what(row))
    except BaseException:
        store.remove(row.place)
        raise
    return queries.view_of(row)


def _readable(row: Import, name: str) -> int:
    """Rows. A refusal names the file as the person knows it."""
    try:
        sheet = Sheet(store.where(row.place))
        if not any(cell.strip() for cell in sheet.header):
            raise BadInput(
                "import.no_header", N_("There is no header in the table."),
                way_out=N_("The first row must name the columns."), field="file",
            )  # fmt: skip
        return sheet.count()
    except BadInput as refused:
        known = {"name": name} if "name" in (refused.params or {}) else {}
        raise BadInput(
            refused.code, refused.message, way_out=refused.way_out, field="file", params={**(refused.params or {}), **known}
        ) from refused  # fmt: skip


def source_of(name: str) -> str:
    """The file's name; a corrected error file belongs to the file it came from."""
    return re.sub(r"(_errors(_\d+)?)+$", "", Path(name).stem)[:LONGEST_SOURCE]


@transaction.atomic
def say(import_id: str, mapping: Mapping[str, str], *, sheet: str, by: Actor) -> Import:
    """Which column is which, and which sheet; remembered for the source. Raises WrongState once it was taken in."""
    row = _draft(import_id, by)
    made = kinds.get(row.kind)
    may(made, by)
    if sheet != row.sheet:
        row.sheet, row.mapping = sheet, {}
        row.save(update_fields=["sheet", "mapping"])
        return row
    row.mapping = _checked(made, row, mapping)
    row.save(update_fields=["mapping"])
    values = {"columns": row.mapping, "by": by.id, "at": clock.now()}
    Remembered.objects.update_or_create(kind=row.kind, source=row.source, defaults=values)
    return row


def _checked(made: Kind, row: Import, mapping: Mapping[str, str]) -> dict[str, str]:
    sheet = Sheet(store.where(row.place), row.sheet or None)
    names = {plain(name) for name in sheet.header}
    said = queries.given(made, mapping)
    taken: dict[str, str] = {}
    for field in made.fields:
        column = said[field.code]
        if field.required and not column:
            raise BadInput(
                "imports.required", N_("Say which column holds this; without it no row can be taken in."),
                way_out=N_("Choose a column."), field=field.code,
            )  # fmt: skip
        if column and plain(column) not in names:
            raise BadInput(
                "imports.column", N_("There is no column “%(column)s”."), way_out=N_("Choose a column."),
                field=field.code, params={"column": column[:60]},
            )  # fmt: skip
        if column and plain(column) in taken:
            raise BadInput(
                "imports.twice", N_("The column “%(column)s” is chosen twice."), way_out=N_("Choose a column."),
                field=field.code, params={"column": column[:60]},
            )  # fmt: skip
        taken[plain(column)] = field.code
    return said


@transaction.atomic
def start(import_id: str, *, by: Actor) -> ImportView:
    """Put it into the queue. Raises WrongState when that was done before, BadInput when the columns were not said."""
    row = _draft(import_id, by)
    made = kinds.get(row.kind)
    may(made, by)
    if Import.objects.filter(owner=by.id, state__in=UNFINISHED).count() >= AT_ONCE:
        raise BadInput(
            "imports.enough", N_("%(n)s of your imports are still at work."), way_out=N_("Wait until one is done, or cancel one."),
            params={"n": AT_ONCE},
        )  # fmt: skip
    _checked(made, row, row.mapping)
    row.state = ImportState.WAITING
    row.save(update_fields=["state"])
    audit.record(
        by, "imports.start", f"import:{row.id}", _what(row) | {"columns": row.mapping, "sheet": row.sheet}
    )
    jobs.enqueue(take_in, row.id)
    return queries.view_of(row)


def _draft(import_id: str, by: Actor) -> Import:
    queries.row_of(import_id, by)
    row = Import.objects.select_for_update().get(pk=import_id)
    if row.state != ImportState.DRAFT or not store.where(row.place).is_file():
        raise WrongState(
            "imports.begun",
            N_("This file was taken in already, or is gone."),
            way_out=N_("Hand it in again."),
        )
    return row


def _what(row: Import) -> dict[str, object]:
    return {"kind": row.kind, "source": row.source, "file": row.name, "size": row.size, "sm3": row.digest}


@transaction.atomic
def cancel(import_id: str, *, by: Actor) -> None:
    """Stop; the worker notices within a block. What was taken in by then stays, and says so."""
    row = queries.row_of(import_id, by)
    changed = Import.objects.filter(pk=row.pk, state__in=UNFINISHED).update(
        state=ImportState.CANCELLED, ended_at=clock.now()
    )
    if not changed:
        raise WrongState(
            "imports.done", N_("This import is not at work any more."), way_out=N_("Reload the page.")
        )
    row.refresh_from_db()
    audit.record(by, "imports.cancel", f"import:{row.id}", {"rows": row.rows, "kept": row.kept})
    place = row.place
    transaction.on_commit(lambda: store.remove(place))


@transaction.atomic
def fetch_errors(import_id: str, *, by: Actor) -> tuple[Path, str]:
    """(place on disk, name for the person). Raises WrongState when there is none (any more)."""
    row = queries.row_of(import_id, by)
    may(kinds.get(row.kind), by)
    if not row.errors or not store.where(row.errors).is_file():
        raise WrongState(
            "imports.no_errors",
            N_("There is no file of bad rows (any more)."),
            way_out=N_("Hand the table in again."),
        )
    audit.record(by, "imports.fetch_errors", f"import:{row.id}", {"rows": row.bad})
    return store.where(row.errors), f"{source_of(row.name) or 'rows'}_errors.csv"


@transaction.atomic
def remove(import_id: str, *, by: Actor) -> None:
    """Throw away what is not at work: the file, and its bad rows. What was taken in stays."""
    row = queries.row_of(import_id, by)
    if row.state in UNFINISHED:
        raise WrongState("imports.busy", N_("This import is at work."), way_out=N_("Cancel it first."))
    names = (row.place, row.errors)
    row.delete()
    audit.record(by, "imports.remove", f"import:{import_id}", {"kept": row.kept})
    transaction.on_commit(lambda: [store.remove(name) for name in names])


def sweep() -> int:
    """Files that nobody took in, or whose time is over, go; old entries are forgotten. Returns how many files went."""
    now, gone = clock.now(), 0
    Import.objects.filter(state=ImportState.DRAFT, asked_at__lt=now - DRAFT_LIVES).delete()
    for row in Import.objects.filter(ended_at__lt=now - DRAFT_LIVES).exclude(place=""):
        store.remove(row.place)
        gone += Import.objects.filter(pk=row.pk).update(place="")
    for row in Import.objects.filter(ended_at__lt=now - ERRORS_LIVE).exclude(errors=""):
        store.remove(row.errors)
        gone += Import.objects.filter(pk=row.pk).update(errors="")
    Import.objects.filter(asked_at__lt=now - REMEMBERED).exclude(state__in=UNFINISHED).delete()
    strays = store.strays(set(Import.objects.values_list("pk", flat=True)))
    old = [path for path in strays if now.timestamp() - path.stat().st_mtime > DRAFT_LIVES.total_seconds()]
    for path in old:
        path.unlink(missing_ok=True)
    return gone + len(old)
