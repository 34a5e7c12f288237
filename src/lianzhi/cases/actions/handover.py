"""Hand the shift over, and take it over: two people, both recorded."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lianzhi.cases.models import Handover
from lianzhi.cases.queries.handover import Note, missing, view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState

HAND_OVER = "cases.handover"
LONGEST = 4000


@transaction.atomic
def give(key: str, words: str, *, since: datetime, facts: dict[str, Any], by: Actor) -> Note:
    """Leave a note to the next shift. The same page sent twice is one note."""
    access.require(by, HAND_OVER, None)
    if len(words) > LONGEST:
        raise BadInput(
            "cases.note_long",
            N_("The note is longer than %(most)s characters."),
            way_out=N_("Shorten it; the lists below say the rest."),
            field="words",
            params={"most": LONGEST},
        )
    row, made = Handover.objects.get_or_create(
        key=key,
        defaults={"unit": by.unit, "since": since, "facts": facts, "words": words.strip(), "given_by": by.id,
                  "given_name": by.name, "given_at": clock.now()},
    )  # fmt: skip
    if row.given_by != by.id:
        raise missing()
    if made:
        counts = {code: found["count"] for code, found in facts.get("sections", {}).items()}
        audit.record(by, "cases.hand_over", f"handover:{row.pk}", {"words": row.words, **counts})
    return view(row)


@transaction.atomic
def take(note_id: int, *, by: Actor) -> Note:
    """Take the shift over: another person than the one who left the note, once."""
    row = Handover.objects.select_for_update().filter(pk=note_id, unit=by.unit).first()
    if row is None:
        raise missing()
    access.require(by, HAND_OVER, None)
    if row.given_by == by.id:
        raise WrongState(
            "cases.own_note",
            N_("You cannot take over your own shift."),
            way_out=N_("The officer of the next shift does it under his own account."),
        )
    if row.taken_at and row.taken_by != by.id:
        raise WrongState(
            "cases.note_taken",
            N_("%(name)s has taken this shift over already."),
            way_out=N_("Nothing is left to do; the note stays readable."),
            params={"name": row.taken_name},
        )
    if row.taken_at is None:
        row.taken_by, row.taken_name, row.taken_at = by.id, by.name, clock.now()
        row.save(update_fields=["taken_by", "taken_name", "taken_at"])
        audit.record(by, "cases.take_over", f"handover:{row.pk}", {"from": row.given_by})
    return view(row)
