"""Values that hold from a day on (house law: numbers that law sets live in dated tables).  Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def holding(rows: Sequence[Mapping[str, Any]], on: date) -> Mapping[str, Any]:
    """The newest row that holds on a day; the oldest before all of them."""
    ordered = sorted(rows, key=lambda row: row["from"])
    return next((row for row in reversed(ordered) if row["from"] <= on), ordered[0])
