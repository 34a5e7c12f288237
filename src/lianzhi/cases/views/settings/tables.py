"""Hand in a table, look at the difference, take it in; templates, exports, error files.  Under /settings/tables/."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lianzhi.cases.actions import tables
from lianzhi.cases.actions.table_kinds import KINDS, kind_for
from lianzhi.cases.importing.sheets import bad_rows, workbook
from lianzhi.cases.models import TableFile
from lianzhi.cases.queries.catalogues import standard
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BIGGEST = 8 * 1024 * 1024
SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Table (xlsx or CSV)"))


@access.staff("duties.edit")
def upload(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """The form; sent, it leads to the difference."""
    title, back = _where(kind, target)
    form = UploadForm(request.POST or None, request.FILES or None)
    done = ui.attempt(form, lambda said: _hand_in(kind, target, said["file"], request.actor))  # type: ignore[attr-defined]
    if done:
        return redirect("tables:file", done.pk)
    context = {
        "title": title,
        "back": back,
        "kind": kind,
        "target": target,
        "columns": kind_for(kind, target).columns,
    }
    return ui.show_form(request, "cases/settings/upload.html", form, **context)


def _hand_in(kind: str, target: str, file: Any, by: Actor) -> TableFile:
    if file.size > BIGGEST:
        raise BadInput(
            "tables.big", N_("The file is larger than 8 MB."), way_out=N_("Split it into several files."), field="file"
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(file.read())
        return tables.hand_in(kind_for(kind, target), target, path, file.name, by=by)


@access.staff("duties.edit")
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """What the table would change; POST takes it in."""
    if request.method == "POST":
        written, bad = tables.take_in(file_id, KINDS, by=request.actor)  # type: ignore[attr-defined]
        said = _("%(written)d rows were taken in, %(bad)d were not.")
        messages.success(request, said % {"written": written, "bad": bad})
        return redirect("tables:file", file_id)
    table, kind = tables.waiting(file_id, KINDS)
    changes = [] if table.taken_at else tables.difference(kind, table)
    title, back = _where("catalogue" if table.kind == "own" else table.kind, table.target)
    counts = {
        what: sum(c.what == what for c in changes) for what in (tables.NEW, tables.CHANGED, tables.SAME)
    }
    shown = [c for c in changes if c.what != tables.SAME]
    context = {
        "table": table, "title": title, "back": back, "counts": counts, "changes": shown[:SHOWN], "more": len(shown) - SHOWN,
        "bad": table.bad[:SHOWN], "kind": "catalogue" if table.kind == "own" else table.kind,
    }  # fmt: skip
    return render(request, "cases/settings/difference.html", context)


@access.staff("duties.edit")
@require_GET
def errors(request: HttpRequest, file_id: int) -> HttpResponse:
    table, kind = tables.waiting(file_id, KINDS)
    return answer(bad_rows(kind.columns, table.bad), f"{Path(table.name).stem}-errors.xlsx")


@access.staff("cases.see")
@require_GET
def export(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    title, _back = _where(kind, target)
    made = kind_for(kind, target)
    note = _("Exported %(at)s.") % {"at": f"{clock.now():%Y-%m-%d}"} + "\n" + _notice(kind, target)
    return answer(workbook(made.columns, made.rows(target), title=title, note=note), f"{kind}-{target}.xlsx")


@access.staff("cases.see")
@require_GET
def template(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """The header with one example row."""
    title, _back = _where(kind, target)
    made = kind_for(kind, target)
    example = {c.field: c.example for c in made.columns}
    note = _("Replace the example row by your own rows. Rows that are not in the table stay as they are.")
    return answer(workbook(made.columns, [example], title=title, note=note), f"{kind}-{target}-template.xlsx")


def _where(kind: str, target: str) -> tuple[str, str]:
    """(what the table is, the page it belongs to). Raises NotFound."""
    if kind == "catalogue":
        return named(standard(target)), reverse("catalogues:entries", args=[target])
    if kind == "links" and target == "all":
        return _("Mappings between catalogues"), reverse("catalogues:index")
    if kind == "limits" and target == "all":
        return _("Deadline matrix"), reverse("deadlines:matrix")
    raise NotFound("tables.kind", N_("There is no such table."), way_out=N_("Go back to the administration."))


def _notice(kind: str, target: str) -> str:
    if kind != "catalogue":
        return ""
    found = standard(target)
    return "" if found.verified else _("Not verified against the bought standard.")


def answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = (
        f'attachment; filename="{name.encode("ascii", "replace").decode().replace("?", "_")}"'
    )
    return response
