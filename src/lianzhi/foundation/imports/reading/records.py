"""A JSON file as a table: a list of objects (or one under a key, as interfaces answer), or one object a line.

The keys of all objects, in the order in which they appear, are the header; it counts as row 1. What stands in an object as a
list or an object cannot be a cell and makes its row bad. The file is held in memory; it has at most ``MOST_BYTES``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lianzhi.foundation.imports.reading import encodings
from lianzhi.foundation.imports.reading.rows import RawRow
from lianzhi.kernel.errors import N_, BadInput

MOST_BYTES = 256 * 1024 * 1024
NESTED = N_("A value in it is itself a list or an object.")
FLAT = N_("Write a plain value there, or leave the key out.")
LIKE = N_("Write it as {“…”: …}.")
NO_OBJECT = N_("This is no object with keys and values.")


class JsonTable:
    """``encoding`` as found; iterate for the rows, the header included."""

    delimiter = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.stat().st_size > MOST_BYTES:
            raise _unreadable(path, N_("%(name)s is too large to be read as JSON."))
        self.encoding = encodings.detect(path)
        self._records = _records(path, path.read_text(encoding=self.encoding, errors="replace"))
        keys: dict[str, None] = {}
        for record in self._records:
            if isinstance(record, dict):
                keys.update(dict.fromkeys(map(str, record)))
        self._keys = tuple(keys)

    def __iter__(self) -> Iterator[RawRow]:
        yield RawRow(1, self._keys)
        for number, record in enumerate(self._records, 2):
            yield self._row(number, record)

    def _row(self, number: int, record: Any) -> RawRow:
        if not isinstance(record, dict):
            return RawRow(number, (json.dumps(record, ensure_ascii=False)[:200],), NO_OBJECT, LIKE)
        cells = tuple(_cell(record.get(key)) for key in self._keys)
        nested = next((str(key) for key, value in record.items() if isinstance(value, dict | list)), None)
        if nested is not None:
            return RawRow(number, cells, NESTED, FLAT, nested)
        return RawRow(number, cells)

    def count(self) -> int:
        return len(self._records) + 1


def looks_like_json(start: bytes) -> bool:
    """The first sign that is no blank opens a list or an object."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def _records(path: Path, text: str) -> list[Any]:
    text = text.lstrip("\ufeff")
    try:
        said = json.loads(text)
    except ValueError:
        return _lines(path, text)
    if isinstance(said, dict):
        lists = [
            value
            for value in said.values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        if len(lists) > 1:
            raise _unreadable(path, N_("%(name)s holds several lists; which one is meant cannot be told."))
        said = lists[0] if lists else [said]
    if not isinstance(said, list):
        raise _unreadable(path, N_("%(name)s is no list of objects."))
    return said


def _lines(path: Path, text: str) -> list[Any]:
    """One object a line; a line that cannot be read is a bad row of its own."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_line(line) for line in lines]
    if not any(isinstance(each, dict) for each in found):
        raise _unreadable(path, N_("%(name)s is no JSON that can be read."))
    return found


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _unreadable(path: Path, message: str) -> BadInput:
    return BadInput(
        "import.json", message, field="file", params={"name": path.name},
        way_out=N_("Hand in a list of objects: [{“…”: …}, …], or one object a line."),
    )  # fmt: skip
