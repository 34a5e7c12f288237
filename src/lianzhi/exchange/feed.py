"""The feed: what happened since a cursor, for one caller, in the order of the outbox.

PostgreSQL may commit a lower id after a higher one, so a cursor remembers the ids that were jumped over until they
can no longer come (``SETTLED``). A reader that keeps the cursor misses nothing; one that repeats it gets it again.
"""

from datetime import timedelta

from lianzhi.exchange.rules import cloudevents
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Refused

SETTLED = timedelta(minutes=1)
READ = 500
END = "end"
SEE = "cases.see"


class TooOld(Refused):
    """What came after this cursor is not all there any more."""

    status = 410


def opened(text: str) -> events.Cursor:
    """``cursor_of`` for a reader from outside. Raises TooOld where it may have missed something."""
    found = cursor_of(text)
    if text and events.too_old(found):
        raise TooOld(
            "exchange.cursor_too_old",
            N_("This cursor is older than the %(days)s days for which events are kept."),
            way_out=N_(
                "Go on with after=end and read the cases once; leave the cursor out for all that is kept."
            ),
            field="after",
            params={"days": events.kept().days},
        )
    return found


def cursor_of(text: str) -> events.Cursor:
    """Empty: from the first that is kept; ``end``: from now on. Raises BadInput for what is no cursor."""
    if text == END:
        return events.end()
    found = events.read_cursor(text) if text else events.window()
    if found is None:
        raise BadInput(
            "exchange.cursor",
            N_("This cursor was not given out here."),
            way_out=N_("Take “next” from the page before, or leave the cursor out to begin anew."),
            field="after",
        )
    return found


def batch(
    by: Actor, kinds: list[str], cursor: events.Cursor, most: int = READ
) -> tuple[list[events.Happening], events.Cursor]:
    """(at most ``most`` events that ``by`` may know of, where to go on). Looks at ``READ`` events at most."""
    scope = access.scope(by, SEE)
    told: list[events.Happening] = []
    for event in events.since(cursor, READ):
        if len(told) == most:
            return told, cursor
        cursor = cursor.past(event.id)
        if event.at < clock.now() - SETTLED:
            cursor = events.Cursor(cursor.last, tuple(gap for gap in cursor.gaps if gap > event.id))
        if cloudevents.wanted(event, kinds) and scope.reaches(event.area_code, event.units):
            told.append(event)
    return told, cursor
