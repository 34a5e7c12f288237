"""Values that cross the door of exports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.foundation.exports.rules.cells import Cell
from lianzhi.foundation.exports.rules.states import ExportState
from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Column:
    """``label`` is in the reader's language; ``width`` in characters."""

    label: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """What a list gives when it is opened: ``rows`` are read one after the other and never all held.

    ``scope``: what the file covers, in words, for its name. ``total``: how many rows there will be, where that is
    known cheaply. ``covered``: personal data were masked because the person may not see them.
    """

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    scope: str = ""
    total: int | None = None
    covered: bool = False


Opener = Callable[[Actor, str], Table]
"""(who, the list's query string) -> what to write; called in the worker, with the person's language on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that can be taken away. ``name`` is a message id, or a text in the reader's language from ``called``."""

    code: str
    name: str
    permission: str
    open: Opener


@dataclass(frozen=True, slots=True)
class ExportView:
    id: str
    name: str
    form: str
    state: ExportState
    rows: int
    total: int | None
    covered: bool
    file_name: str
    size: int
    error: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None

    @property
    def unfinished(self) -> bool:
        return self.state in (ExportState.WAITING, ExportState.RUNNING)

    @property
    def share(self) -> int | None:
        """Per cent written, where the total is known."""
        return min(99, 100 * self.rows // self.total) if self.total else None
