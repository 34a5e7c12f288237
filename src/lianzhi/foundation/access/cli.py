"""``lianzhi keys …``: the keys that seal personal data in fields."""

import sys

import click


@click.group()
def keys() -> None:
    """The keys that seal personal data."""


@keys.command()
def status() -> None:
    """Which key seals, which others open, and how much still lies under those."""
    from lianzhi.foundation.access import rotating, sealing  # noqa: PLC0415  models load after django.setup()

    click.echo(f"key {sealing.current()} seals; here lie: {', '.join(map(str, sealing.numbers()))}")
    left = rotating.older()
    for column, count in left.items():
        click.echo(f"  {column}: {count} under an older key")
    if not left:
        click.echo("nothing lies under an older key")


@keys.command()
def make() -> None:
    """Make the next key without using it. With several machines: copy it to all of them, then rotate."""
    from lianzhi.foundation.access import sealing  # noqa: PLC0415

    click.echo(
        f"key {sealing.make_key()} is made; copy LIANZHI_HOME/keys to the other machines, then: lianzhi keys rotate"
    )


@keys.command()
@click.option(
    "--new", "fresh", is_flag=True, help="Begin with a new key although values lie under an older one."
)
def rotate(fresh: bool) -> None:
    """Seal with the newest key from now on, and seal again what lies under older ones. The platform may run on.

    A run that was cut off goes on when the command is given again.
    """
    from lianzhi.foundation.access import rotating, sealing  # noqa: PLC0415

    newest, current = sealing.numbers()[-1], sealing.current()
    if fresh or newest > current or not rotating.older():
        number = newest if newest > current else sealing.make_key()
        sealing.use_key(number)
        click.echo(f"key {number} seals from now on")
    else:
        click.echo(f"going on with key {current}")
    turned = rotating.rotate()
    click.echo(f"{turned.done} values sealed again under key {sealing.current()}")
    for name in turned.broken:
        click.secho(f"does not open, altered or moved: {name}", fg="red", err=True)
    left = sum(rotating.older().values()) - len(turned.broken)
    click.echo(
        "nothing is left under an older key"
        if left <= 0
        else f"{left} left; run it again: lianzhi keys rotate"
    )
    if turned.broken:
        sys.exit(1)
