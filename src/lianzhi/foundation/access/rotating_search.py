"""Make the digests by which sealed values are found anew under the newest key, while the platform works (issue 4 part 5).

From ``begin`` to ``end`` two digests are valid: new ones are written, both are looked for. Each digest is made from the value
that is sealed beside it and changed only if it is still the one that was read. A digest says its key, so nothing is remembered
and a run that was cut off goes on. ``end`` drops the old key when nothing lies under it and every act that was under way at
the beginning is over.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models

from lianzhi.foundation.access import rotating, sealing
from lianzhi.kernel.seal import SealBroken

SETTLED = timedelta(minutes=10)
"""No act takes longer: whoever made a digest before the rotation began has written it by then."""


@dataclass(frozen=True, slots=True)
class Searched:
    """``sealed``: the column with the value, declared with ``declare_sealed``; ``context`` of the digest."""

    model: str
    column: str
    sealed: str
    context: str

    @property
    def name(self) -> str:
        return f"{self.model}.{self.column}"


_declared: dict[str, Searched] = {}


def declare_search(model: str, column: str, sealed: str, context: str) -> None:
    """Say that a column holds digests of a sealed one. Called from ``AppConfig.ready``; safe to repeat."""
    _declared[f"{model}.{column}"] = Searched(model, column, sealed, context)


def declared_search() -> list[Searched]:
    return [_declared[name] for name in sorted(_declared)]


def running() -> bool:
    """Two digests are valid: digests of two rows cannot be compared with each other."""
    return len(sealing.search_keys()) > 1


def begin(number: int) -> None:
    """From now on digests are made with this key and the one before is looked for, too. Raises LookupError for no such key."""
    now = sealing.search_keys()
    if number != now[0]:
        sealing.use_search_keys(number, *now)


def older() -> dict[str, int]:
    """How many digests of each column are under another key; columns with none are left out."""
    counts = {each.name: _older(each).count() for each in declared_search()}
    return {name: count for name, count in counts.items() if count}


def go_on(say: Callable[[str, int], object] = lambda column, done: None) -> rotating.Turned:
    """Until nothing is under an older key. What does not open, or stands twice, is told and left."""
    done, broken = 0, {}
    for _turn in range(rotating.TURNS):
        moved = 0
        for each in declared_search():
            for count, wrong in _column(each):
                moved += count
                broken |= dict.fromkeys(wrong)
                say(each.name, count)
        done += moved
        if not moved:
            break
    return rotating.Turned(done, tuple(broken))


def end(left_out: int = 0, *, settled: timedelta = SETTLED) -> bool:
    """Drop the old key. False when digests are left under it (but for ``left_out`` broken ones), or the beginning is too near."""
    if not running():
        return True
    near = time.time() - sealing.search_since() < settled.total_seconds()
    if near or sum(older().values()) > left_out:
        return False
    sealing.use_search_keys(sealing.search_keys()[0])
    return True


def _older(each: Searched) -> models.QuerySet:
    """Of what is sealed no more (a message that was sent long ago) no digest can be made; it is found by none any more."""
    rows = apps.get_model(each.model)._base_manager.exclude(**{each.column: ""}).exclude(**{each.sealed: ""})
    mark = sealing.search_mark(sealing.search_keys()[0])
    if mark:
        return rows.exclude(**{f"{each.column}__startswith": mark})
    return rows.filter(**{f"{each.column}__contains": "."})


def _column(each: Searched) -> Iterator[tuple[int, list[str]]]:
    """Batch after batch by key: (how many were changed, which did not open or stand twice)."""
    sealed = next(s for s in rotating.declared_sealed() if (s.model, s.column) == (each.model, each.sealed))
    for found in rotating.in_batches(_older(each), "pk", each.column, each.sealed, *sealed.needs):
        anew, wrong = [], []
        for row in found:
            try:
                text = sealing.unseal(row[each.sealed], sealed.place(row))
            except SealBroken:
                wrong.append(f"{each.name} {row['pk']}")
            else:
                anew.append((row["pk"], row[each.column], sealing.search_digest(text, each.context)))
        changed, twice = _swap(each, anew)
        yield changed, wrong + twice


def _swap(each: Searched, anew: list[tuple[Any, str, str]]) -> tuple[int, list[str]]:
    """All at once; one by one where the table refuses one of them because the value stands twice."""
    try:
        return rotating.swap(each.model, each.column, anew), []
    except IntegrityError:
        if len(anew) == 1:
            return 0, [f"{each.name} {anew[0][0]}"]
    parts = [_swap(each, [row]) for row in anew]
    return sum(count for count, _ in parts), [name for _, wrong in parts for name in wrong]
