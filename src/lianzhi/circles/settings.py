"""The dated values of the room, read once from ``data/``, and the address that stands in messages."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lianzhi.kernel import yamls

DATA = Path(__file__).parent / "data"


def self_rectification(on: date) -> Mapping[str, Any]:
    """The newest row that holds on a day."""
    rows = sorted(_rows("self_rectification.yaml"), key=lambda row: row["from"])
    return next((row for row in reversed(rows) if row["from"] <= on), rows[0])


def online_harm() -> Mapping[str, Any]:
    """Title and text of the warning that a kind of case proposes."""
    return _rows("online_harm.yaml")


def link(path: str) -> str:
    """What stands in a message: the whole address where the town has said its own (LIANZHI_ADDRESS), else the path."""
    return f"{settings.PUBLIC_ADDRESS}{path}"


@cache
def _rows(name: str) -> Any:
    return yamls.read(DATA / name)
