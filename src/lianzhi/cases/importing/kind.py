"""Messages as a kind of table that people take in by the browser. The command (``cli.py``) reads the same way.  R-091."""

from collections.abc import Mapping

from django.utils import timezone

from lianzhi.cases.actions.intake import known, take_block
from lianzhi.cases.importing.columns import FIELDS
from lianzhi.cases.importing.messages import Row, read_messages
from lianzhi.cases.queries.signals import sources
from lianzhi.foundation.imports.contracts import Kind
from lianzhi.kernel.errors import N_


def _shown(row: Row) -> Mapping[str, str]:
    when = f"{timezone.localtime(row.occurred_at):%Y-%m-%d %H:%M}" if row.occurred_at else ""
    return {
        "external_id": row.external_id, "author": row.author, "title": row.title, "text": row.text, "occurred_at": when,
        "place": row.place, "label": row.label,
    }  # fmt: skip


MESSAGES = Kind(
    code="messages",
    name=N_("Import messages"),
    lead=N_(
        "Messages of residents from a file: an export of 12345, a mailbox. Each row becomes an incoming message."
    ),
    permission="signals.import",
    fields=FIELDS,
    read=read_messages,
    shown=_shown,
    known=known,
    take=take_block,
    sources=sources,
    result="desk:signals",
)
