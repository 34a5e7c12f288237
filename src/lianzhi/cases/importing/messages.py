"""Residents' messages out of a table: good rows as values, bad ones with every reason.  R-091, house law 6.

Streams: memory holds one row and the numbers already seen. A bad row never stops or changes its neighbours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lianzhi.cases.importing import columns
from lianzhi.foundation.imports import contracts as imports
from lianzhi.foundation.imports.contracts import BadRow, Problem
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.text import clean, shorten

LIMITS = {"external_id": 80, "author": 80, "title": 200, "text": 20_000, "place": 200, "label": 60}
LONGEST_EXTRA = 20_000
TITLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One message. ``extra`` holds the columns that have no field of their own, by their header."""

    row_number: int
    external_id: str
    author: str
    title: str
    text: str
    occurred_at: datetime | None
    place: str = ""
    label: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()


class MessageTable:
    """An opened table: ``header``, ``places`` (field -> column) and what was found out; iterate for rows."""

    def __init__(
        self,
        path: Path,
        mapping: Mapping[str, str] | None = None,
        *,
        sheet: str | None = None,
        now: datetime | None = None,
    ) -> None:
        self._sheet = imports.Sheet(path, sheet)
        self._now = now or datetime.now(UTC)
        self.header = self._sheet.header
        self.places = columns.place_fields(self.header, mapping)

    @property
    def encoding(self) -> str:
        """``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16`` or ``xlsx``."""
        return self._sheet.encoding

    @property
    def delimiter(self) -> str:
        return self._sheet.delimiter

    @property
    def mapping(self) -> dict[str, str]:
        """Field -> header of the column it is read from: what to show before an import starts."""
        return {name: self.header[index] for name, index in self.places.items()}

    def count(self) -> int:
        """About how many messages, for a progress bar; cheap, and exact unless quotation marks are odd."""
        return self._sheet.count()

    def __iter__(self) -> Iterator[Row | BadRow]:
        seen: dict[str, int] = {}
        for raw in self._sheet:
            yield raw if isinstance(raw, BadRow) else self._read(raw, seen)

    def _read(self, raw: imports.RawRow, seen: dict[str, int]) -> Row | BadRow:
        cells = raw.cells
        reading = _Reading(self.header, self.places, cells)
        values = {name: reading.text(name, limit) for name, limit in LIMITS.items()}
        occurred_at = reading.time(self._now)
        extra = reading.extra()
        external_id = reading.number(values, seen, raw.number)
        if reading.problems:
            return BadRow(raw.number, tuple(reading.problems), cells)
        seen[external_id] = raw.number
        return Row(
            row_number=raw.number,
            external_id=external_id,
            author=values["author"],
            title=values["title"] or shorten(values["text"], TITLE_LENGTH),
            text=values["text"],
            occurred_at=occurred_at,
            place=values["place"],
            label=values["label"],
            extra=extra,
            cells=cells,
        )


class _Reading:
    """One row while it is read; gathers every problem instead of stopping at the first."""

    def __init__(self, header: Sequence[str], places: Mapping[str, int], cells: Sequence[str]) -> None:
        self._header, self._places = header, places
        self._cells = [*cells, *[""] * (len(header) - len(cells))]
        self.problems: list[Problem] = []

    def text(self, name: str, limit: int) -> str:
        index = self._places.get(name)
        return "" if index is None else self._cleaned(index, limit, required=name == columns.REQUIRED)

    def time(self, now: datetime) -> datetime | None:
        index = self._places.get("occurred_at")
        if index is None or not self._cells[index].strip():
            return None
        try:
            return imports.parse_time(self._cells[index], now=now)
        except BadInput as refusal:
            self._note(index, refusal)
            return None

    def extra(self) -> dict[str, str]:
        taken = {*self._places.values()}
        return {
            name: self._cleaned(index, LONGEST_EXTRA)
            for index, name in enumerate(self._header)
            if index not in taken
            and name
            and name not in imports.ERROR_COLUMNS
            and self._cells[index].strip()
        }

    def number(self, values: Mapping[str, str], seen: Mapping[str, int], row: int) -> str:
        """The message's own number; where the table has no such column, a digest of the row's content."""
        index = self._places.get("external_id")
        if index is None:
            own = [values["author"], values["title"], values["text"], *self._when()]
            found = sm3(canonical(own).encode())[:24]
        else:
            found = values["external_id"]
        column = self._header[index] if index is not None else ""
        if not found and not any(problem.column == column for problem in self.problems):
            way_out = N_("Give the message a number that no other one has.")
            self.problems.append(Problem(column, N_("The number of the message is missing."), way_out))
        elif found in seen:
            self.problems.append(
                Problem(
                    column,
                    N_("The same message or number already stands in row %(other)d."),
                    N_("Delete one of the two rows, or give this one its own number."),
                    {"other": seen[found]},
                )
            )
        return found

    def _when(self) -> list[str]:
        index = self._places.get("occurred_at")
        return [] if index is None else [self._cells[index].strip()]

    def _cleaned(self, index: int, limit: int, *, required: bool = False) -> str:
        cell = self._cells[index]
        if broken := imports.undecoded(cell, self._header[index]):
            self.problems.append(broken)
            return ""
        try:
            return clean(cell, limit, field=self._header[index], required=required)
        except BadInput as refusal:
            self._note(index, refusal)
            return ""

    def _note(self, index: int, refusal: BadInput) -> None:
        self.problems.append(Problem(self._header[index], refusal.message, refusal.way_out, refusal.params))


def read_messages(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    now: datetime | None = None,
) -> MessageTable:
    """Open a table of messages. ``mapping`` is field -> header; ``now`` bounds the times (default: the clock).

    Raises BadInput for what concerns the whole file; single rows are reported as BadRow.
    """
    return MessageTable(path, mapping, sheet=sheet, now=now)
