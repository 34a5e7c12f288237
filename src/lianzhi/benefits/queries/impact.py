"""What a revision would change for the population of the newest run: who gains, who loses, how much a month.  R-230."""

from dataclasses import asdict
from typing import Any

from lianzhi.benefits import at_hand, books
from lianzhi.benefits.rules.library import Library
from lianzhi.benefits.rules.what_if import what_if


def impact(library: Library) -> dict[str, Any] | None:
    """Sums in fen, ready to be kept; None when there is no population yet. Only policies that change are named."""
    now = at_hand.current()
    if now is None:
        return None
    day, area = now.book.as_of, now.book.area
    found = what_if(now.population, books.library().on(day, area), library.on(day, area))
    said = asdict(found)
    said["policies"] = [
        each for each in said["policies"] if each["before"] != each["after"] or each["gain"] or each["lose"]
    ]
    return said | {
        "as_of": str(day),
        "snapshot": now.snapshot,
        "persons": now.population.rows,
        "more": found.more,
    }
