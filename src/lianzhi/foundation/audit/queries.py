"""Reads of the trail."""

import json
from datetime import datetime

from lianzhi.foundation.audit.contracts import EntryView
from lianzhi.foundation.audit.models import Entry


def trail(subject: str) -> list[EntryView]:
    """What was done to ``subject``, oldest first."""
    return [view_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("seq")]


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
