"""Tables that people keep in a spreadsheet and hand in again: columns by name, rows as values, a workbook back.

Headers are known in both languages and by field name, so an export of one language can be imported under the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext, override
from openpyxl.styles import Alignment, Font, PatternFill

from lianzhi.foundation.imports.contracts import ERROR_COLUMNS, guarded, open_table
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import N_, BadInput

WORDS = Path(__file__).parents[1] / "data" / "table_words.yaml"
LONGEST = 500
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """``label`` is a msgid. ``shown``: only there to be read, ignored when the table comes back."""

    field: str
    label: str
    example: str = ""
    required: bool = False
    shown: bool = False
    width: int = 16


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``number`` as the spreadsheet shows it; ``values`` by field."""

    number: int
    values: Mapping[str, str]


def read(path: Path, columns: Sequence[Column]) -> Iterator[SheetRow]:
    """Rows with something in them. Raises BadInput for a file, or a header, that cannot be used."""
    places: dict[str, int] = {}
    count = 0
    for raw in open_table(path):
        cells = [_unguarded(cell.strip().lstrip("\ufeff")) for cell in raw.cells]
        if not any(cells):
            continue
        if not places:
            places = _places(cells, columns)
            continue
        count += 1
        if count > MOST_ROWS:
            raise BadInput(
                "tables.long",
                N_("The table has more than %(most)d rows."),
                way_out=N_("Split it into several files."),
                field="file",
                params={"most": MOST_ROWS},
            )
        found = {field: cells[i][:LONGEST] if i < len(cells) else "" for field, i in places.items()}
        if any(found.values()):
            yield SheetRow(raw.number, found)
    if not places:
        raise BadInput(
            "tables.empty", N_("There is no header in the table."), way_out=N_("Start from the template."), field="file"
        )  # fmt: skip


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    names = {name: column.field for column in columns for name in names_of(column)}
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        field = names.get(name.lower())
        if field and field not in found:
            found[field] = index
    missing = [c for c in columns if c.required and c.field not in found]
    if missing:
        raise BadInput(
            "tables.columns",
            N_("These columns are missing: %(names)s."),
            way_out=N_("Take the header of the template; the order does not matter."),
            field="file",
            params={"names": ", ".join(gettext(c.label) for c in missing)},
        )
    return found


@lru_cache(maxsize=256)
def names_of(column: Column) -> tuple[str, ...]:
    with override("zh-hans"):
        zh = str(gettext(column.label))
    return tuple(dict.fromkeys(name.lower() for name in (column.field, column.label, zh)))


def workbook(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], *, title: str, note: str = ""
) -> bytes:
    """An xlsx with the header in the reader's language, frozen, with column widths; ``note`` on a sheet of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31].replace("/", " ")
    _head(sheet, [gettext(c.label) for c in columns], [c.width for c in columns])
    for row in rows:
        sheet.append([_cell(row.get(c.field, "")) for c in columns])
    if note:
        about = book.create_sheet(gettext("About"))
        about.column_dimensions["A"].width = 100
        for line in note.split("\n"):
            about.append([line])
            about.cell(about.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    return saved(book)


def bad_rows(columns: Sequence[Column], bad: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows that were not taken, each with its row, column and reason in front, to be corrected and handed in again."""
    book = openpyxl.Workbook()
    sheet = book.active
    used = [c for c in columns if any(c.field in row["values"] for row in bad)]
    _head(sheet, [*ERROR_COLUMNS, *(gettext(c.label) for c in used)], [8, 16, 60, *(c.width for c in used)])
    for row in bad:
        label = row["column"]
        front = [row["number"], gettext(label) if label else "", row["why"]]
        sheet.append([*map(_cell, front), *(_cell(row["values"].get(c.field, "")) for c in used)])
    return saved(book)


def _head(sheet: Any, names: Sequence[str], widths: Sequence[int]) -> None:
    sheet.append(list(names))
    for index, width in enumerate(widths, 1):
        cell = sheet.cell(1, index)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF6")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else value


def _unguarded(cell: str) -> str:
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@'" else cell


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return yamls.read(WORDS)


def meant(kind: str, written: str, *, field: str) -> str:
    """The code behind what somebody wrote in a cell. Raises BadInput naming the field."""
    text = written.strip().lower()
    for code, names in _words()[kind].items():
        if text in names:
            return code
    raise BadInput(
        "tables.word",
        N_("“%(written)s” is none of the words that may stand here."),
        way_out=N_("Write one of: %(words)s."),
        field=field,
        params={"written": written[:40], "words": "、".join(names[1] for names in _words()[kind].values())},
    )


def yes(written: str, *, field: str) -> bool:
    """Empty is no."""
    text = written.strip().lower()
    if text in _words()["yes"] or not text:
        return bool(text)
    if text in _words()["no"]:
        return False
    raise BadInput(
        "tables.yes",
        N_("“%(written)s” is neither yes nor no."),
        way_out=N_("Write yes or no, or leave the cell empty."),
        field=field,
        params={"written": written[:40]},
    )


def day(written: str, *, field: str) -> date | None:
    text = written.strip().split(" ")[0].replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        year, month, number = (int(part) for part in text.split("-"))
        return date(year, month, number)
    except ValueError as error:
        raise BadInput(
            "tables.day",
            N_("“%(written)s” is no day."),
            way_out=N_("Write it like 2026-07-01."),
            field=field,
            params={"written": written[:40]},
        ) from error
