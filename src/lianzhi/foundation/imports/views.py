"""Hand a table in, say which column is which, look at a dry run, take it in, watch, fetch the bad rows."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.imports import actions, kinds, queries
from lianzhi.foundation.imports.access import MAKE
from lianzhi.foundation.imports.forms import ColumnsForm, UploadForm
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.imports.reading.error_files import explain
from lianzhi.foundation.imports.rules.states import ERRORS_LIVE, ImportState
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput


@access.staff(MAKE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    imports = [(each, kinds.get(each.kind)) for each in queries.own(by)]
    context = {"imports": imports, "kinds": kinds.offered(by), "days": ERRORS_LIVE.days}
    return render(
        request, "imports/list.html", context | {"moving": any(each.unfinished for each, _made in imports)}
    )


@access.staff(MAKE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form; sent, it leads to the columns."""
    by = request.actor  # type: ignore[attr-defined]
    made = kinds.get(kind)
    actions.may(made, by)
    form = UploadForm(request.POST or None, request.FILES or None)
    done = ui.attempt(form, lambda said: _hand_in(kind, said, by))
    if done:
        return redirect("imports:show", done.id)
    return ui.show_form(request, "imports/new.html", form, made=made, sources=made.sources())


def _hand_in(kind: str, said: dict[str, Any], by: Actor) -> Any:
    file = said["file"]
    return actions.hand_in(kind, file.name, file.size, file.chunks(), source=said["source"], by=by)


@access.staff(MAKE)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, import_id: str) -> HttpResponse:
    """Before it is taken in, the columns and a dry run; POST says the columns. Afterwards how far it is."""
    by = request.actor  # type: ignore[attr-defined]
    row = queries.row_of(import_id, by)
    if row.state != ImportState.DRAFT:
        made = kinds.get(row.kind)
        return render(
            request,
            "imports/show.html",
            {"one": queries.view_of(row), "made": made, "days": ERRORS_LIVE.days},
        )
    return _columns(request, row, by)


def _columns(request: HttpRequest, row: Import, by: Actor) -> HttpResponse:
    made, opened = kinds.get(row.kind), queries.opened(row)
    form = ColumnsForm(made, opened, row.sheet, request.POST if request.method == "POST" else None)
    if request.method == "POST" and ui.attempt(form, lambda _said: _say(form, row, by)):
        return redirect("imports:show", row.id)
    lacking = [field for field in made.fields if field.required and not opened.mapping.get(field.code)]
    trial, refused = (None, "") if lacking else _trial(row, made, opened, by)
    context = {
        "row": row, "made": made, "compares": made.compare is not None, "opened": opened, "trial": trial,
        "refused": refused, "lacking": lacking,
        "shown": [field for field in made.fields if opened.mapping.get(field.code)],
        "reasons": [(n, column, explain(problem, gettext)) for n, column, problem in (trial.reasons if trial else ())],
    }  # fmt: skip
    return ui.show_form(request, "imports/columns.html", form, **context)


def _say(form: ColumnsForm, row: Import, by: Actor) -> Import:
    mapping, sheet = form.chosen()
    return actions.say(row.id, mapping, sheet=sheet, by=by)


def _trial(row: Import, made: Any, opened: queries.Opened, by: Actor) -> tuple[queries.Trial | None, str]:
    """A file that breaks in the middle is told on the page, where another sheet can be chosen."""
    try:
        return queries.trial(row, made, opened.mapping, opened.total, by), ""
    except BadInput as refused:
        return None, " ".join(refused.told(gettext, row.language))


@access.staff(MAKE)
@require_POST
def start(request: HttpRequest, import_id: str) -> HttpResponse:
    """Takes in what the page showed: the columns as they stood on it."""
    by = request.actor  # type: ignore[attr-defined]
    row = queries.row_of(import_id, by)
    if row.state == ImportState.DRAFT:
        actions.say(import_id, queries.opened(row).mapping, sheet=row.sheet, by=by)
    actions.start(import_id, by=by)
    return redirect("imports:show", import_id)


@access.staff(MAKE)
@require_GET
def errors(request: HttpRequest, import_id: str) -> FileResponse:
    path, name = actions.fetch_errors(import_id, by=request.actor)  # type: ignore[attr-defined]
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.staff(MAKE)
@require_POST
def cancel(request: HttpRequest, import_id: str) -> HttpResponse:
    actions.cancel(import_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("imports:show", import_id)


@access.staff(MAKE)
@require_POST
def remove(request: HttpRequest, import_id: str) -> HttpResponse:
    actions.remove(import_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("imports:list")
