"""Reads of the exports room: always one's own."""

from lianzhi.foundation.exports.contracts import ExportView
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.rules.states import ExportState
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

LISTED = 50


def own(by: Actor) -> list[ExportView]:
    """The newest first."""
    return [view_of(row) for row in Export.objects.filter(owner=by.id).order_by("-asked_at")[:LISTED]]


def row_of(export_id: str, by: Actor) -> Export:
    """One's own export; another's does not exist."""
    found = Export.objects.filter(pk=export_id, owner=by.id).first()
    if found is None:
        raise NotFound("exports.gone", N_("There is no such export."), way_out=N_("Go back to your exports."))
    return found


def view_of(row: Export) -> ExportView:
    return ExportView(
        row.id, row.name, row.form, ExportState(row.state), row.rows, row.total, row.covered, row.file_name, row.size,
        row.error, row.asked_at, row.ended_at, row.expires_at,
    )  # fmt: skip
