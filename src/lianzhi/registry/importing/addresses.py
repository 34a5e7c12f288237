"""A row may say its address in words: what is sure becomes a code, what is not waits for a person (issue 4 part 2)."""

import re
from collections.abc import Sequence

from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.importing.drafts import Draft
from lianzhi.territory import api as territory

DOORS = ("room", "unit", "building")
_WORDS = re.compile(r"[\u3400-\u9fff]")


def settle(kind: str, drafts: Sequence[Draft], *, source: str, keep: bool = True) -> None:
    """Put a code in place of each written address; a row whose address is not sure is refused and can come again.

    ``keep``: its address goes into territory's queue; once a person has decided, the same row is taken.
    """
    written = [d for d in drafts if not d.error and (p := d.values.get("place")) and not rooms.is_place(p)]
    if not written:
        return
    doubtful = []
    for each, found in zip(written, territory.resolve_many(d.values["place"] for d in written), strict=True):
        if found.score >= territory.SAFE_SCORE and found.level in DOORS:
            each.values["place"] = found.best
        else:
            doubtful.append(found)
            each.refuse(_unclear(found), kind)
    if keep:
        territory.put_in_doubt(doubtful, source=source)


def in_words(text: str) -> bool:
    """No code or number of anything: those have no Chinese characters."""
    return _WORDS.search(text) is not None


def one(text: str, *, source: str, field: str = "place") -> str:
    """The code that a person typed, or that his words mean. Where they are not sure the doubt is kept; then raises BadInput."""
    code = "".join(text.split()).upper()
    if rooms.is_place(code):
        return code
    found = territory.resolve(" ".join(text.split())[:200])
    if found.score >= territory.SAFE_SCORE and found.level in DOORS:
        return found.best
    territory.put_in_doubt([found], source=source)
    raise _unclear(found, field)


def _unclear(found: territory.Resolution, field: str = "place") -> BadInput:
    if found.score >= territory.SAFE_SCORE:
        return _no_door(found, field)
    if not found.best:
        message, params = N_("“%(text)s” is no address of this town."), {"text": found.text[:60]}
    else:
        message = N_("“%(text)s” is not clear enough; it may be %(address)s.")
        params = {"text": found.text[:60], "address": found.address}
    way_out = N_("It waits under “Doubtful addresses”; hand the row in again once it is decided there.")
    return BadInput("registry.unclear_address", message, way_out=way_out, field=field, params=params)


def _no_door(found: territory.Resolution, field: str) -> BadInput:
    """It is sure what was meant, so nobody has to decide it: a road, a quarter, or a place that is not in the town."""
    text = found.text[:60]
    if not found.best:
        return BadInput(
            "registry.no_address",
            N_("“%(text)s” is no address of this town: a person decided so."),
            way_out=N_("If that was wrong, have the decision taken back under “Doubtful addresses”."),
            field=field,
            params={"text": text},
        )
    return BadInput(
        "registry.no_door",
        N_("“%(text)s” is no building: %(address)s."),
        way_out=N_("Add the number of the building and the room."),
        field=field,
        params={"text": text, "address": found.address},
    )
