"""Which fields a move takes.  R-087, R-109: what a program hands in besides is a mistake, never passed over.  Pure.

A unit's part that is named decides for which unit somebody acts, and an answer goes to the person who reported: neither
may come along with a step that does not ask for it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, BadInput, Bilingual

FIELDS = {"unit": "units", "called": "units"}
"""The field of a need, where it is called otherwise."""
BESIDES = {"file": ("condition",), "close": ("checklist",)}
OPENS = time(8, 30)


def fields_of(verb: str, needs: Iterable[str]) -> tuple[str, ...]:
    """What may be given with the move; every move takes a reason besides."""
    return tuple(dict.fromkeys([*(FIELDS.get(need, need) for need in needs), *BESIDES.get(verb, ())]))


def check_taken(verb: str, name: Bilingual, needs: Sequence[str], given: Iterable[str]) -> None:
    """Raises BadInput for a field that the move does not take."""
    takes = fields_of(verb, needs)
    for field in given:
        if field not in takes and field != "reason":
            raise BadInput(
                "cases.not_taken",
                N_("“%(verb)s” does not take “%(field)s”."),
                way_out=N_("Leave it out. This step takes: %(takes)s."),
                field=field,
                params={"verb": name, "field": field, "takes": ", ".join((*takes, "reason"))},
            )


def goes_on(day: date) -> datetime:
    """When work goes on that is suspended until ``day``: as the offices open."""
    return datetime.combine(day, OPENS, SHANGHAI)
