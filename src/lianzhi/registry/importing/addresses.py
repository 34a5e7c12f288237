"""A row may say its address in words: what is sure becomes a code, what is not waits for a person (issue 4 part 2)."""

from collections.abc import Sequence

from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.importing.drafts import Draft
from lianzhi.territory import api as territory

DOORS = ("room", "unit", "building")


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


def _unclear(found: territory.Resolution) -> BadInput:
    if not found.best:
        message, params = N_("“%(text)s” is no address of this town."), {"text": found.text[:60]}
    else:
        message = N_("“%(text)s” is not clear enough; it may be %(address)s.")
        params = {"text": found.text[:60], "address": found.address}
    way_out = N_("It waits under “Doubtful addresses”; hand the row in again once it is decided there.")
    return BadInput("registry.unclear_address", message, way_out=way_out, field="place", params=params)
