"""Rows into a file, one after the other: memory stays the same however many there are."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lianzhi.foundation.exports.contracts import Column
from lianzhi.foundation.exports.rules.cells import Cell, for_csv, plain, risky

SHEET = 31  # characters Excel takes in a sheet's name


class Writer(Protocol):
    def add(self, row: Sequence[Cell]) -> None: ...
    def close(self) -> None: ...
    def give_up(self) -> None: ...


class Csv:
    """UTF-8 with a byte-order mark and CRLF: Excel opens it by a double click and shows Chinese as Chinese."""

    def __init__(self, path: Path, name: str, columns: Iterable[Column]) -> None:
        self._file = open(path, "x", encoding="utf-8-sig", newline="")  # noqa: SIM115  closed by close
        self._out = csv.writer(self._file)
        self._out.writerow([for_csv(column.label) for column in columns])

    def add(self, row: Sequence[Cell]) -> None:
        self._out.writerow([for_csv(value) for value in row])

    def close(self) -> None:
        self._file.close()

    give_up = close


class Xlsx:
    """openpyxl in its write-only mode, which keeps no row. The heading stays in sight and can be filtered."""

    def __init__(self, path: Path, name: str, columns: Sequence[Column]) -> None:
        self._path, self._book = path, Workbook(write_only=True)
        self._sheet = self._book.create_sheet(_sheet_name(name))
        self._sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._count, self._columns = 1, len(columns)
        self._sheet.append([self._head(column.label) for column in columns])

    def add(self, row: Sequence[Cell]) -> None:
        self._count += 1
        self._sheet.append([self._text(value) if risky(value) else plain(value) for value in row])

    def close(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._columns)}{self._count}"
        self._book.save(self._path)

    def give_up(self) -> None:
        """openpyxl keeps a temporary file for the sheet until it is closed."""
        self._sheet.close()
        self._sheet._writer.cleanup()

    def _text(self, value: Cell) -> WriteOnlyCell:
        """A text that looks like a formula, said to be a text."""
        cell = WriteOnlyCell(self._sheet, plain(value))
        cell.data_type = "s"
        return cell

    def _head(self, label: str) -> WriteOnlyCell:
        cell = self._text(label)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", start_color="FFE8EEF5")
        return cell


WRITERS: dict[str, type[Csv] | type[Xlsx]] = {"xlsx": Xlsx, "csv": Csv}


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in r"[]:*?/\\")[:SHEET] or "1"
