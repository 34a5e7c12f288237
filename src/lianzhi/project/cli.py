"""The `lianzhi` command. Each room brings its own commands; this file only hangs them up."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")


@click.group()
def main() -> None:
    """lianzhi 联治: the platform a town runs its daily governance on."""


def _django() -> None:
    import django  # noqa: PLC0415  serve and demo start without it

    django.setup()


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django(words: tuple[str, ...]) -> None:
    """Run one of Django's own commands (migrate, makemigrations, shell ...)."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["lianzhi django", *words])


@main.command()
def setup() -> None:
    """Bring the database up to date and publish flows, categories and scenarios. Safe to repeat."""
    _django()
    from lianzhi.project.setting_up import setup as run  # noqa: PLC0415
    from lianzhi.territory import api as territory  # noqa: PLC0415

    _refusing(lambda: run(click.echo))
    territory.ready_tagger()


@main.command()
@click.argument("towns", nargs=-1, required=True, metavar="NUMBER=DATABASE ...")
def district(towns: tuple[str, ...]) -> None:
    """Print the SQL that shows several towns' databases as one (run it in an empty PostgreSQL database)."""
    _django()
    from lianzhi.kernel.towns import number  # noqa: PLC0415
    from lianzhi.project.district import statements  # noqa: PLC0415

    try:
        said = {number(town): address for town, _is, address in (pair.partition("=") for pair in towns)}
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for statement in statements(said):
        click.echo(f"{statement};")


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write database, files, keys and the trail's seal into one archive. The platform may run on."""
    _django()
    from lianzhi.project.backup import backup as run  # noqa: PLC0415

    _refusing(lambda: run(target, click.echo))


@main.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Lose what is here.")
def restore(archive: Path, replace: bool) -> None:
    """Put a backup in place. Stop the platform first; then run setup and audit verify."""
    _django()
    from lianzhi.project.backup import restore as run  # noqa: PLC0415

    _refusing(lambda: run(archive, replace=replace, say=click.echo))


def _refusing(act: Callable[[], object]) -> None:
    """A refusal is told in its own words, without a traceback."""
    from lianzhi.kernel.errors import Refused  # noqa: PLC0415

    try:
        act()
    except Refused as refused:
        raise click.ClickException(f"{refused.message % refused.params} {refused.way_out}") from refused


@main.command()
@click.option("--simulate", is_flag=True, help="Live a simulated day in accelerated time (demo).")
def worker(simulate: bool) -> None:
    """Hand on events and run jobs until stopped."""
    _django()
    from lianzhi.project.worker import run  # noqa: PLC0415

    run(simulate=simulate)


def _serve_options(command: click.Command) -> click.Command:
    command = click.option(
        "--threads",
        default=4,
        show_default=True,
        help="Threads of each page process; more only wait for each other.",
    )(command)
    command = click.option(
        "--processes",
        default=1,
        show_default=True,
        help="Page processes, one for each core; SQLite has one writer.",
    )(command)
    command = click.option(
        "--port", default=8000, show_default=True, help="Pages; the live stream takes the next port."
    )(command)
    return click.option("--host", default="127.0.0.1", show_default=True)(command)


@main.command()
@_serve_options
def serve(host: str, port: int, threads: int, processes: int) -> None:
    """Serve the platform: pages, live stream and worker."""
    _run(host, port, threads, processes, simulate=False)


@main.command()
@_serve_options
@click.option("--scale", default=0.3, show_default=True, help="Share of S-town's volume (0.01 .. 10).")
@click.option("--seed", default=20201, show_default=True)
@click.option("--fresh", is_flag=True, help="Throw the demo's data away first.")
@click.option("--quiet-town", is_flag=True, help="Do not simulate the day while serving.")
def demo(
    host: str, port: int, threads: int, processes: int, scale: float, seed: int, fresh: bool, quiet_town: bool
) -> None:
    """Make S-town if it is not there yet, then serve it. Everything in it is invented."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianzhi.project.settings.demo"
    words = [
        sys.executable,
        "-m",
        "lianzhi.project.make_demo",
        str(scale),
        str(seed),
        "fresh" if fresh else "keep",
    ]
    import subprocess  # noqa: PLC0415

    if subprocess.run(words, check=False).returncode:  # noqa: S603  our own command line
        raise SystemExit(1)
    from lianzhi.project.announce import announce  # noqa: PLC0415

    announce(host, port)
    _run(host, port, threads, processes, simulate=not quiet_town)


def _run(host: str, port: int, threads: int, processes: int, *, simulate: bool) -> None:
    from lianzhi.project.processes import platform, run  # noqa: PLC0415

    run(platform(host, port, threads, processes, simulate=simulate))


def _hang_up_rooms() -> None:
    """Commands of rooms need their models, so they are hung up only when one of them is asked for."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    rooms = {
        "address": "lianzhi.territory.cli_resolving:address",
        "audit": "lianzhi.foundation.audit.cli:audit",
        "keys": "lianzhi.foundation.access.cli:keys",
        "catalogue": "lianzhi.cases.cli_catalogue:catalogue",
        "import": "lianzhi.foundation.imports.cli:command",
        "messages": "lianzhi.cases.cli:messages",
        "search": "lianzhi.cases.cli:search",
        "classify": "lianzhi.cases.cli:classify",
        "statistics": "lianzhi.cases.cli_statistics:statistics",
        "scenarios": "lianzhi.scenarios.cli:scenarios",
        "simulate": "lianzhi.simulation.cli:simulate",
        "territory": "lianzhi.territory.cli:territory",
        "benefits": "lianzhi.benefits.cli:benefits",
        "registry": "lianzhi.registry.cli:registry",
        "sensing": "lianzhi.sensing.cli:sensing",
    }
    if asked in rooms or not asked:
        import importlib  # noqa: PLC0415

        _django()
        for name, where in rooms.items():
            if asked in (name, ""):
                module, attribute = where.split(":")
                main.add_command(getattr(importlib.import_module(module), attribute), name)


def run() -> None:
    _hang_up_rooms()
    try:
        main()
    except Exception as error:
        if not _no_tables(error):
            raise
        click.echo("Error: the database is empty. Run first: lianzhi setup", err=True)
        raise SystemExit(1) from error


def _no_tables(error: Exception) -> bool:
    """A command was run before ``lianzhi setup``."""
    from django.db import DatabaseError, connection  # noqa: PLC0415

    if not isinstance(error, DatabaseError):
        return False
    return "django_migrations" not in connection.introspection.table_names()


if __name__ == "__main__":
    run()
