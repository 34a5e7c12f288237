"""`lianzhi messages import` and `lianzhi classify train|evaluate`."""

import re
from collections.abc import Callable
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext, override
from tqdm import tqdm

from lianzhi.cases import proposals
from lianzhi.cases.actions.intake import TARGET, Intake, import_messages
from lianzhi.cases.importing.columns import parse_mapping
from lianzhi.cases.importing.messages import read_messages
from lianzhi.cases.queries.signals import own_labelled
from lianzhi.cases.rules.classify import document
from lianzhi.foundation.imports.contracts import BadRow, beside, explain, write_error_file
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import N_, BadInput, Refused

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 5
LANGUAGE = click.option(
    "--language", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True,
    help="Language of messages and error files.",
)  # fmt: skip
MAP = click.option(
    "--map", "pairs", multiple=True, metavar="FIELD=HEADER", help="Which column is which, e.g. text=留言详情."
)
SEED = click.option("--seed", default=1, show_default=True, help="The same seed gives the same folds.")


@click.group()
def messages() -> None:
    """Residents' messages from files."""


@messages.command("import")
@click.argument("file", type=FILE)
@click.option("--source", default="", help="Where the messages come from; by default the file's name.")
@MAP
@click.option("--sheet", default=None, help="Sheet of a workbook; by default the first.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Where bad rows go; by default FILE_errors.csv beside FILE.",
)
@LANGUAGE
def import_file(
    file: Path, source: str, pairs: tuple[str, ...], sheet: str | None, errors: Path | None, language: str
) -> None:
    """Take FILE (CSV or xlsx) in: one signal for each row.

    Repeating an import doubles nothing, also after one that was broken off. Rows that cannot be taken go to an
    error file with the reason in each; correct them there and import that file.
    """
    with override(language), _plainly(language):
        table = read_messages(file, parse_mapping(pairs) or None, sheet=sheet)
        click.echo(gettext("Columns: ") + ", ".join(f"{k} = {v}" for k, v in table.mapping.items()))
        with tqdm(total=table.count(), unit=" rows", smoothing=0.1) as bar:
            done = import_messages(
                table, source=source or _source(file), by=system("import"), progress=bar.update
            )
        _tell(done)
        if done.bad:
            _errors(errors or beside(file), table.header, done.bad)


def _source(file: Path) -> str:
    """The file's name; a corrected error file belongs to the file it came from."""
    return re.sub(r"(_errors(_\d+)?)+$", "", file.stem)[:30]


def _tell(done: Intake) -> None:
    facts = {"seen": done.seen, "kept": done.kept, "known": done.known, "bad": len(done.bad)}
    click.echo(
        gettext(
            "%(seen)d rows read: %(kept)d new signals, %(known)d were in already, %(bad)d rows not taken."
        )
        % facts
    )
    if done.labelled:
        share = {"labelled": done.labelled, "doubtful": done.doubtful}
        click.echo(
            gettext("%(labelled)d labelled by the classifier; %(doubtful)d of them need a person.") % share
        )
    elif done.kept:
        click.echo(gettext("No classifier is trained, so a person labels them: lianzhi classify train FILE"))


def _errors(path: Path, header: tuple[str, ...], bad: list[BadRow]) -> None:
    write_error_file(path, header, bad, translate=gettext)
    for row in bad[:SHOWN]:
        where = "、".join(problem.column for problem in row.problems if problem.column)
        why = "; ".join(explain(problem, gettext) for problem in row.problems)
        click.echo(
            gettext("row %(row)d, %(column)s: ") % {"row": row.row_number, "column": where or "-"} + why,
            err=True,
        )
    more = len(bad) - SHOWN
    if more > 0:
        click.echo(gettext("… and %(more)d more") % {"more": more}, err=True)
    click.echo(
        gettext("The bad rows are in %(path)s: correct them there and import that file.") % {"path": path},
        err=True,
    )


@click.group()
def classify() -> None:
    """Train and judge the classifier of messages."""


_TARGET = click.option(
    "--target",
    type=click.Choice([TARGET, "category"]),
    default=TARGET,
    show_default=True,
    help="department: labels of messages; category: the town's own categories.",
)


@classify.command("train")
@click.argument("file", type=FILE, required=False)
@MAP
@click.option(
    "--own", is_flag=True, help="Train on this town's own closed cases instead of a file (target category)."
)
@SEED
@_TARGET
@LANGUAGE
def train_model(
    file: Path | None, pairs: tuple[str, ...], own: bool, seed: int, target: str, language: str
) -> None:
    """Train on FILE (columns text and label), or on the town's own closed cases with --own."""
    from lianzhi.cases.rules.training import train  # noqa: PLC0415  only training needs scikit-learn

    with override(language), _plainly(language):
        if own == (file is not None):
            raise click.UsageError(gettext("Name a file with texts and labels, or take --own; not both."))
        target = "category" if own else target
        texts, labels = _labelled(file, pairs) if file else own_labelled()
        name = file.name if file else "closed cases"
        model = train(texts, labels, seed=seed, name=name, day=timezone.localdate(clock.now()))
        path = proposals.model_path(target)
        model.save(path)
        facts = {
            "texts": len(texts),
            "labels": len(model.labels),
            "f1": f"{model.meta['macro_f1']:.3f}",
            "path": path.name,
        }
        click.echo(
            gettext(
                "Trained on %(texts)d messages with %(labels)d labels; macro-F1 %(f1)s on held-out folds. Kept as %(path)s."
            )
            % facts
        )


@classify.command("evaluate")
@click.argument("file", type=FILE)
@MAP
@SEED
@LANGUAGE
def evaluate_model(file: Path, pairs: tuple[str, ...], seed: int, language: str) -> None:
    """Measure on FILE (columns text and label) how good a classifier trained on it is.

    Five folds, near-duplicates kept in one fold: macro-F1, each label, confusion.
    """
    from lianzhi.cases.rules.evaluation import Report, evaluate  # noqa: PLC0415  only this needs scikit-learn

    with override(language), _plainly(language):
        texts, labels = _labelled(file, pairs)
        with tqdm(total=5, unit=" folds") as bar:
            report: Report = evaluate(texts, labels, seed=seed, on_fold=lambda _n: bar.update())
        _show(report)


def _show(report) -> None:  # noqa: ANN001  a Report; its module loads scikit-learn
    click.echo(f"macro-F1 {report.macro_f1:.4f}   accuracy {report.accuracy:.4f}   ECE {report.ece:.4f}")
    click.echo(f"{report.texts} messages in {report.groups} groups of near-duplicates, 5 folds\n")
    for score in report.per_label:
        click.echo(
            f"{score.label}\tP {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}  n {score.texts}"
        )
    click.echo(gettext("\nConfusion (rows: true, columns: proposed)"))
    click.echo("\t" + "\t".join(report.labels))
    for label, row in zip(report.labels, report.confusion.tolist(), strict=True):
        click.echo(label + "\t" + "\t".join(map(str, row)))
    click.echo(gettext("\nIf only confidences from … on were used: share of messages, share right"))
    for cut in report.cuts:
        click.echo(f"{cut.threshold:.1f}\t{cut.coverage:.1%}\t{cut.accuracy:.1%}")


def _labelled(file: Path, pairs: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Texts and labels of the good rows. Raises BadInput when there are no labels."""
    table = read_messages(file, parse_mapping(pairs) or None)
    rows = [row for row in table if not isinstance(row, BadRow) and row.label]
    if not rows:
        raise BadInput(
            "cases.no_labels",
            N_("The file has no label column, or it is empty."),
            way_out=N_("Name it: --map label=HEADER"),
        )
    return [document(row.title, row.text) for row in rows], [row.label for row in rows]


class _plainly:  # noqa: N801  reads as a word: with _plainly(language)
    """Show a refusal, or a file that cannot be written, as words and exit 1, without a traceback."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Refused):
            told: Callable[..., tuple[str, str]] = error.told
            raise click.ClickException(
                " ".join(part for part in told(gettext, self.language) if part)
            ) from error
        if isinstance(error, OSError) and error.filename:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group()
def search() -> None:
    """What the search looks through."""


@search.command()
def rebuild() -> None:
    """Make all terms anew, after the rules of the search changed."""
    from lianzhi.cases import searching  # noqa: PLC0415  models

    click.echo(f"{searching.rebuild()} rows")
