"""`lianzhi address train|evaluate|normal`."""

from pathlib import Path

import click
from django.utils.translation import gettext, override

from lianzhi.kernel.errors import Refused
from lianzhi.territory import tagging
from lianzhi.territory.rules.addresses import labelled
from lianzhi.territory.rules.addresses.normal import normal
from lianzhi.territory.rules.addresses.tagging import Tagger

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MODEL = click.option("--model", type=FILE, default=None, help="A model's file; by default the town's.")
LANGUAGE = click.option(
    "--language",
    type=click.Choice(["zh-hans", "en"]),
    default="zh-hans",
    show_default=True,
    help="Language of messages.",
)


@click.group()
def address() -> None:
    """Cut addresses into elements, and bring them to normal form."""


@address.command("train")
@click.argument("file", type=FILE, required=False)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Where the model goes."
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same model.")
@click.option("--quick", is_flag=True, help="Seconds instead of minutes, and more mistakes.")
@LANGUAGE
def train_model(file: Path | None, out: Path | None, seed: int, quick: bool, language: str) -> None:
    """Learn from the labelled addresses of FILE; without FILE, from made-up ones (always quick).

    FILE: a token, a blank and a label on each line (路 I-road), an empty line between addresses.
    """
    with override(language), _plainly(language):
        path = out or tagging.model_path()
        made = (
            tagging.learn(labelled.read(file.read_bytes()), quick=quick, seed=seed, name=file.name)
            if file
            else tagging.make_up()
        )
        made.save(path)
        facts = {"count": made.meta["addresses"], "path": str(path)}
        click.echo(gettext("Trained on %(count)d addresses. Kept as %(path)s.") % facts)


@address.command("evaluate")
@click.argument("file", type=FILE)
@MODEL
@LANGUAGE
def evaluate_model(file: Path, model: Path | None, language: str) -> None:
    """How well the labelled addresses of FILE are cut: exact elements, F1 over all kinds and of each.

    An element is right when its kind, its beginning and its end are; "redundant" counts like every other kind.
    """
    with override(language), _plainly(language):
        known = Tagger.load(model) if model else tagging.tagger()
        addresses = labelled.read(file.read_bytes())
        total, kinds = labelled.evaluate(known, addresses)
        facts = {"model": known.meta["name"], "learnt": known.meta["addresses"], "count": len(addresses)}
        click.echo(
            gettext("Model %(model)s, learnt from %(learnt)d addresses; measured on %(count)d.") % facts
        )
        for score in (total, *kinds):
            click.echo(
                f"{score.kind:<12}P {score.precision:.4f}  R {score.recall:.4f}  F1 {score.f1:.4f}  n {score.true}"
            )


@address.command("normal")
@click.argument("texts", nargs=-1, required=True, metavar="ADDRESS ...")
@MODEL
@LANGUAGE
def show_normal(texts: tuple[str, ...], model: Path | None, language: str) -> None:
    """Show the elements and the normal form of each ADDRESS."""
    with override(language), _plainly(language):
        known = Tagger.load(model) if model else tagging.tagger()
        for text, elements in zip(texts, known.tag_all(texts), strict=True):
            click.echo(" ".join(f"{element.kind}:{element.text}" for element in elements))
            click.echo(f"  {normal(text, known.cut)}")


class _plainly:  # noqa: N801  reads as a word: with _plainly(language)
    """Show a refusal, or a file that cannot be written, as words and exit 1, without a traceback."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Refused):
            told = error.told(gettext, self.language)
            raise click.ClickException(" ".join(part for part in told if part)) from error
        if isinstance(error, OSError) and error.filename:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error
