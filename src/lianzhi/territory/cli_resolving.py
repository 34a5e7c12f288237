"""`lianzhi address resolve`: a file of addresses, of any length, to a file with their codes."""

import csv
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import click
import openpyxl
from django.utils.translation import gettext, override
from openpyxl.cell import WriteOnlyCell

from lianzhi.foundation.exports.api import for_csv
from lianzhi.foundation.imports.contracts import BadRow, RawRow, Sheet
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import resolving
from lianzhi.territory.actions import doubts
from lianzhi.territory.cli_addresses import FILE, LANGUAGE, _plainly, address
from lianzhi.territory.contracts import Resolution
from lianzhi.territory.rules.keys import COLUMNS
from lianzhi.territory.rules.place_match import SAFE_SCORE

CHUNK = 4000
MOST_IN_XLSX = 1_048_575
HEADS = (
    N_("Code of the address"),
    N_("Level"),
    N_("Normal form"),
    N_("Score"),
    N_("Safe"),
    N_("Grounds"),
    N_("Alternatives"),
)
Write = Callable[[Sequence[str]], object]
Row = RawRow | BadRow


@address.command("resolve")
@click.argument("file", type=FILE)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="A .csv or .xlsx file.",
)
@click.option(
    "--column", default="", help="The column that holds the address; by default the one that is called so."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="Processes; by default one for each core."
)
@click.option("--review", is_flag=True, help="Put what is not sure into the queue of doubtful addresses.")
@LANGUAGE
def resolve_file(file: Path, out: Path, column: str, jobs: int | None, review: bool, language: str) -> None:
    """Write each row of FILE (csv, xlsx) with code, level, normal form, score, reason and alternatives of its address."""
    with override(language), _plainly(language):
        sheet = Sheet(file)
        at, count, safe, bad = _column(sheet.header, column), 0, 0, 0
        with _writer(out) as write:
            write([*sheet.header, *map(gettext, HEADS)])
            for row, found in _resolved(iter(sheet), at, jobs or os.cpu_count() or 1, review, file.name):
                count += 1
                safe += found is not None and found.score >= SAFE_SCORE
                if found is None:
                    bad += 1
                    click.echo(_told(row), err=True)
                write([*_cells(row, len(sheet.header)), *_columns(row, found)])
        facts = {"count": count, "safe": safe, "ask": count - safe - bad, "bad": bad, "path": str(out)}
        click.echo(
            gettext(
                "%(count)d rows: %(safe)d sure, %(ask)d to be asked, %(bad)d unreadable. Kept as %(path)s."
            )
            % facts
        )


def _column(header: Sequence[str], wanted: str) -> int:
    names = [head.strip().casefold() for head in header]
    for name in [wanted.casefold()] if wanted else COLUMNS:
        if name in names:
            return names.index(name)
    raise BadInput(
        "territory.no_column",
        N_("No column is called “%(column)s”."),
        way_out=N_("Name the column of the address with --column; the file has: %(heads)s."),
        field="column",
        params={"column": wanted or COLUMNS[1], "heads": ", ".join(header)[:300]},
    )


def _resolved(
    rows: Iterator[Row], at: int, jobs: int, review: bool, source: str
) -> Iterator[tuple[Row, Resolution | None]]:
    """The rows in their order, each with its answer; none for a row that cannot be read. At most ``2 * jobs`` parts wait."""
    with _answering(jobs) as ask:
        waiting: deque[tuple[list[Row], Future[list[Resolution]]]] = deque()
        while True:
            part = list(islice(rows, CHUNK))
            if part:
                texts = [row.cells[at][:400] if _readable(row, at) else "" for row in part]
                waiting.append((part, ask(texts)))
            if not waiting or (part and len(waiting) < 2 * jobs):
                if not part:
                    return
                continue
            done, answer = waiting.popleft()
            found = answer.result()
            if review:
                doubts.put_in(found, source=source)
            yield from ((row, r if _readable(row, at) else None) for row, r in zip(done, found, strict=True))


def _readable(row: Row, at: int) -> bool:
    return isinstance(row, RawRow) and at < len(row.cells) and bool(row.cells[at].strip())


@contextmanager
def _answering(jobs: int) -> Iterator[Callable[[list[str]], "Future[list[Resolution]]"]]:
    """One process answers by itself; several have the address base each."""
    if jobs == 1:
        yield _at_once
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin) as pool:
        yield lambda texts: pool.submit(_answers, texts)


def _at_once(texts: list[str]) -> "Future[list[Resolution]]":
    done: Future[list[Resolution]] = Future()
    done.set_result(_answers(texts))
    return done


def _begin() -> None:
    import django  # noqa: PLC0415  a process of its own

    django.setup()


def _answers(texts: list[str]) -> list[Resolution]:
    return list(resolving.resolve_many(texts))


def _cells(row: Row, width: int) -> list[str]:
    cells = list(row.cells[:width])
    return [*cells, *[""] * (width - len(cells))]


def _columns(row: Row, found: Resolution | None) -> list[str]:
    if found is None:
        return ["", "", "", "", "", _told(row), ""]
    others = "; ".join(f"{each.code} {each.address} {each.score:.2f}" for each in found.alternatives)
    safe = gettext("yes") if found.best and found.score >= SAFE_SCORE else gettext("no")
    reason = gettext(found.reason) % found.params if found.reason else ""
    return [found.best, found.level, found.address, f"{found.score:.3f}", safe, reason, others]


def _told(row: Row) -> str:
    if isinstance(row, BadRow) and row.problems:
        why = gettext(row.problems[0].reason) % row.problems[0].params
    else:
        why = gettext("The address is empty.")
    number = row.row_number if isinstance(row, BadRow) else row.number
    return gettext("Row %(row)d: %(why)s") % {"row": number, "why": why}


@contextmanager
def _writer(out: Path) -> Iterator[Write]:
    """Rows go out as they come; what looks like a formula stays text."""
    if out.suffix.lower() != ".xlsx":
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            line = csv.writer(file)
            yield lambda cells: line.writerow([for_csv(cell) for cell in cells])
        return
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    written = 0

    def write(cells: Iterable[str]) -> None:
        nonlocal written
        if written > MOST_IN_XLSX:
            raise BadInput(
                "territory.long_sheet",
                N_("A sheet of Excel holds no more rows."),
                way_out=N_("Write a .csv file."),
            )
        page.append([_text(page, cell) for cell in cells])
        written += 1

    yield write
    book.save(out)


def _text(page: Any, cell: str) -> Any:
    kept = WriteOnlyCell(page, cell)
    kept.data_type = "s"
    return kept
