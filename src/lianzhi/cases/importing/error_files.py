"""The rows that could not be taken, as a file to correct and import again (house law 6).

CSV in UTF-8 with BOM, which Excel and WPS open by double click. In front of the original columns stand the row
number, the column and the reason; they are ignored when the file comes back. Cells that a spreadsheet would run as a formula
get an apostrophe, which is taken off again.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lianzhi.cases.importing.columns import ERROR_COLUMNS
from lianzhi.cases.importing.messages import BadRow, Problem

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "'")


def write_error_file(
    path: Path,
    header: Sequence[str],
    bad_rows: Iterable[BadRow],
    *,
    translate: Callable[[str], str] = str,
) -> int:
    """Write the bad rows; returns how many. ``translate`` turns message ids into the reader's language.

    ``header`` is the imported table's; error columns in it (of an earlier round) are replaced, not repeated.
    """
    kept = [index for index, name in enumerate(header) if name not in ERROR_COLUMNS]
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*ERROR_COLUMNS, *(guarded(header[index]) for index in kept)])
        for row in bad_rows:
            where = ", ".join(dict.fromkeys(problem.column for problem in row.problems if problem.column))
            why = "; ".join(explain(problem, translate) for problem in row.problems)
            beyond = range(len(header), len(row.cells))
            cells = [row.cells[i] if i < len(row.cells) else "" for i in (*kept, *beyond)]
            writer.writerow([row.row_number, guarded(where), guarded(why), *map(guarded, cells)])
            written += 1
    return written


def explain(problem: Problem, translate: Callable[[str], str] = str) -> str:
    """Reason and way out as one text."""
    sentences = [translate(text) for text in (problem.message, problem.way_out) if text]
    return " ".join(text % problem.params if problem.params else text for text in sentences)


def guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell
