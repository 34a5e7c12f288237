"""``lianzhi audit …``: check the trail here, or an exported one anywhere."""

import sys
import time
from pathlib import Path

import click
from django.utils.translation import gettext, ngettext

from lianzhi.foundation.audit import offline
from lianzhi.foundation.audit.contracts import Report
from lianzhi.foundation.audit.rules.marks import Marker


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option(
    "--export", "target", type=click.Path(dir_okay=False, path_type=Path), help="Also write the trail there."
)
def verify(target: Path | None) -> None:
    """Check every entry, the head and the seal log; names each break. Exit code 1 when there is one."""
    from lianzhi.foundation.audit.api import verify as run  # noqa: PLC0415  models load after django.setup()

    start = time.perf_counter()
    if target is None:
        _show(run(), time.perf_counter() - start)
    else:
        with target.open("w", encoding="utf-8") as out:
            report = run(export=out)
        _show(report, time.perf_counter() - start)


@audit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="audit.key: checks the marks."
)
def check(file: Path, key: Path | None) -> None:
    """Check an exported trail; needs neither the database nor the key."""
    start = time.perf_counter()
    marker = Marker(key.read_text().strip().encode()) if key else None
    try:
        with file.open(encoding="utf-8") as lines:
            report = offline.check(lines, marker)
    except (offline.NotAnExport, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    _show(report, time.perf_counter() - start)


def _show(report: Report, seconds: float) -> None:
    for item in report.findings:
        click.secho(item.text, fg="red")
    for item in report.notices:
        click.secho(item.text, fg="yellow")
    count = ngettext(
        "%(n)s entry checked in %(s).1f s.", "%(n)s entries checked in %(s).1f s.", report.entries
    )
    click.echo(count % {"n": report.entries, "s": seconds})
    click.echo(gettext("Head: %(seq)s %(hash)s") % {"seq": report.head_seq, "hash": report.head_hash})
    if not report.with_key:
        click.echo(gettext("The marks were not checked: no key was given."))
    if not report.ok:
        click.secho(gettext("The trail was tampered with."), fg="red", bold=True)
        sys.exit(1)
    click.secho(gettext("The trail is whole."), fg="green")
