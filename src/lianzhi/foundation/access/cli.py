"""``lianzhi keys …``: the keys that seal personal data in fields."""

import sys

import click


@click.group()
def keys() -> None:
    """The keys that seal personal data."""


@keys.command()
def status() -> None:
    """Which key seals, which others open, and how much still lies under those."""
    from lianzhi.foundation.access import rotating, rotating_search, sealing  # noqa: PLC0415  models load after django.setup()

    click.echo(f"key {sealing.current()} seals; here lie: {', '.join(map(str, sealing.numbers()))}")
    left = rotating.older()
    for column, count in left.items():
        click.echo(f"  {column}: {count} under an older key")
    if not left:
        click.echo("nothing lies under an older key")
    click.echo(f"digests for search: key {sealing.search_keys()[0]}")
    for column, count in rotating_search.older().items():
        click.echo(f"  {column}: {count} under another key")


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


@keys.command("rotate-search")
@click.option("--new", "fresh", is_flag=True, help="Begin another rotation with the newest sealing key.")
def rotate_search(fresh: bool) -> None:
    """Make the digests by which numbers are found anew under the newest key. The platform may run on.

    Both digests are looked for until the command, given again some minutes after its beginning, ends the rotation.
    """
    from lianzhi.foundation.access import rotating_search, sealing  # noqa: PLC0415

    newest, (now, *_before) = sealing.numbers()[-1], sealing.search_keys()
    if not rotating_search.running() and (fresh or newest > now):
        number = newest if newest > now else sealing.make_key()
        rotating_search.begin(number)
        click.echo(f"digests are made with key {number} from now on; those of key {now} are looked for, too")
    turned = rotating_search.go_on()
    click.echo(f"{turned.done} digests made anew under key {sealing.search_keys()[0]}")
    for name in turned.broken:
        click.secho(f"does not open, or stands twice: {name}", fg="red", err=True)
    if rotating_search.end(len(turned.broken)):
        click.echo(f"only key {sealing.search_keys()[0]} is looked for")
    else:
        minutes = int(rotating_search.SETTLED.total_seconds() // 60)
        click.echo(
            f"two keys are looked for; run it again {minutes} minutes after the beginning: lianzhi keys rotate-search"
        )
    if turned.broken:
        sys.exit(1)
