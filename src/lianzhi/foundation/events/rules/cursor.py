"""How far a reader of the outbox has come, so that it can go on without loss and without repeats.

One number is not enough: PostgreSQL may commit a lower id after a higher one. A cursor therefore also
carries the ids below it that were not there yet (``"120~117.118"``: up to 120, but 117 and 118 may come).
"""

import re
from dataclasses import dataclass

GAPS = 200
_SHAPE = re.compile(r"(\d{1,18})(?:~(\d{1,18}(?:\.\d{1,18})*))?")


@dataclass(frozen=True, slots=True)
class Cursor:
    last: int = 0
    gaps: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.last}~{'.'.join(map(str, self.gaps))}" if self.gaps else str(self.last)

    def past(self, event_id: int) -> "Cursor":
        """The cursor once ``event_id`` was read. Ids that were jumped over become gaps, the newest ``GAPS`` of them."""
        if event_id <= self.last:
            return Cursor(self.last, tuple(gap for gap in self.gaps if gap != event_id))
        jumped = range(max(self.last + 1, event_id - GAPS), event_id)
        return Cursor(event_id, (*self.gaps, *jumped)[-GAPS:])

    def without(self, given_up: set[int]) -> "Cursor":
        """Without gaps that will never be filled: a transaction that was rolled back leaves one for good."""
        return Cursor(self.last, tuple(gap for gap in self.gaps if gap not in given_up))


def read(text: str) -> Cursor | None:
    """A cursor as a browser sends it back; None when it is none of ours."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    gaps = tuple(int(gap) for gap in (found[2] or "").split(".") if gap)
    return Cursor(int(found[1]), gaps) if len(gaps) <= GAPS else None


def at_end(newest_ids: list[int]) -> Cursor:
    """The cursor of a reader that starts now, from the newest ids there are (any order)."""
    cursor = Cursor(min(newest_ids, default=0))
    for event_id in sorted(newest_ids):
        cursor = cursor.past(event_id)
    return cursor
