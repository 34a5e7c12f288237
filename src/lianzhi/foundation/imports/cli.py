"""`lianzhi import KIND FILE`: what /imports/ takes in the browser, from the command line and of any size.  R-091."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils.translation import gettext, override

from lianzhi.foundation.imports import kinds
from lianzhi.foundation.imports.contracts import BadRow, Compared, Kind, Taken
from lianzhi.foundation.imports.queries import compared, given
from lianzhi.foundation.imports.reading.error_files import ErrorFile, beside
from lianzhi.foundation.imports.reading.sheet import Sheet
from lianzhi.foundation.imports.rules.mapping import proposed
from lianzhi.foundation.imports.work import blocks, in_order, parted, take_block
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
) -> Counter[str]:
    mapping = proposed(Sheet(file, sheet).header, made.fields, {})
    table = made.read(file, given(made, mapping), sheet=sheet)
    counts: Counter[str] = Counter()
    with closing(ErrorFile(errors, table.header, gettext)) as refused:
        for block in blocks(table):
            found, bad = (_tried if dry_run else _taken)(made, source, block)
            for row in bad:
                refused.add(row)
            _add(counts, len(block), found, len(bad))
    if not refused.written:
        errors.unlink()
    return counts


def _taken(made: Kind, source: str, block: list[Any]) -> tuple[Taken, list[BadRow]]:
    with transaction.atomic():
        return take_block(made, source, block, BY)


def _tried(made: Kind, source: str, block: list[Any]) -> tuple[Compared, list[BadRow]]:
    good, broken = parted(block)
    found = compared(made, source, good, BY)
    return found, in_order(broken, found.bad)


def _add(counts: Counter[str], rows: int, found: Taken | Compared, refused: int) -> None:
    """What an import kept is told as new: only the dry run knows which of it changes what is in."""
    changed, known = (found.changed, found.same) if isinstance(found, Compared) else (0, found.known)
    new = rows - refused - changed - known
    counts.update(rows=rows, new=new, changed=changed, known=known, refused=refused)
