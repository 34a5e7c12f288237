"""CSV files as rows of text cells, streamed.

Row numbers are those a spreadsheet shows (the header is usually row 1), also where a quoted cell holds line
breaks. CSV is read strictly: a quotation mark that is never closed would swallow the rows behind it, so its line is
reported and reading goes on with the next line.
"""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from lianzhi.foundation.imports.reading import encodings
from lianzhi.foundation.imports.reading.rows import RawRow
from lianzhi.kernel.errors import N_

DELIMITERS = ",\t;|"
WRONG_QUOTES = N_("A quotation mark is not closed, or stands unescaped inside a quoted cell.")


class CsvTable:
    """``encoding`` and ``delimiter`` as found; iterate for the rows, the header included."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = encodings.detect(path)
        self.delimiter = self._detect_delimiter()

    def __iter__(self) -> Iterator[RawRow]:
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            yield from _records(_Lines(file), self.delimiter)

    def count(self) -> int:
        """About how many rows, header included: line ends outside quotation marks. One quick pass."""
        rows, quotes = 0, 0
        with self.path.open(encoding=self.encoding, errors="replace") as file:
            for line in file:
                quotes += line.count('"')
                rows += quotes % 2 == 0
        return rows

    def _detect_delimiter(self) -> str:
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            first = next((line for line in file if line.strip()), "")
        return max(DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


class _Lines:
    """Physical lines; those taken since ``mark`` can be put back, all but the first."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self._taken.append(line)
        return line

    def mark(self) -> None:
        self._taken = []

    def back_to_second(self) -> str:
        first, *rest = self._taken
        self._waiting.extendleft(reversed(rest))
        return first


def _records(lines: _Lines, delimiter: str) -> Iterator[RawRow]:
    number = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.mark()
        number += 1
        try:
            yield RawRow(number, tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error:
            yield RawRow(number, (lines.back_to_second().rstrip("\r\n"),), WRONG_QUOTES)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
