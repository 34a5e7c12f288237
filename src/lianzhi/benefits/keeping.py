"""The row and the file of what a decision stands on: written once for the same contents."""

from collections.abc import Mapping
from datetime import date

from lianzhi.benefits import books, snapshots
from lianzhi.benefits.models import Snapshot
from lianzhi.benefits.population import Town
from lianzhi.kernel import clock


def keep(town: Town, files: Mapping[str, str], as_of: date, area: str) -> Snapshot:
    """``files``: those that the book was read from."""
    digest = snapshots.digest_of(town, files, as_of, area)
    size = snapshots.keep(digest, town, files, as_of, area)
    row, _made = Snapshot.objects.get_or_create(
        digest=digest,
        defaults={
            "as_of": as_of, "book": books.digest(files), "rows": town.population.rows, "size": size, "made_at": clock.now(),
        },
    )  # fmt: skip
    return row
