"""Keep what search looks through, in the transaction that changes the matter or the signal.

``cases_searchrow`` and ``cases_signalsearchrow`` hold a row's terms: an FTS5 table on SQLite, a ``tsvector`` under a
GIN index on PostgreSQL (migration ``search``). ``lianzhi search rebuild`` makes them anew.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from lianzhi.cases.models import Case, SearchRow, Signal, SignalSearchRow
from lianzhi.cases.rules.search import UNIT, kept, of_units
from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor

BLOCK = 1000
PAGES, MOST_STEPS = 500, 2000
"""Of the lists of words that one step writes; a step is a write of its own, so nobody waits long for it."""
_KEEP = {
    "sqlite": "INSERT OR REPLACE INTO {table} (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {table} (rowid, words) VALUES (%s, array_to_tsvector(%s::text[])) "
    "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
}
_OTHERS = "ARRAY(SELECT word FROM unnest(tsvector_to_array(words)) AS word WHERE left(word, 1) <> '{unit}')"
_KEEP_UNITS = {
    "sqlite": "UPDATE {table} SET words = substr(words, 1, instr(words || ' {unit}', ' {unit}') - 1) || %s WHERE rowid = %s",
    "postgresql": f"UPDATE {{table}} SET words = array_to_tsvector({_OTHERS} || %s::text[]) WHERE rowid = %s",  # noqa: S608
}


def keep_case(case: Case, *, by: Actor | None = None, new: bool = False) -> None:
    """After a matter was written, or its text, place or reporter changed. ``by`` saves looking the reporter up.

    ``new``: no unit can have a part in it yet.
    """
    name = by.name if by is not None and by.id == case.reporter else _name(case.reporter)
    units = {} if new else worklist.units_with_parts([case.item_id])
    keep(SearchRow, [(case.pk, case_terms(case, name, units.get(case.item_id, ())))])


def keep_units(subject: str, units: Sequence[str]) -> list[statements.Write]:
    """When other units than before have a part in a matter: what is to be written with that."""
    kind, _, pk = subject.partition(":")
    if kind != "case":
        return []
    table, lists = SearchRow._meta.db_table, connection.vendor == "postgresql"
    words = of_units(units)
    values = [words if lists else "".join(f" {word}" for word in words), int(pk)]
    text = _KEEP_UNITS[connection.vendor].format(table=table, unit=UNIT)
    return [statements.Write(text, values, touches=[(table, int(pk))])]


def keep_signals(signals: Sequence[Signal]) -> None:
    listed = [signal for signal in signals if signal.message]
    keep(SignalSearchRow, [(signal.pk, signal_terms(signal)) for signal in listed])


def case_terms(case: Any, name: str, units: Sequence[str] = ()) -> list[str]:
    """``case`` is a row of Case, of this version or of the one a migration knows."""
    said = forms.words(case.answers) if case.answers else ""
    texts = (case.number, _digits(case.number), case.title, case.text, case.place_text, said)
    return kept(texts, (name,), case.area_code, units, case.created_at)


def signal_terms(signal: Any) -> list[str]:
    return kept((signal.external_id, signal.author, signal.title, signal.text, signal.place_text))


def keep(rows: type[models.Model], terms: Iterable[tuple[int, list[str]]]) -> None:
    lists = connection.vendor == "postgresql"
    values = [(pk, words if lists else " ".join(words)) for pk, words in terms]
    if not values:
        return
    table = rows._meta.db_table
    text = _KEEP[connection.vendor].format(table=table)
    if len(values) == 1:
        statements.together(statements.Write(text, list(values[0]), touches=[(table, values[0][0])]))
        return
    with statements.cursor() as cursor:
        cursor.executemany(text, values)


@transaction.atomic
def rebuild(say: Callable[[int], object] = lambda count: None) -> int:
    """All of it anew; returns how many rows were kept."""
    SearchRow.objects.all().delete()
    SignalSearchRow.objects.all().delete()
    count = 0
    for block in blocks(Case.objects.order_by("pk").iterator(BLOCK)):
        units = worklist.units_with_parts([case.item_id for case in block])
        named = [(case, _name(case.reporter), units.get(case.item_id, ())) for case in block]
        keep(SearchRow, [(case.pk, case_terms(case, *rest)) for case, *rest in named])
        say(count := count + len(block))
    for block in blocks(Signal.objects.filter(message=True).order_by("pk").iterator(BLOCK)):
        keep_signals(block)
        say(count := count + len(block))
    return count


def merge() -> int:
    """SQLite's lists of words as one piece again, a few pages at a time; how many steps it took. PostgreSQL tends its own.

    Each writer adds a piece, and a row is looked up in every piece: at a million matters 1.3 ms before and 0.08 ms after.
    """
    if connection.vendor != "sqlite":
        return 0
    return sum(_merge(rows._meta.db_table) for rows in (SearchRow, SignalSearchRow))


def _merge(table: str) -> int:
    """As FTS5 has it: the first step takes all pieces in, and it is done when a step wrote next to nothing."""
    with connection.cursor() as cursor:
        for step in range(MOST_STEPS):
            before = _written(cursor)
            cursor.execute(
                f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)",  # noqa: S608
                [PAGES if step else -PAGES],
            )
            if _written(cursor) - before < 2:
                return step
    return MOST_STEPS


def _written(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def blocks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(rows)
    while block := list(islice(stream, BLOCK)):
        yield block


def _name(reporter: str) -> str:
    found = access.resident_view(reporter)
    return found.name if found else ""


def _digits(number: str) -> str:
    """So that the digits of a number are found without its letters."""
    return re.sub(r"\D+", " ", number)
