"""The door of the imports room: offer a kind of table to people and the worker. Reading alone is in ``contracts``."""

from lianzhi.foundation.imports.access import MAKE
from lianzhi.foundation.imports.actions import hand_in, say, start, sweep
from lianzhi.foundation.imports.contracts import BadRow, Field, ImportView, Kind, Problem, Taken
from lianzhi.foundation.imports.kinds import kind
from lianzhi.foundation.imports.queries import own
from lianzhi.foundation.imports.work import revive

__all__ = [
    "MAKE", "BadRow", "Field", "ImportView", "Kind", "Problem", "Taken", "hand_in", "kind", "own", "revive",
    "say", "start", "sweep",
]  # fmt: skip
