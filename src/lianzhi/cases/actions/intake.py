"""Take tables of messages in as signals: every good row once, every bad row named.  R-091, R-097.

Rows are written in blocks, each block in one transaction with its audit entry, so a run that was broken off
can be repeated: what is in already is recognised by (source, external id) and counted, not doubled.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from lianzhi.cases import proposals
from lianzhi.cases.importing.messages import Row
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.rules.classify import document
from lianzhi.cases.searching import keep_signals
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.imports.contracts import BadRow, Problem, Taken
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_

BLOCK = 500
TARGET = "department"


@dataclass
class Intake:
    """What became of a table: rows kept, rows that were there before, rows that could not be taken."""

    kept: int = 0
    known: int = 0
    labelled: int = 0
    doubtful: int = 0
    bad: list[BadRow] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.kept + self.known + len(self.bad)


def import_messages(
    rows: Iterable[Row | BadRow],
    *,
    source: str,
    by: Actor,
    progress: Callable[[int], object] = lambda count: None,
) -> Intake:
    """Write the good rows as signals of ``source``. ``progress`` hears how many rows each block had."""
    result = Intake()
    for block in _blocks(rows):
        good = [row for row in block if isinstance(row, Row)]
        result.bad += [row for row in block if isinstance(row, BadRow)]
        _keep(good, source, by, result)
        progress(len(block))
    return result


@transaction.atomic
def take_block(source: str, rows: Sequence[Row], by: Actor) -> Taken:
    """One block of an import that others count and pace."""
    result = Intake()
    _keep(rows, source, by, result)
    return Taken(result.kept, result.known, tuple(result.bad))


def known(source: str, rows: Sequence[Row]) -> int:
    """How many of these are in already or stand earlier among them, whatever their words."""
    ids = [row.external_id for row in rows]
    there = Signal.objects.filter(source=source, external_id__in=ids).values_list("external_id", flat=True)
    return len(ids) - len(set(ids) - set(there))


def _blocks(rows: Iterable[Row | BadRow]) -> Iterator[list[Row | BadRow]]:
    stream = iter(rows)
    while block := list(islice(stream, BLOCK)):
        yield block


@transaction.atomic
def _keep(rows: Sequence[Row], source: str, by: Actor, result: Intake) -> None:
    ids = [row.external_id for row in rows]
    texts = dict(Signal.objects.filter(source=source, external_id__in=ids).values_list("external_id", "text"))
    fresh: list[Signal] = []
    for row, key in zip(rows, ids, strict=True):
        before = texts.get(key)
        if before is None:
            texts[key] = row.text
            fresh.append(_signal(row, key, source))
        elif before == row.text:
            result.known += 1
        else:
            result.bad.append(_clash(row))
    _label(fresh, result)
    keep_signals(Signal.objects.bulk_create(fresh))
    result.kept += len(fresh)
    if fresh:
        detail = {
            "source": source,
            "kept": len(fresh),
            "first": fresh[0].external_id,
            "last": fresh[-1].external_id,
        }
        audit.record(by, "signals.import", f"import:{source}", detail)


def _signal(row: Row, key: str, source: str) -> Signal:
    return Signal(
        source=source,
        message=True,
        external_id=key,
        author=row.author,
        title=row.title,
        text=row.text,
        occurred_at=row.occurred_at,
        received_at=clock.now(),
        place_text=row.place,
        extra=dict(row.extra),
    )


def _label(signals: Sequence[Signal], result: Intake) -> None:
    guesses = proposals.predict([document(s.title, s.text) for s in signals], TARGET)
    for signal, guess in zip(signals, guesses, strict=False):
        signal.label, signal.label_by = guess.label, Case.By.MACHINE
        signal.confidence, signal.runner_up = guess.confidence, guess.runner_up
        result.labelled += 1
        result.doubtful += guess.needs_person


def _clash(row: Row) -> BadRow:
    """Kept out: a number that is in already with another text. The cells go back as they were read."""
    problem = Problem(
        "",
        N_("The number %(number)s is in already with another text."),
        N_("Give the row its own number, or import it under another source."),
        {"number": row.external_id},
    )
    return BadRow(row.row_number, (problem,), row.cells)
