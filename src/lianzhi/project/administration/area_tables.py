"""Areas and places as tables: give out, look at the difference, take in (issue 4)."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.project.administration.fields import day_field
from lianzhi.territory import api as territory

SHOWN = 200
_MOST_KEPT = 2_000_000  # characters of a page; a larger file is chosen again
_BIGGEST = 64 * 1024 * 1024
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
WHAT = {"areas": N_("Areas"), "places": N_("Buildings and other places")}


class TableForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it"), choices=lambda: [(k, _(v)) for k, v in WHAT.items()]
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("Datum of the positions"), choices=[(d, d) for d in territory.DATUMS],
        help_text=gettext_lazy("For rows that do not say theirs. GCJ-02 and BD-09 are converted; it is noted in each row."),
    )  # fmt: skip
    on = day_field(gettext_lazy("New borders and names hold from"))
    file = forms.FileField(label=gettext_lazy("File (xlsx or GeoJSON)"), required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)


@access.staff("territory.edit")
def area_tables(request: HttpRequest) -> HttpResponse:
    """POST shows the difference; with ``save`` it is written."""
    actor, save = request.actor, "save" in request.POST  # type: ignore[attr-defined]
    form = TableForm(request.POST or None, request.FILES or None, initial={"on": territory.today()})
    done = ui.attempt(form, lambda said: _taken(said, actor, save))
    context: dict[str, Any] = {"kinds": WHAT, "forms": FORMS}
    if done:
        difference, kept = done
        if save:
            said = _("%(new)d new, %(changed)d changed, %(merged)d merged, %(bad)d not taken.")
            count = {"new": difference.new, "changed": difference.changed, "merged": difference.merged}
            count["bad"] = len(difference.errors)
            messages.success(request, said % count)
        errors = [
            (e.row, e.key, e.field, _(e.why) % e.params, _(e.way_out) % e.params if e.way_out else "")
            for e in difference.errors[:SHOWN]
        ]
        context |= {
            "difference": difference, "changes": difference.changes[:SHOWN], "errors": errors, "saved": save,
            "kept": kept, "labels": territory.COLUMN_LABELS,
        }  # fmt: skip
    return ui.show_form(request, "administration/area_tables.html", form, **context)


@access.staff("territory.edit")
@require_GET
def area_export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    if kind not in WHAT or form not in FORMS:
        raise NotFound(
            "territory.table", N_("There is no such table."), way_out=N_("Go back to the administration.")
        )
    response = HttpResponse(territory.exported(kind, form), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


def _taken(said: Mapping[str, Any], by: Actor, save: bool) -> tuple[Any, str]:
    content = _content(said)
    rows = territory.read_table(said["kind"], content, datum=said["datum"])
    difference = territory.take_in(said["kind"], rows, by=by, on=said["on"], dry=not save)
    kept = base64.b64encode(zlib.compress(content)).decode()
    return difference, kept if len(kept) <= _MOST_KEPT and not save else ""


def _content(said: Mapping[str, Any]) -> bytes:
    if said["file"]:
        return bytes(said["file"].read(_BIGGEST + 1))
    try:
        opener = zlib.decompressobj()
        content = opener.decompress(base64.b64decode(said["kept"], validate=True), _BIGGEST)
    except (binascii.Error, zlib.error):
        content = b""
    if not content:
        raise BadInput(
            "territory.no_file", N_("No file was chosen."), way_out=N_("Choose the table on your computer."), field="file"
        )  # fmt: skip
    return content
