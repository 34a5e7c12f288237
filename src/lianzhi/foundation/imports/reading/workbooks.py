"""One sheet of an xlsx workbook as rows of text cells, streamed; bombs are refused before anything is unpacked.

An xlsx file is a zip archive, so a small file can unpack to gigabytes. A formula gives the value that Excel
stored with it; one without a stored value reads as an empty cell. Dates come as ISO text.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from lianzhi.foundation.imports.reading.rows import RawRow
from lianzhi.kernel.errors import N_, BadInput

MOST_BYTES = 400 * 1024 * 1024  # unpacked, all parts together; 4,326 messages need 14 MB
MOST_RATIO = 200  # unpacked to packed; real workbooks of text stay below 40
SMALL = 1024 * 1024  # a part this small is harmless at any ratio
MOST_PARTS = 2000
MOST_COLUMNS = 301  # one more than is allowed, so that a wider sheet is refused and not cut
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_PIECE = 1 << 20
MOST_MERGED, MOST_TALL = 100_000, 100_000
MERGED = N_("Merged cells: which row their value belongs to cannot be told.")
UNMERGE = N_("Take “Merge cells” off there and fill the value into each row.")

# What openpyxl and zipfile raise over forged or damaged content.
_DAMAGE = (
    ParseError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


class XlsxTable:
    """``sheet`` by name, the first one by default; iterate for the rows, the header included."""

    encoding = "xlsx"
    delimiter = ""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self.path = path
        _refuse_bomb(path)
        with self._opened() as book:
            names = [each.title for each in book.worksheets]
            if not names or (sheet is not None and sheet not in names):
                raise BadInput(
                    "import.no_sheet",
                    N_("There is no sheet %(sheet)s in %(name)s."),
                    way_out=N_("Its sheets are: %(sheets)s."),
                    field="sheet",
                    params={"sheet": sheet or "1", "name": path.name, "sheets": ", ".join(names)},
                )
            self.sheets = tuple(names)
            self.sheet = sheet or names[0]
            self._size = book[self.sheet].max_row
            part = str(getattr(book[self.sheet], "_worksheet_path", ""))
        self._merged = Merged(path, part)

    def __iter__(self) -> Iterator[RawRow]:
        with self._opened() as book:
            sheet = book[self.sheet]
            sheet.reset_dimensions()  # what a file says about its size may be wrong
            rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
            for number, values in enumerate(rows, 1):
                yield self._row(number, tuple(_trimmed([_as_text(value) for value in values])))

    def _row(self, number: int, cells: tuple[str, ...]) -> RawRow:
        if not (said := self._merged.at(number)):
            return RawRow(number, cells)
        column = said.partition(":")[0].rstrip("0123456789")
        return RawRow(number, cells, MERGED, UNMERGE, f"{column} ({said})", number in self._merged.titles)

    def count(self) -> int:
        """How many rows the workbook says it has, header included; 0 if it does not say."""
        return int(self._size or 0)

    @contextmanager
    def _opened(self) -> Iterator[openpyxl.Workbook]:
        with self.path.open("rb") as file:  # a file, not its name: openpyxl judges names by their ending
            try:
                book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
                try:
                    yield book
                finally:
                    book.close()
            except _DAMAGE as problem:
                raise _unreadable(self.path) from problem


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise _unreadable(path) from problem
    swollen = any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
    )
    if swollen or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise BadInput(
            "import.bomb",
            N_("%(name)s unpacks to far more than a table of messages; it is not opened."),
            way_out=N_("Save the sheet as “CSV UTF-8”, or split it into several files."),
            field="file",
            params={"name": path.name},
        )


class Merged:
    """Only the first of merged cells has a value, so which rows it belongs to cannot be told: those rows are bad, the
    others are read. A title across the columns above the header is no row."""

    def __init__(self, path: Path, part: str) -> None:
        self._rows: dict[int, str] = {}
        self.titles: set[int] = set()
        self.count = 0
        with zipfile.ZipFile(path) as archive:
            if part.lstrip("/") in archive.namelist():
                for said in _merged(archive, part.lstrip("/")):
                    self._take(said)

    def at(self, row: int) -> str:
        """The first merged range that a row lies in."""
        return self._rows.get(row, "")

    def _take(self, said: str) -> None:
        (left, top), (right, bottom) = (_split(corner) for corner in said.split(":"))
        self.count += 1
        if self.count > MOST_MERGED or bottom - top > MOST_TALL:
            raise BadInput(
                "import.merged",
                N_(
                    "The sheet has too many merged cells, the last one read at %(range)s: it is a form and no table."
                ),
                way_out=N_(
                    "In Excel or WPS choose all, take “Merge cells” off, fill the value into each row; then hand the file in again."
                ),
                field="file",
                params={"range": said},
            )
        if top == bottom and left != right:
            self.titles.add(top)
        for row in range(top, bottom + 1):
            self._rows.setdefault(row, said)


def _split(corner: str) -> tuple[str, int]:
    letters = corner.rstrip("0123456789")
    return letters, int(corner[len(letters) :])


def _merged(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    with archive.open(part) as xml:
        kept = b""
        while piece := xml.read(_PIECE):
            text, done = kept + piece, 0
            for found in _MERGED.finditer(text):
                yield found.group(1).decode()
                done = found.end()
            kept = text[max(done, len(text) - 200) :]


def _unreadable(path: Path) -> BadInput:
    return BadInput(
        "import.broken_workbook",
        N_("%(name)s is damaged or is not an Excel workbook."),
        way_out=N_("Open it in Excel or WPS and save it again as “Excel workbook (.xlsx)”."),
        field="file",
        params={"name": path.name},
    )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
