"""``lianzhi sensing …``: check an evidence package; listen to a broker of messages."""

from pathlib import Path

import click
from django.utils.translation import gettext


@click.group()
def sensing() -> None:
    """Devices and what they see."""


@sensing.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--here", is_flag=True, help="Also compare it with the audit trail of this platform.")
def verify(file: Path, here: bool) -> None:
    """Check an evidence package: every picture, the manifest, each entry of the trail in it. Exit code 1 for a fault."""
    from lianzhi.sensing.rules.evidence import faults  # noqa: PLC0415

    found, said = faults(file.read_bytes())
    if here and said:
        found += _against_the_trail(said)
    for fault in found:
        click.secho(fault, fg="red")
    if found:
        raise SystemExit(1)
    click.echo(f"{said['subject']} {said['device']['code']} {said['class']} {said['came_in']['seen_at']}")
    click.echo(gettext("Manifest: %(digest)s") % {"digest": said["digest"]})
    click.secho(gettext("The package is whole."), fg="green")
    if here:
        click.secho(gettext("Its entries are in the trail of this platform."), fg="green")


def _against_the_trail(said: dict[str, object]) -> list[str]:
    from lianzhi.foundation.audit import api as audit  # noqa: PLC0415  needs the database

    rows = audit.links(str(said["subject"]))
    kept = {row.seq: row.hash for row in rows}
    custody: list[list[object]] = said["custody"]  # type: ignore[assignment]
    found = [
        f"entry {each[0]} is not in the trail of this platform"
        for each in custody
        if kept.get(each[0]) != each[8]
    ]  # type: ignore[call-overload]
    taken = [row for row in rows if row.action == "sensing.evidence"]
    if not any(str(said["digest"]) in row.detail for row in taken):
        found.append("no entry says that this manifest was taken out here")
    return found


@sensing.command()
@click.option("--broker", required=True, envvar="LIANZHI_MQTT", help="mqtt://user@host:1883 or mqtts://…")
@click.option(
    "--name", default="lianzhi-sensing", show_default=True, help="The broker keeps messages for this name."
)
def listen(broker: str, name: str) -> None:
    """Take in detections and door readings from an MQTT broker until stopped. One process for each name."""
    import signal  # noqa: PLC0415
    import threading  # noqa: PLC0415

    from lianzhi.kernel.errors import Refused  # noqa: PLC0415
    from lianzhi.sensing.mqtt.listening import Listener, broker_of  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        listener = Listener(broker_of(broker), name, stop)
    except Refused as refused:
        raise click.ClickException(f"{refused.message} {refused.way_out % refused.params}") from refused
    listener.run()
    click.echo(", ".join(f"{what} {n}" for what, n in sorted(listener.counts.items())) or "nothing came")
