"""A resident proves that an entry is his own: the last four characters of the number in it (PIPL 45).

A try is counted before it is looked at, so that many at one instant do not slip past the limit together.
"""

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Refused
from lianzhi.registry import protecting
from lianzhi.registry.models import OwnTries
from lianzhi.registry.queries.own import carrying
from lianzhi.registry.rules import proving
from lianzhi.registry.rules.proving import Tries


class Paused(Refused):
    """Too many tries."""

    status = 429


def prove_own(last: str, *, by: Actor) -> list[str]:
    """The codes of the entries that are proved by this. Every try stands in the trail, without what was typed.

    Raises BadInput: no four characters (not counted), or they fit nothing that he may see. Raises Paused.
    """
    said = proving.plain(last)
    if len(said) != proving.LENGTH or not (said.isascii() and said.isalnum()):
        raise BadInput(
            "registry.last_form",
            N_("These are not four digits or letters."),
            way_out=N_("Type only the last four characters of the number on the card; the very last may be an X."),
            field="last",
        )  # fmt: skip
    left = _count(by)
    numbers = [
        (row.code, protecting.unseal("person", "identity", row.code, row.identity_sealed))
        for row in carrying(by)
    ]
    found = proving.fitting(said, numbers)
    _note(by, found, left)
    if not found:
        raise BadInput(
            "registry.last_wrong",
            N_("With these four characters we can show nothing. Tries left in this hour: %(left)s."),
            way_out=N_("Compare them with the card. If they are right, take the card to your community's counter."),
            field="last",
            params={"left": left},
        )  # fmt: skip
    return found


@transaction.atomic
def _count(by: Actor) -> int:
    """Tries left after this one."""
    now, row = clock.now(), _row(by)
    before = Tries(row.count, row.since)
    after = proving.one_more(before, now)
    if after is None:
        raise Paused(
            "registry.last_paused",
            N_("That was tried too often. Wait %(minutes)s minutes, then try again."),
            way_out=N_("Or take the card to your community's counter: they help at once."),
            field="last",
            params={"minutes": proving.minutes_left(before, now)},
        )
    _save(row, after)
    return proving.MOST - after.count


@transaction.atomic
def _note(by: Actor, found: list[str], left: int) -> None:
    if found:
        row = _row(by)
        _save(row, proving.one_less(Tries(row.count, row.since)))
    told = {"entries": found} if found else {"left": left}
    audit.record(by, "registry.prove", by.id, {"right": bool(found), **told})


def _row(by: Actor) -> OwnTries:
    row, _made = OwnTries.objects.select_for_update().get_or_create(
        resident=by.id, defaults={"since": clock.now()}
    )
    return row


def _save(row: OwnTries, tries: Tries) -> None:
    row.count, row.since = tries.count, tries.since
    row.save(update_fields=["count", "since"])
