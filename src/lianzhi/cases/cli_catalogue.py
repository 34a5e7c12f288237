"""`lianzhi catalogue list|export|import`: the same tables as under /settings/, from the command line."""

from pathlib import Path

import click
from django.utils.translation import gettext, override

from lianzhi.cases.actions import tables
from lianzhi.cases.actions.table_kinds import KINDS, kind_for
from lianzhi.cases.cli import FILE, LANGUAGE, _plainly
from lianzhi.cases.importing.sheets import bad_rows, workbook
from lianzhi.cases.queries.catalogues import standards
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import N_

OUT = click.Path(dir_okay=False, path_type=Path)
KIND = click.option(
    "--kind", type=click.Choice(["catalogue", "links", "limits"]), default="catalogue", show_default=True,
    help="What the table holds: entries of a catalogue, mappings, or the deadline matrix.",
)  # fmt: skip
STANDARD = click.option("--standard", default="town", show_default=True, help="Which catalogue (see list).")
NAMES = {"new": N_("new"), "changed": N_("changed"), "same": N_("unchanged")}


@click.group()
def catalogue() -> None:
    """Catalogues, mappings and the deadline matrix as tables."""


@catalogue.command("list")
@LANGUAGE
def show(language: str) -> None:
    """The catalogues, with how many entries they have."""
    with override(language):
        for one in standards():
            said = gettext("verified") if one.verified else gettext("not verified")
            click.echo(
                f"{one.code}\t{one.matters} + {one.components}\t{said}\t{one.name_en if language == 'en' else one.name_zh}"
            )


@catalogue.command("export")
@click.argument("file", type=OUT)
@KIND
@STANDARD
@LANGUAGE
def export(file: Path, kind: str, standard: str, language: str) -> None:
    """Write the table to FILE (xlsx)."""
    target = _target(kind, standard)
    with override(language), _plainly(language):
        made = kind_for(kind, target)
        file.write_bytes(workbook(made.columns, made.rows(target), title=kind))
        click.echo(file.name)


@catalogue.command("import")
@click.argument("file", type=FILE)
@KIND
@STANDARD
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--errors", type=OUT, default=None, help="Where rows with a mistake go; by default FILE-errors.xlsx."
)
@LANGUAGE
def take(file: Path, kind: str, standard: str, dry_run: bool, errors: Path | None, language: str) -> None:
    """Take FILE (xlsx or CSV) in. Rows it does not name stay as they are; rows with a mistake go to a file."""
    target, by = _target(kind, standard), system("import")
    with override(language), _plainly(language):
        chosen = kind_for(kind, target)
        table = tables.hand_in(chosen, target, file, file.name, by=by)
        counts = dict.fromkeys(NAMES, 0)
        for change in tables.difference(chosen, table):
            counts[change.what] += 1
        words = {what: gettext(name) for what, name in NAMES.items()}
        click.echo(", ".join(f"{count} {words[what]}" for what, count in counts.items()))
        if not dry_run:
            written, _bad = tables.take_in(table.pk, KINDS, by=by)
            table.refresh_from_db()
            click.echo(
                gettext("%(written)d rows were taken in, %(bad)d were not.")
                % {"written": written, "bad": len(table.bad)}
            )
        if table.bad:
            path = errors or file.with_name(f"{file.stem}-errors.xlsx")
            path.write_bytes(bad_rows(chosen.columns, table.bad))
            click.echo(
                gettext("The bad rows are in %(path)s: correct them there and import that file.")
                % {"path": path},
                err=True,
            )


def _target(kind: str, standard: str) -> str:
    return standard if kind == "catalogue" else "all"
