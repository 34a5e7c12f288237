"""`lianzhi territory`: is the tree whole, take tables in, give them out."""

import json
from datetime import date
from pathlib import Path

import click

from lianzhi.kernel.actor import system
from lianzhi.kernel.datum import DATUMS, WGS84
from lianzhi.kernel.errors import Refused
from lianzhi.kernel.geo import collection, feature
from lianzhi.territory import sheets
from lianzhi.territory.actions import importing
from lianzhi.territory.queries_history import check_tree
from lianzhi.territory.rules.tree_check import TOLERANCE_M2

_DAY = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As the tree is on that day (today).")


@click.group()
def territory() -> None:
    """Areas and addresses."""


@territory.command()
@_DAY
@click.option("--geojson", type=click.Path(path_type=Path), help="Write the faults' outlines to this file.")
def check(day: date | None, geojson: Path | None) -> None:
    """No gap, no overlap, each building in one grid, no cycle, no code twice. Ends with 1 when something is wrong."""
    found = check_tree(day.date() if day else None)  # type: ignore[attr-defined]
    for fault in found:
        click.echo(f"{fault.kind}: {fault.message % fault.params}\n    {fault.way_out}")
    if geojson:
        drawn = [
            feature(f.where, {"kind": f.kind, "codes": list(f.codes)}) for f in found if f.where is not None
        ]
        geojson.write_text(collection(drawn), encoding="utf-8")
    click.echo(
        f"{len(found)} faults; gaps and overlaps up to {TOLERANCE_M2:g} m² each are the rounding of coordinates."
    )
    if found:
        raise SystemExit(1)


@territory.command("export")
@click.argument("kind", type=click.Choice(sorted(sheets.KINDS)))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@_DAY
def export(kind: str, target: Path, day: date | None) -> None:
    """Areas or places as xlsx or GeoJSON, by the ending of TARGET."""
    on = day.date() if day else None  # type: ignore[attr-defined]
    content = sheets.exported(kind, "xlsx" if target.suffix == ".xlsx" else "geojson", on=on)
    target.write_bytes(content)
    click.echo(f"{target}: {len(content)} bytes")


@territory.command("import")
@click.argument("kind", type=click.Choice(sorted(sheets.KINDS)))
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--datum", type=click.Choice(DATUMS), default=WGS84, show_default=True, help="Of rows that do not say."
)
@_DAY
@click.option("--write", is_flag=True, help="Take it in; without this the difference is shown only.")
@click.option(
    "--errors", type=click.Path(path_type=Path), help="Write the rows that were not taken to this JSON file."
)
def import_(kind: str, source: Path, datum: str, day: date | None, write: bool, errors: Path | None) -> None:
    """Areas or places from xlsx or GeoJSON. A bad row never stops the rest."""
    on = day.date() if day else None  # type: ignore[attr-defined]
    try:
        rows = sheets.read(kind, source.read_bytes(), datum=datum)
        done = importing.take_in(kind, rows, by=system("territory"), on=on, dry=not write)
    except Refused as refused:
        raise click.ClickException(f"{refused.message % refused.params} {refused.way_out}") from refused
    for change in done.changes:
        click.echo(f"{change.what} {change.key} {change.name}: {', '.join(change.fields) or '-'}")
    for error in done.errors:
        click.echo(
            f"row {error.row} ({error.key}): {error.why % error.params} {error.way_out % error.params}"
        )
    if errors:
        told = [{"row": e.row, "key": e.key, "field": e.field, "why": e.why % e.params} for e in done.errors]
        errors.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(
        f"{done.new} new, {done.changed} changed, {done.merged} merged, {done.same} as they were, {len(done.errors)} not taken"
    )
    if not write:
        click.echo("Nothing was written; repeat with --write.")
    if done.errors:
        raise SystemExit(1)
