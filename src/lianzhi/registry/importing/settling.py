"""The address an entry keeps for lists follows its open link."""

from collections.abc import Iterable

from lianzhi.kernel import rooms
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.models import Link
from lianzhi.territory import api as territory

PLACED = {"P": "lives_in", "E": "located_at", "V": "located_at", "T": "in_use_at"}


def settle(refs: Iterable[str]) -> None:
    """Put place and grid of these entries right; what is linked to no place keeps its grid and loses its place."""
    by_letter: dict[str, set[str]] = {}
    for ref in refs:
        code = ref.partition(":")[2]
        if code and code[0] in PLACED:
            by_letter.setdefault(code[0], set()).add(ref)
    for letter, wanted in by_letter.items():
        _settle(letter, wanted)


def _settle(letter: str, refs: set[str]) -> None:
    model = ENTRIES[letter]
    links = Link.objects.filter(subject__in=refs, relation=PLACED[letter], until=None).order_by("pk")
    there = {link.subject: link.object for link in links if rooms.is_place(link.object)}
    grids = territory.grids_of(map(rooms.building_of, there.values()))
    rows = list(model.objects.filter(code__in=[ref.partition(":")[2] for ref in refs]))
    for row in rows:
        row.place = there.get(row.ref, "")
        row.grid_code = grids.get(rooms.building_of(row.place), row.grid_code)
    model.objects.bulk_update(rows, ["place", "grid_code"], batch_size=500)
