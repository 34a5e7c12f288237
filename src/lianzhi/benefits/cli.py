"""`lianzhi benefits`: run the policies over everybody, compute a run again, print what a half-year came to."""

from datetime import date

import click


@click.group()
def benefits() -> None:
    """Policies over the whole population."""


@benefits.command()
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that counts for ages and validity; today."
)
def run(as_of: object) -> None:
    """Everybody against every policy in force; what changed is written, what ends soon is kept."""
    from lianzhi.benefits.actions.looking_ahead import look_ahead  # noqa: PLC0415
    from lianzhi.benefits.actions.running import run as work  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    done = work(by=MACHINE, as_of=as_of.date() if as_of else None)  # type: ignore[attr-defined]
    ending, said = look_ahead(done), done.figures
    click.echo(
        f"{done.code} as of {done.as_of}: {said['persons']:,} persons, {said['due']:,} are due {said['entitlements']:,} "
        f"entitlements; {said['new']:,} new, {said['changed']:,} changed, {said['ended']:,} ended, {ending:,} end soon, "
        f"{said['conflicts']:,} conflicts, {said['handed']:,} handed to deciding"
    )
    click.echo("  ".join(f"{name} {seconds} s" for name, seconds in said["seconds"].items()))


@benefits.command()
@click.argument("code", metavar="RUN")
def recompute(code: str) -> None:
    """Compute a run again from its snapshot alone: the digest of all results must be the same."""
    from lianzhi.benefits.actions.running import compute_again  # noqa: PLC0415
    from lianzhi.benefits.queries.runs import run_of  # noqa: PLC0415

    row = run_of(code)
    if row.snapshot is None:
        raise click.ClickException("this run has no snapshot: it was not finished")
    try:
        digest, _outcome, town = compute_again(row)
    except (FileNotFoundError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"kept     {row.outcome}\ncomputed {digest}   {town.population.rows:,} persons as of {row.as_of}"
    )
    if digest != row.outcome:
        raise click.ClickException("they differ")


@benefits.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True)
def report(since: object, until: object) -> None:
    """Persons and entitlements of the runs of these days beside the paper's first half-year."""
    from lianzhi.benefits.queries.runs import PAPER, half_year  # noqa: PLC0415

    days: tuple[date, date] = (since.date(), until.date())  # type: ignore[attr-defined]
    found = half_year(*days)
    click.echo(
        f"{found.since} to {found.until}, {found.runs} runs (simulated where the register is; each pair of person and policy once)"
    )
    click.echo(f"{'':14}{'these runs':>14}{'the paper':>14}")
    click.echo(f"{'persons':14}{found.persons:>14,}{PAPER['persons']:>14,}")
    click.echo(
        f"{'entitlements':14}{found.entitlements:>14,}{PAPER['payments']:>14,}   (the paper: payments)"
    )
