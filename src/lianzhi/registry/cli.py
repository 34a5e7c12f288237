"""`lianzhi registry`: compare the register with itself, or learn from it how."""

import click


@click.group()
def registry() -> None:
    """Persons, houses, firms and things."""


@registry.command()
@click.option(
    "--train", is_flag=True, help="Learn from this town's own entries first how much each agreement says."
)
def link(train: bool) -> None:
    """Find who stands in the register twice: the certain are joined, the doubtful wait at /registry/pairs/."""
    from lianzhi.registry.actions import pairing  # noqa: PLC0415
    from lianzhi.registry.linkage.model import SUBJECTS  # noqa: PLC0415

    for subject in SUBJECTS:
        if train:
            row = pairing.train(subject)
            click.echo(f"{subject}: learnt from {row.cards} entries: model {row.name}")
        found = pairing.find_pairs(subject)
        click.echo(
            f"{subject}: {found.cards} entries compared in {found.seconds:.1f} s: {found.joined} joined, "
            f"{found.doubtful} wait for a person"
        )
