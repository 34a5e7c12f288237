"""`lianzhi simulate`: make S-town, listen to it, let a day pass. For demos and load tests; never on a real town."""

import threading
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from lianzhi.kernel import clock
from lianzhi.simulation.marks import read_mark

SCALE = click.option("--scale", default=0.3, show_default=True, type=click.FloatRange(0.01, 10))
SEED = click.option("--seed", default=20201, show_default=True)


@click.group()
def simulate() -> None:
    """S-town in a box. Everything in it is invented."""


@simulate.command()
@SCALE
@SEED
@click.option("--days", default=None, type=click.IntRange(1, 60), help="How far the past goes back.")
@click.option(
    "--reports", default=None, type=click.IntRange(0, 20_000), help="How many reports the past holds."
)
def demo(scale: float, seed: int, days: int | None, reports: int | None) -> None:
    """Make town, people, classifier and past days in this database."""
    _only_in_a_demo()
    from lianzhi.simulation.demo import DAYS, make_demo  # noqa: PLC0415  loads the generator of the town

    make_demo(scale=scale, seed=seed, days=days or DAYS, history=reports, say=click.echo)


@simulate.command()
@click.option("--speed", default=60.0, show_default=True, help="Simulated seconds a second.")
@click.option("--minutes", default=0.0, help="Stop after this long; 0 runs until Ctrl-C.")
def day(speed: float, minutes: float) -> None:
    """Let the live day pass, as `lianzhi demo` does beside the pages."""
    _only_in_a_demo()
    if read_mark() is None:
        raise click.ClickException("there is no simulated town here; make one with: lianzhi simulate demo")
    from lianzhi.simulation.day import run_day  # noqa: PLC0415

    stop = threading.Event()
    timer = threading.Timer(minutes * 60, stop.set)
    if minutes:
        timer.start()
    try:
        run_day(speed=speed, stop=stop)
    except KeyboardInterrupt:
        stop.set()
    finally:
        timer.cancel()


@simulate.command()
@click.argument("count", default=10, type=click.IntRange(1, 1_000_000))
@SCALE
@SEED
@click.option("--category", default="", help="Only this category.")
def voices(count: int, scale: float, seed: int, category: str) -> None:
    """Print COUNT invented reports: category, place, text. Touches no database."""
    from lianzhi.simulation.town import make_town  # noqa: PLC0415
    from lianzhi.simulation.voices import Voices, shares  # noqa: PLC0415

    if category and category not in shares():
        raise click.BadParameter(f"one of: {', '.join(sorted(shares()))}", param_hint="--category")
    town = Voices(seed, make_town(seed, scale).places)
    for number in range(1, count + 1):
        spoken = town.say(number, category)
        click.echo(f"{spoken.truth}\t{spoken.place_text}\t{spoken.text}")


@simulate.command()
@SCALE
@SEED
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the files go."
)
@click.option(
    "--format", "kind", default="csv", show_default=True, type=click.Choice(["csv", "jsonl", "xlsx"])
)
@click.option(
    "--as-of", "as_of", default=None, type=click.DateTime(["%Y-%m-%d"]), help="The last day; today."
)
@click.option("--before/--no-before", default=True, show_default=True, help="Also the persons of a year ago.")
@click.option(
    "--records", default=0, type=click.IntRange(0), help="Records of several departments, with the truth."
)
@click.option(
    "--addresses", default=0, type=click.IntRange(0), help="Addresses as people write them, with the truth."
)
def registers(
    scale: float,
    seed: int,
    out: Path,
    kind: str,
    as_of: datetime | None,
    before: bool,
    records: int,
    addresses: int,
) -> None:
    """Write the registers of S-town: persons, houses, firms, things. Same seed and day, same bytes. Touches no database."""
    from lianzhi.simulation.registers import make_registers  # noqa: PLC0415  loads the generator of the town
    from lianzhi.simulation.registers.census import census  # noqa: PLC0415
    from lianzhi.simulation.registers.writing import write, write_addresses, write_sources, write_start  # noqa: PLC0415
    from lianzhi.simulation.town import make_town  # noqa: PLC0415

    town = make_town(seed, scale)
    found = make_registers(town, scale, seed, (as_of or timezone.localtime(clock.now())).date())
    for name, file in write(found, out, kind)["files"].items():
        click.echo(f"{file['rows']:>9} {name}")
    if before:
        click.echo(f"{write_start(found, out, kind):>9} persons-before.{kind}")
    if records:
        click.echo(f"{write_sources(found, out, kind, records, seed):>9} records-*.{kind}")
    if addresses:
        click.echo(f"{write_addresses(town, found, out, kind, addresses, seed):>9} addresses.{kind}")
    for what, count in census(found).items():
        click.echo(f"{count:>9} {what}")
    click.echo(f"digest {found.digest()}")


@simulate.command("fingerprint")
def show_fingerprint() -> None:
    """The digest of units, people, list and matters: equal for equal seeds, scales and ends."""
    from lianzhi.simulation.fingerprint import fingerprint  # noqa: PLC0415

    click.echo(fingerprint())


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise click.ClickException(
            "this is no demo; set DJANGO_SETTINGS_MODULE=lianzhi.project.settings.demo to make an invented town"
        )
