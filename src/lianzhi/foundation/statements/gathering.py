"""Writes of one act that wait for each other, so that PostgreSQL takes them as one statement.

An act changes an item, its parts, its history and the outbox; each write alone costs a way to the database and back.
Inside ``gathered`` those that give no keys wait. They go out at the end, and before anything else is asked of the
database on this connection, so nobody reads what is not written yet. What a savepoint gives up is dropped with it.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from lianzhi.foundation.statements.writing import NONE, Computed, Touched, Write, inserting, run, updating

MOST = 40
_mine = threading.local()


@contextmanager
def gathered() -> Iterator[None]:
    """Let writes wait until the end of the block. An inner block joins the outer. Only inside a transaction.

    When it ends by an exception what still waits is dropped: whoever catches it must give up the transaction, or the
    savepoint begun before the block.
    """
    link = connections[DEFAULT_DB_ALIAS]
    if getattr(_mine, "waiting", None) is not None or link.vendor != "postgresql":
        yield
        return
    if not link.in_atomic_block:
        raise RuntimeError("writes are gathered inside a transaction, which keeps or gives up all of them")
    _mine.waiting = waiting = []
    link.execute_wrappers.append(_first_what_waits)
    try:
        yield
        _write(waiting)
    finally:
        link.execute_wrappers.remove(_first_what_waits)
        _mine.waiting = None


def insert(rows: Sequence[models.Model], computed: Computed = NONE) -> None:
    """Write new rows of one model in one statement and set their keys.

    ``computed``: attribute of the model -> (SQL, its values), the same for each row; what it gives is not read back.
    """
    if rows:
        together(inserting(rows, computed))


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these attributes of a row that is there."""
    if names:
        together(updating(row, names))


def together(*writes: Write) -> None:
    """All of these; PostgreSQL takes them as one statement. None may rest on another, nor two change the same row.

    Inside ``gathered`` they wait for more, unless one of them gives keys.
    """
    link = connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql" or not writes:
        for write in writes:
            run(link, [write])
        return
    writes = _taken(writes)
    if not writes:
        return
    giving = [write for write in writes if write.keys]
    for write in giving[:-1]:
        run(link, [write])
    last = (giving or writes)[-1]
    run(link, [*(write for write in writes if write is not last and not write.keys), last])


def _taken(writes: Sequence[Write]) -> Sequence[Write]:
    """What is to be written now: nothing when all of it can wait."""
    waiting: list[Write] | None = getattr(_mine, "waiting", None)
    if waiting is None:
        return writes
    touched = {each for write in waiting for each in write.touches}
    if len(waiting) > MOST or any(_meets(each, touched) for write in writes for each in write.touches):
        _write(waiting)
    if not any(write.keys for write in writes):
        waiting.extend(writes)
        return ()
    before, waiting[:] = list(waiting), []
    return [*before, *writes]


def _meets(one: Touched, touched: set[Touched]) -> bool:
    """The same row. New rows without a key (0) meet only who may touch any row."""
    table, key = one
    if key is None:
        return any(other == table for other, _key in touched)
    return (table, None) in touched or (key != 0 and one in touched)


def _write(waiting: list[Write]) -> None:
    if waiting:
        writes, waiting[:] = list(waiting), []
        run(connections[DEFAULT_DB_ALIAS], writes)


def _first_what_waits(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    waiting: list[Write] = _mine.waiting
    if waiting and sql.startswith("ROLLBACK TO"):
        waiting.clear()
    elif waiting:
        _write(waiting)
    return execute(sql, params, many, context)
