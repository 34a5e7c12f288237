"""`lianzhi scenarios check`: do the packages still do what their examples say?"""

import click
from django.core.management import call_command
from django.db import connection

from lianzhi.scenarios import rehearsal
from lianzhi.scenarios.contracts import Checked


@click.group()
def scenarios() -> None:
    """Scenario packages: ways of working declared as data."""


@scenarios.command()
@click.option("--verbose", is_flag=True, help="Show examples that came out right, too.")
@click.option("--throw-away", is_flag=True, help="In a database of its own, in memory: needs no town.")
def check(verbose: bool, throw_away: bool) -> None:
    """Check every package and run all its examples; nothing is changed. Ends with code 1 when one fails.

    The examples run in the town's database and are rolled back; other writers wait for some seconds.
    """
    if throw_away:
        _in_memory()
    elif "worklist_item" not in connection.introspection.table_names():
        raise click.ClickException(
            "the database is empty; run “lianzhi setup” first, or check with --throw-away"
        )
    found = rehearsal.check_all()
    click.echo(table(found, verbose=verbose))
    if any(not row.ok for row in found):
        raise SystemExit(1)


def _in_memory() -> None:
    """For this process only: an embedded database that is gone afterwards."""
    if connection.vendor != "sqlite":
        raise click.ClickException("--throw-away needs the embedded database; leave LIANZHI_DATABASE empty")
    connection.close()
    connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0)


def table(found: list[Checked], *, verbose: bool = False) -> str:
    """One line a package with its counts, then what is wrong or worth seeing."""
    lines = [f"{'scenario':<20} {'examples':>8} {'right':>6} {'wrong':>6}  name"]
    for whole in (row for row in found if not row.example):
        examples = [row for row in found if row.example and row.scenario == whole.scenario]
        right = sum(row.ok for row in examples)
        lines.append(
            f"{whole.scenario:<20} {len(examples):>8} {right:>6} {len(examples) - right:>6}  {whole.name}"
        )
        lines += [f"  wrong    {text}" for text in whole.problems] + [
            f"  warning  {text}" for text in whole.warnings
        ]
        for row in examples:
            if verbose or not row.ok:
                lines.append(f"  {'right   ' if row.ok else 'wrong   '} {row.example}: {row.name}")
            lines += [f"           {text}" for text in row.problems]
    return "\n".join(lines)
