"""One entry by its code."""

from collections.abc import Collection
from typing import Any

from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.models import Certificate, Merge

EVERY = {**ENTRIES, "C": Certificate}


def entry(code: str) -> Any:
    """Raises NotFound."""
    model = EVERY.get(code[:1])
    row = model.objects.filter(code=code).first() if model else None
    if row is None:
        raise nothing()
    return row


def locked(code: str, *, papers: bool = False) -> Any:
    """The entry's row, locked; certificates only where they are meant."""
    model = (EVERY if papers else ENTRIES).get(code[:1])
    row = model.objects.select_for_update().filter(code=code).first() if model else None
    if row is None:
        raise nothing()
    return row


def keeper(row: Any) -> Any:
    """The entry whose area decides who may read and change this one: of a certificate its holder."""
    return entry(row.holder.partition(":")[2]) if isinstance(row, Certificate) else row


def merged_from(persons: Collection[str]) -> dict[str, str]:
    """Entries that were merged into these persons' -> whose. Asked of the merges, which have an index by ``kept``."""
    rows = Merge.objects.filter(kept__in=list(persons), undone_at=None)
    return dict(rows.values_list("gone", "kept"))


def nothing() -> NotFound:
    return NotFound(
        "registry.nothing",
        N_("There is no such entry in the register, or another area keeps it."),
        way_out=N_("Search for it by name, number or address."),
    )
