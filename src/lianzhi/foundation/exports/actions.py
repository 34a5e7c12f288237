"""Ask for an export, cancel it, fetch it; sweep away what is too old.  R-097: who took what away is on record."""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import get_language, gettext

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.exports import queries, sources, store
from lianzhi.foundation.exports.access import MAKE
from lianzhi.foundation.exports.contracts import ExportView
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.rules.states import AT_ONCE, LIVES, REMEMBERED, UNFINISHED, ExportState
from lianzhi.foundation.exports.work import write
from lianzhi.foundation.exports.writers import WRITERS
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState

NOT_FILTERS = {"page", "n", "csrfmiddlewaretoken"}
LONGEST_QUERY = 4000


@transaction.atomic
def ask(code: str, query: str, form: str, *, by: Actor) -> ExportView:
    """Put an export into the queue. Asked for again while it is still being made, it is the same one. Raises BadInput."""
    source = sources.get(code)
    access.require(by, MAKE, None)
    access.require(by, source.permission, None)
    if form not in WRITERS:
        raise BadInput(
            "exports.form",
            N_("There is no such kind of file."),
            way_out=N_("Choose Excel or CSV."),
            field="form",
        )
    query = _clean(query)
    waiting = Export.objects.filter(owner=by.id, state__in=UNFINISHED)
    if same := waiting.filter(source=code, query=query, form=form).first():
        return queries.view_of(same)
    if waiting.count() >= AT_ONCE:
        raise BadInput(
            "exports.enough", N_("%(n)s of your exports are still being made."),
            way_out=N_("Wait until one is done, or cancel one."), params={"n": AT_ONCE},
        )  # fmt: skip
    row = Export.objects.create(
        owner=by.id, source=code, name=gettext(source.name), query=query, form=form,
        language=get_language() or "zh-hans", asked_at=clock.now(),
    )  # fmt: skip
    audit.record(by, "exports.ask", f"export:{row.id}", {"list": code, "query": query, "form": form})
    jobs.enqueue(write, row.id)
    return queries.view_of(row)


def _clean(query: str) -> str:
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=False)
    return urlencode([(name, value) for name, value in pairs if name not in NOT_FILTERS])[:LONGEST_QUERY]


@transaction.atomic
def cancel(export_id: str, *, by: Actor) -> None:
    """Stop making it; the worker notices within a block of rows. Raises WrongState when it is done already."""
    row = queries.row_of(export_id, by)
    changed = Export.objects.filter(pk=row.pk, state__in=UNFINISHED).update(
        state=ExportState.CANCELLED, ended_at=clock.now()
    )
    if not changed:
        raise WrongState(
            "exports.done", N_("This export is not being made any more."), way_out=N_("Reload the page.")
        )
    audit.record(by, "exports.cancel", f"export:{row.id}", {"rows": row.rows})


@transaction.atomic
def fetch(export_id: str, *, by: Actor) -> tuple[Path, str]:
    """(place on disk, name for the person). Raises WrongState when there is no file (any more), NotAllowed when the
    person lost the right to the list meanwhile."""
    row = queries.row_of(export_id, by)
    access.require(by, sources.get(row.source).permission, None)
    if row.state != ExportState.READY or not store.where(row.place).is_file():
        raise WrongState(
            "exports.no_file",
            N_("This file is not there (any more)."),
            way_out=N_("Ask for it again from the list."),
        )
    audit.record(
        by, "exports.fetch", f"export:{row.id}", {"list": row.source, "rows": row.rows, "file": row.file_name}
    )
    return store.where(row.place), row.file_name


@transaction.atomic
def remove(export_id: str, *, by: Actor) -> None:
    """Throw one's own file away before its time."""
    row = queries.row_of(export_id, by)
    if row.state in UNFINISHED:
        cancel(export_id, by=by)
    _drop(row)
    audit.record(by, "exports.remove", f"export:{row.id}", {"list": row.source})


def _drop(row: Export) -> None:
    place = row.place
    Export.objects.filter(pk=row.pk).update(state=ExportState.EXPIRED, place="", size=0)
    transaction.on_commit(lambda: store.remove(place))


def sweep() -> int:
    """Remove files whose time is over and what belongs to nothing; forget old entries. Returns how many files went."""
    now = clock.now()
    old = list(Export.objects.filter(state=ExportState.READY, expires_at__lte=now))
    for row in old:
        with transaction.atomic():
            _drop(row)
    Export.objects.filter(asked_at__lt=now - REMEMBERED).exclude(state__in=UNFINISHED).delete()
    strays = store.strays(
        set(Export.objects.filter(state__in=[*UNFINISHED, ExportState.READY]).values_list("pk", flat=True))
    )
    for path in strays:
        path.unlink(missing_ok=True)
    return len(old) + len(strays)


__all__ = ["LIVES", "ask", "cancel", "fetch", "remove", "sweep"]
