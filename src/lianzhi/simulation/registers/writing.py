"""Writes sheets as CSV (with byte-order mark, as Excel opens it), JSON lines or xlsx: same registers, same bytes."""

import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from lianzhi.kernel.checksums import sm3_file
from lianzhi.simulation.registers import copies
from lianzhi.simulation.registers.columns import ADDRESS_COLUMNS, SHEETS, SOURCE_COLUMNS, Column
from lianzhi.simulation.registers.dirty import dirty_addresses
from lianzhi.simulation.registers.model import Registers
from lianzhi.simulation.registers.sheets import Sheet, persons, sheet
from lianzhi.territory.contracts import TownPlan

FORMATS = ("csv", "jsonl", "xlsx")
MOST = 1_048_575  # rows below the heading that a sheet of Excel holds
_BLOCK = 20_000
_THEN = (2020, 1, 1, 0, 0, 0)  # the time that stands in each part of an xlsx file, so that bytes repeat
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
    b'metadata/core-properties"/>'
)


def write(
    registers: Registers, folder: Path, kind: str = "csv", names: Sequence[str] = tuple(SHEETS)
) -> dict[str, Any]:
    """Each sheet as a file, and ``manifest.json`` with rows and SM3 of each. Gives the manifest back."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Any] = {}
    for name in names:
        for path, rows in write_sheet(folder / name, SHEETS[name], sheet(registers, name), kind):
            files[path.name] = {"rows": rows, "sm3": sm3_file(path)}
    manifest = {"digest": registers.digest(), "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def write_start(registers: Registers, folder: Path, kind: str = "csv") -> int:
    """The sheet of persons as it was twelve months earlier: the changes lead from it to the other one. Gives the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    found = write_sheet(
        folder / "persons-before", SHEETS["persons"], persons(registers, registers.start), kind
    )
    return sum(rows for _, rows in found)


def write_sources(registers: Registers, folder: Path, kind: str, total: int, seed: int) -> int:
    """One file for each department. Gives the rows."""
    records = copies.sources(registers, total, seed)
    found = copies.sheet(registers, records)
    for code in np.unique(records.source).tolist():
        mine = records.source == code
        part = {name: column[mine] for name, column in found.items()}
        write_sheet(folder / f"records-{code}", SOURCE_COLUMNS, part, kind)
    return len(records)


def write_addresses(
    town: TownPlan, registers: Registers, folder: Path, kind: str, total: int, seed: int
) -> int:
    found = dirty_addresses(town, registers, total, seed)
    columns = {column.field: np.array([row[i] for row in found]) for i, column in enumerate(ADDRESS_COLUMNS)}
    write_sheet(folder / "addresses", ADDRESS_COLUMNS, columns, kind)
    return len(found)


def write_sheet(path: Path, columns: Sequence[Column], found: Sheet, kind: str) -> list[tuple[Path, int]]:
    """The file, or several where a sheet of Excel is too short, with their rows."""
    target = path.with_suffix(f".{kind}")
    count = len(next(iter(found.values())))
    heads = [column.head for column in columns]
    if kind == "csv":
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(heads)
            writer.writerows(rows(columns, found))
    elif kind == "jsonl":
        with target.open("w", encoding="utf-8") as file:
            for row in rows(columns, found):
                file.write(json.dumps(dict(zip(heads, row, strict=True)), ensure_ascii=False) + "\n")
    else:
        return _workbooks(path, columns, found, count)
    return [(target, count)]


def rows(
    columns: Sequence[Column], found: Sheet, start: int = 0, end: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows as Python values, block by block."""
    data = [found[column.field] for column in columns]
    end = len(data[0]) if end is None else end
    for block in range(start, end, _BLOCK):
        yield from zip(
            *(np.asarray(column[block : min(end, block + _BLOCK)]).tolist() for column in data), strict=True
        )


def _workbooks(path: Path, columns: Sequence[Column], found: Sheet, count: int) -> list[tuple[Path, int]]:
    made = []
    for number, start in enumerate(range(0, max(count, 1), MOST)):
        target = path.with_name(f"{path.name}{f'-{number + 1}' if number else ''}.xlsx")
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet(path.name)
        page.append([column.head for column in columns])
        end = min(count, start + MOST)
        for row in rows(columns, found, start, end):
            page.append(row)
        book.save(target)
        _without_times(target)
        made.append((target, end - start))
    return made


def _without_times(path: Path) -> None:
    """The same parts with one fixed time: openpyxl writes the time of day into them."""
    spare = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(spare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _THEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            with old.open(name) as source, new.open(info, "w", force_zip64=True) as target:
                if name == "docProps/core.xml":
                    target.write(_CORE)
                    continue
                while block := source.read(1 << 20):
                    target.write(block)
    spare.replace(path)
