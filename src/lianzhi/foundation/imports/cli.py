"""`lianzhi import KIND FILE`: what /imports/ takes in the browser, from the command line and of any size.  R-091."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils.translation import gettext, override

from lianzhi.foundation.imports import kinds
from lianzhi.foundation.imports.contracts import BadRow, Compared, Kind, Taken
from lianzhi.foundation.imports.queries import given
from lianzhi.foundation.imports.reading.error_files import ErrorFile, beside
from lianzhi.foundation.imports.reading.sheet import Sheet
from lianzhi.foundation.imports.rules.mapping import proposed
from lianzhi.foundation.imports.work import blocks
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import Refused

BY = system("import")


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who delivers it, as on the page: police, hotline, ….")
@click.option("--sheet", default=None, help="Sheet of a workbook; by default the first.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of the rows; nothing is written.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), default=None,
              help="Where bad rows go; by default FILE_errors.csv beside FILE.")  # fmt: skip
@click.option("--language", default="zh-hans", show_default=True, help="Of the error file: zh-hans or en.")
def command(
    kind: str, file: Path, source: str, sheet: str | None, dry_run: bool, errors: Path | None, language: str
) -> None:
    """Take FILE (CSV, xlsx or JSON) in as a table of KIND (persons, houses, enterprises, names, …).

    Every block of rows is safe by itself: broken off and given again, it goes on where it was, because rows that are in are
    met. Bad rows stop nothing; they go to an error file, to be corrected there and given again.
    """
    with override(language):
        try:
            counts = _through(kinds.get(kind), file, source, sheet, dry_run, errors or beside(file))
        except Refused as refused:
            raise click.ClickException(" ".join(refused.told(gettext, language))) from refused
    said = ", ".join(f"{word} {count}" for word, count in counts.items())
    click.echo(f"{'dry run, nothing written: ' if dry_run else ''}{said}")
    raise SystemExit(1 if counts["refused"] else 0)


def _through(
    made: Kind, file: Path, source: str, sheet: str | None, dry_run: bool, errors: Path
) -> dict[str, int]:
    mapping = proposed(Sheet(file, sheet).header, made.fields, {})
    table = made.read(file, given(made, mapping), sheet=sheet)
    counts = dict.fromkeys(("rows", "new", "changed", "known", "refused"), 0)
    with closing(ErrorFile(errors, table.header, gettext)) as refused:
        for block in blocks(table):
            bad = [each for each in block if isinstance(each, BadRow)]
            good = [each for each in block if not isinstance(each, BadRow)]
            found = _tried(made, source, good) if dry_run else _taken(made, source, good, bad)
            for row in sorted([*bad, *found.bad], key=lambda each: each.row_number):
                refused.add(row)
            _add(counts, len(block), found, len(bad), len(good))
    if not refused.written:
        errors.unlink()
    return counts


@transaction.atomic
def _taken(made: Kind, source: str, good: list[Any], bad: list[BadRow]) -> Taken:
    made.noted(source, bad)
    return made.take(source, good, BY)


def _tried(made: Kind, source: str, good: list[Any]) -> Compared:
    if made.compare is not None and good:
        return made.compare(source, good, BY)
    return Compared(same=made.known(source, good) if good else 0)


def _add(counts: dict[str, int], rows: int, found: Taken | Compared, bad: int, good: int) -> None:
    """What an import kept is told as new: only the dry run knows which of it changes what is in."""
    changed, known = (found.changed, found.same) if isinstance(found, Compared) else (0, found.known)
    refused = bad + len(found.bad)
    new = good - len(found.bad) - changed - known
    for name, count in (
        ("rows", rows),
        ("new", new),
        ("changed", changed),
        ("known", known),
        ("refused", refused),
    ):
        counts[name] += count
