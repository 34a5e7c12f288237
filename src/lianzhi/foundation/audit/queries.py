"""Reads of the trail."""

import json
from datetime import datetime

from lianzhi.foundation.audit.contracts import EntryView
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.audit.rules.marks import Row


def trail(subject: str) -> list[EntryView]:
    """What was done to ``subject``, oldest first."""
    return [view_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("seq")]


def links(subject: str) -> list[Row]:
    """The entries of ``subject`` as they stand in the chain, each with its digest: for proof that is handed on."""
    rows = Entry.objects.filter(subject=subject).order_by("seq")
    return [Row(*values) for values in rows.values_list(*Row._fields)]


def view_of(entry: Entry) -> EntryView:
    return EntryView(
        seq=entry.seq,
        at=datetime.fromisoformat(entry.at),
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        detail=json.loads(entry.detail),
    )
