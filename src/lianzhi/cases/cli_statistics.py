"""`lianzhi statistics rebuild`: make what statistics are counted from anew from the moves."""

from datetime import date, datetime

import click

from lianzhi.cases.actions.statistics import catch_up
from lianzhi.cases.actions.statistics import rebuild as make_anew


@click.group()
def statistics() -> None:
    """What the figures of the desk are counted from."""


@statistics.command("rebuild")
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; by default all."
)
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day.")
def rebuild(first: datetime | None, last: datetime | None) -> None:
    """Throw the rows away and count the moves again. Needed after a restore from other tables, never in daily life."""
    made = make_anew(_day(first), _day(last))
    click.echo(f"{made} rows")


@statistics.command("catch-up")
def now() -> None:
    """Count the newest moves now instead of waiting for the worker."""
    click.echo(f"{catch_up()} rows")


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
