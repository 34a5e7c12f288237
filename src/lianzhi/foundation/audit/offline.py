"""The exported trail, and checking it without the platform, its database or Django.

    python -m lianzhi.foundation.audit.offline TRAIL.jsonl [--key audit.key]

The file has one JSON value per line: the header, the seal log, the head, then all entries as arrays in the
order of ``rules.marks.Row``. The digest of an entry is SM3 over the compact JSON array of its first eight
fields, so that anybody can write another checker. Keep exports (or only their last seal line) at another
level of government: that is the one witness against a restore of database and seal log together.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from lianzhi.foundation.audit.contracts import Report
from lianzhi.foundation.audit.rules import seals
from lianzhi.foundation.audit.rules.judging import judge
from lianzhi.foundation.audit.rules.marks import Marker, Row, Stored
from lianzhi.foundation.audit.rules.verify import HeadRow

FORMAT = "lianzhi-audit-1"


class NotAnExport(ValueError):
    """The file is not an exported trail; the text names the line."""


def write_start(out: TextIO, seal_lines: Iterable[str], head: HeadRow | None) -> None:
    _put(out, {"format": FORMAT})
    for line in seal_lines:
        _put(out, {"seal": line.rstrip("\n")})
    _put(out, {"head": head and list(head)})


def written(out: TextIO, rows: Iterable[Stored]) -> Iterator[Stored]:
    """The same entries, each put into the file as it passes."""
    for row in rows:
        _put(out, row)
        yield row


def check(lines: Iterable[str], marker: Marker | None) -> Report:
    """Judge an exported trail. Raises NotAnExport."""
    values = _values(lines)
    if next(values, None) != {"format": FORMAT}:
        raise NotAnExport(f"line 1: this is not a {FORMAT} file")
    seal_lines: list[str] = []
    for value in values:
        if not isinstance(value, dict) or not value.keys() & {"seal", "head"}:
            raise NotAnExport(f"line {len(seal_lines) + 2}: expected a seal line or the head")
        if "head" in value:
            head = HeadRow(*value["head"]) if value["head"] else None
            return judge(_rows(values), head, seals.read(seal_lines, marker), marker)
        seal_lines.append(value["seal"])
    raise NotAnExport("the file ends before the head: it is not complete")


def _values(lines: Iterable[str]) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise NotAnExport(f"line {number}: {error}") from error


def _rows(values: Iterator[Any]) -> Iterator[Row]:
    for number, value in enumerate(values, 1):
        if not isinstance(value, list) or len(value) != len(Row._fields) or type(value[0]) is not int:
            raise NotAnExport(f"entry {number}: expected an array of {len(Row._fields)} fields")
        if not all(isinstance(each, str) for each in value[1:]):
            raise NotAnExport(f"entry {number}: a field is not a text")
        yield Row(*value)


def _put(out: TextIO, value: Any) -> None:
    out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an exported audit trail.")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--key", type=Path, help="the audit.key of the installation: checks the marks as well"
    )
    chosen = parser.parse_args(arguments)
    marker = Marker(chosen.key.read_text().strip().encode()) if chosen.key else None
    try:
        with chosen.file.open(encoding="utf-8") as lines:
            report = check(lines, marker)
    except NotAnExport as error:
        print(error, file=sys.stderr)
        return 2
    for item in (*report.findings, *report.notices):
        print(item.text)
    verdict = "ok" if report.ok else "BROKEN"
    print(f"{report.entries} entries, head {report.head_seq} {report.head_hash}: {verdict}")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
