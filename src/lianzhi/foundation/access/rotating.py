"""Seal everything again under the newest key, while the platform works (GB/T 39786; issue 4 part 5).

Rooms declare their sealed columns. A value is changed only if it is still the one that was read, so no lock is held and an
act of a member of staff always wins; whatever was sealed with an older key meanwhile is met in the next turn. Nothing is
remembered between runs: what is not under the current key is what is left to do, so a run that was cut off goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from lianzhi.foundation.access import sealing
from lianzhi.kernel.seal import SealBroken

Place = Callable[[Mapping[str, Any]], str]
BATCH = 500
TURNS = 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """``place`` makes the context of a row out of the fields in ``needs``."""

    model: str
    column: str
    place: Place
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.model}.{self.column}"


@dataclass(frozen=True, slots=True)
class Turned:
    """What a run did: values sealed anew, and those that do not open (named, left as they are)."""

    done: int
    broken: tuple[str, ...]


_declared: dict[str, Sealed] = {}


def declare_sealed(model: str, column: str, place: str | Place, needs: tuple[str, ...] = ()) -> None:
    """Say that a column holds sealed texts. Called from ``AppConfig.ready``; safe to repeat."""
    say: Place = (lambda row, text=place: text) if isinstance(place, str) else place  # type: ignore[misc]
    _declared[f"{model}.{column}"] = Sealed(model, column, say, needs)


def declared_sealed() -> list[Sealed]:
    return [_declared[name] for name in sorted(_declared)]


def older() -> dict[str, int]:
    """How many values of each column lie under an older key; columns with none are left out."""
    counts = {sealed.name: _older(sealed).count() for sealed in declared_sealed()}
    return {name: count for name, count in counts.items() if count}


def rotate(say: Callable[[str, int], object] = lambda column, done: None) -> Turned:
    """Until nothing lies under an older key. Raises nothing for what does not open: it is told."""
    done, broken = 0, {}
    for _turn in range(TURNS):
        moved = 0
        for sealed in declared_sealed():
            for count, wrong in _column(sealed):
                moved += count
                broken |= dict.fromkeys(wrong)
                say(sealed.name, count)
        done += moved
        if not moved:
            break
    return Turned(done, tuple(broken))


def _older(sealed: Sealed) -> models.QuerySet:
    rows = apps.get_model(sealed.model)._base_manager.exclude(**{sealed.column: ""})
    return rows.exclude(**{f"{sealed.column}__startswith": f"v1.{sealing.current()}."})


def _column(sealed: Sealed) -> Iterator[tuple[int, list[str]]]:
    """Batch after batch by key: (how many were changed, which did not open)."""
    for found in in_batches(_older(sealed), "pk", sealed.column, *sealed.needs):
        anew, wrong = [], []
        for row in found:
            try:
                text = sealing.unseal(row[sealed.column], sealed.place(row))
            except SealBroken:
                wrong.append(f"{sealed.name} {row['pk']}")
            else:
                anew.append((row["pk"], row[sealed.column], sealing.seal(text, sealed.place(row))))
        yield swap(sealed.model, sealed.column, anew), wrong


def in_batches(rows: models.QuerySet, *names: str) -> Iterator[list[dict[str, Any]]]:
    """These columns of all rows by key, ``BATCH`` at a time; rows that fall out on the way are not missed."""
    last: Any = None
    while found := list(
        (rows.filter(pk__gt=last) if last is not None else rows).order_by("pk").values(*names)[:BATCH]
    ):
        last = found[-1]["pk"]
        yield found


@transaction.atomic
def swap(model: str, name: str, anew: list[tuple[Any, str, str]]) -> int:
    """Each (key, was, will) that is still what was read becomes the new one; one statement for 100 of them."""
    meta = apps.get_model(model)._meta
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(meta.pk.column)
    column = connection.ops.quote_name(meta.get_field(name).column)
    changed = 0
    with connection.cursor() as cursor:
        for start in range(0, len(anew), 100):
            part = anew[start : start + 100]
            values = ", ".join(["(%s, %s, %s)"] * len(part))
            cursor.execute(
                f"UPDATE {table} SET {column} = n.will FROM (WITH m (k, was, will) AS (VALUES {values}) SELECT * FROM m) n "  # noqa: S608
                f"WHERE {table}.{key} = n.k AND {table}.{column} = n.was",
                [value for row in part for value in row],
            )
            changed += cursor.rowcount
    return changed
