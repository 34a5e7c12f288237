"""The rows that could not be taken, as a file to correct and import again (house law 6).

CSV in UTF-8 with BOM, which Excel and WPS open by double click. In front of the original columns stand the row
number, the column and the reason; they are ignored when the file comes back. Cells that a spreadsheet would run as a formula
get an apostrophe, which is taken off again.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lianzhi.foundation.imports.reading.rows import BadRow, Problem
from lianzhi.foundation.imports.rules.mapping import ERROR_COLUMNS

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "'")


class ErrorFile:
    """Bad rows as they come. ``header`` is the imported table's; error columns in it (of an earlier round) are
    replaced, not repeated. ``translate`` turns message ids into the reader's language."""

    def __init__(self, path: Path, header: Sequence[str], translate: Callable[[str], str] = str) -> None:
        self._header, self._translate, self.written = header, translate, 0
        self._kept = [index for index, name in enumerate(header) if name not in ERROR_COLUMNS]
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._out = csv.writer(self._file)
        self._out.writerow([*ERROR_COLUMNS, *(guarded(header[index]) for index in self._kept)])

    def add(self, row: BadRow) -> None:
        where = ", ".join(dict.fromkeys(problem.column for problem in row.problems if problem.column))
        why = "; ".join(explain(problem, self._translate) for problem in row.problems)
        beyond = range(len(self._header), len(row.cells))
        cells = [row.cells[i] if i < len(row.cells) else "" for i in (*self._kept, *beyond)]
        self._out.writerow([row.row_number, guarded(where), guarded(why), *map(guarded, cells)])
        self.written += 1

    def close(self) -> None:
        self._file.close()


def beside(file: Path) -> Path:
    """FILE_errors.csv, or FILE_errors_2.csv ...: a file in which somebody may have corrected rows is never written over."""
    names = (f"{file.stem}_errors{number}.csv" for number in ("", *(f"_{n}" for n in range(2, 1000))))
    return next(path for path in map(file.with_name, names) if not path.exists())


def write_error_file(
    path: Path,
    header: Sequence[str],
    bad_rows: Iterable[BadRow],
    *,
    translate: Callable[[str], str] = str,
) -> int:
    """Write the bad rows; returns how many."""
    file = ErrorFile(path, header, translate)
    try:
        for row in bad_rows:
            file.add(row)
    finally:
        file.close()
    return file.written


def explain(problem: Problem, translate: Callable[[str], str] = str) -> str:
    """Reason and way out as one text."""
    sentences = [translate(text) for text in (problem.message, problem.way_out) if text]
    return " ".join(text % problem.params if problem.params else text for text in sentences)


def guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell
