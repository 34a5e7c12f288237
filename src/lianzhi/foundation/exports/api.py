"""The door of the exports room."""

from lianzhi.foundation.exports.access import MAKE
from lianzhi.foundation.exports.actions import ask, cancel, sweep
from lianzhi.foundation.exports.contracts import Column, ExportView, Opener, Source, Table
from lianzhi.foundation.exports.queries import own
from lianzhi.foundation.exports.rules.cells import Cell, for_csv
from lianzhi.foundation.exports.sources import source
from lianzhi.foundation.exports.work import revive

__all__ = [
    "MAKE",
    "Cell",
    "Column",
    "ExportView",
    "Opener",
    "Source",
    "Table",
    "ask",
    "cancel",
    "for_csv",
    "own",
    "revive",
    "source",
    "sweep",
]
