"""The door of the statements of the hot path."""

from lianzhi.foundation.statements.binding import cursor
from lianzhi.foundation.statements.copying import copy_in, fresh
from lianzhi.foundation.statements.gathering import gathered, insert, together, update
from lianzhi.foundation.statements.reading import Many, Prepared
from lianzhi.foundation.statements.writing import Write, inserting, next_keys, updating

__all__ = [
    "Many",
    "Prepared",
    "Write",
    "copy_in",
    "cursor",
    "fresh",
    "gathered",
    "insert",
    "inserting",
    "next_keys",
    "together",
    "update",
    "updating",
]
