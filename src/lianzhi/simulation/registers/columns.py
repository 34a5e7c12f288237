"""The sheets that the registers are written as: identifier, Chinese head, meaning of each column.

The list is ``data/register_columns.yaml``; it agrees with registry's import by heads and identifiers (ADR 0010, notes B1).
"""

from dataclasses import dataclass
from pathlib import Path

from lianzhi.kernel import yamls


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` with ``_`` in front: not taken by the import."""

    field: str
    head: str
    meaning: str


def _read() -> dict[str, tuple[Column, ...]]:
    path = Path(__file__).parent.parent / "data/register_columns.yaml"
    rows = yamls.read(path)
    return {
        name: tuple(Column(field, *said) for field, said in columns.items()) for name, columns in rows.items()
    }


_ALL = _read()
SHEETS = {name: columns for name, columns in _ALL.items() if not name.startswith("_")}
SOURCE_COLUMNS, ADDRESS_COLUMNS = _ALL["_records"], _ALL["_addresses"]
