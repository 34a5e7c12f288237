"""The door of the statements of the hot path."""

from lianzhi.foundation.statements.binding import cursor
from lianzhi.foundation.statements.reading import Many, Prepared
from lianzhi.foundation.statements.writing import (
    Write,
    insert,
    inserting,
    next_key,
    together,
    update,
    updating,
)

__all__ = [
    "Many",
    "Prepared",
    "Write",
    "cursor",
    "insert",
    "inserting",
    "next_key",
    "together",
    "update",
    "updating",
]
