"""An opened table: its header found, its columns known, its rows as cells. What every kind of import begins with.

Streams: memory holds one row. A row that cannot be cut into the header's columns is bad by itself and stops nothing.
"""

from collections.abc import Iterator
from pathlib import Path

from lianzhi.foundation.imports.reading import encodings
from lianzhi.foundation.imports.reading.opening import open_table
from lianzhi.foundation.imports.reading.rows import BadRow, Problem, RawRow
from lianzhi.foundation.imports.rules.mapping import ERROR_COLUMNS
from lianzhi.kernel.errors import N_, BadInput

MOST_COLUMNS = 300


class Sheet:
    """The header is the first row with something in it that is no title. Iterate for the rows behind it, empty ones left out."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self._table = open_table(path, sheet)
        header = next((row for row in self._table if _names_columns(row)), RawRow(0, ()))
        self.header: tuple[str, ...] = tuple(cell.strip().lstrip("\ufeff") for cell in header.cells)
        self.header_row = header.number
        self.own = any(name in ERROR_COLUMNS for name in self.header)
        if len(self.header) > MOST_COLUMNS:
            raise BadInput(
                "import.wide", N_("The table has more than %(most)s columns."),
                way_out=N_("Delete the columns that are not needed, or check that the right sheet is chosen."),
                field="file", params={"most": MOST_COLUMNS},
            )  # fmt: skip

    @property
    def encoding(self) -> str:
        """``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16`` or ``xlsx``."""
        return self._table.encoding

    @property
    def delimiter(self) -> str:
        return self._table.delimiter

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none for CSV."""
        return getattr(self._table, "sheets", ())

    def count(self) -> int:
        """About how many rows, for a progress bar; cheap, and exact unless quotation marks are odd."""
        return max(self._table.count() - self.header_row, 0)

    def __iter__(self) -> Iterator[RawRow | BadRow]:
        for raw in self._table:
            if raw.number > self.header_row and any(cell.strip() for cell in raw.cells):
                yield self._checked(raw)

    def _checked(self, raw: RawRow) -> RawRow | BadRow:
        if raw.broken:
            way_out = raw.way_out or N_("Double quotation marks inside a cell, and close the cell with one.")
            return BadRow(raw.number, (Problem(raw.column, raw.broken, way_out),), raw.cells)
        cells = tuple(unguarded(cell) for cell in raw.cells) if self.own else raw.cells
        if len(cells) > len(self.header):
            return BadRow(raw.number, (self._too_wide(cells),), cells)
        return RawRow(raw.number, cells)

    def _too_wide(self, cells: tuple[str, ...]) -> Problem:
        return Problem(
            "",
            N_("The row has %(cells)d cells, the header only %(header)d."),
            N_("A cell with the separator in it must stand in quotation marks."),
            {"cells": len(cells), "header": len(self.header)},
        )


def _names_columns(row: RawRow) -> bool:
    """Something stands in it, and it is not one text merged across the columns."""
    filled = sum(bool(cell.strip()) for cell in row.cells)
    return filled > 1 or (filled == 1 and not row.title)


def undecoded(cell: str, column: str) -> Problem | None:
    """The problem of a cell in which characters could not be decoded."""
    if (broken := cell.find(encodings.BROKEN)) < 0:
        return None
    return Problem(
        column,
        N_("Character %(position)d could not be decoded: the row is in another encoding or damaged."),
        N_("Type the characters shown as � again, or export the file as “CSV UTF-8”."),
        {"position": broken + 1},
    )


def unguarded(cell: str) -> str:
    """Without the apostrophe that an error file puts before what a spreadsheet would run."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r'" else cell
