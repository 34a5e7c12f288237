"""How an entry of a catalogue read, version after version: a row each time something in it changed."""

from typing import Any

from lianzhi.cases.models import Category, CategoryVersion
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

FIELDS = (
    "name_zh", "name_en", "module", "hint_zh", "hint_en", "note", "local", "verified", "valid_from", "valid_to", "active",
)  # fmt: skip


def values_of(row: Category) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in FIELDS}
    found["parent"] = row.parent.code if row.parent else ""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()
    }


def keep_version(row: Category, by: Actor) -> bool:
    """True when this is a new version. The same values again are none."""
    last = row.versions.first()
    values = values_of(row)
    if last and last.values == values:
        return False
    CategoryVersion.objects.create(
        category=row, number=last.number + 1 if last else 1, values=values, by=by.id, by_name=by.name, at=clock.now()
    )  # fmt: skip
    return True
