"""A QuerySet that is compiled once and asked with other values each time."""

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler

from lianzhi.foundation.statements.binding import Binding

R = TypeVar("R")


class _Compiled(NamedTuple):
    rows: models.QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    kinds: list[type]
    converters: Any
    composite: bool


class Prepared(Generic[R]):
    """``build`` gives the QuerySet with any values in its filters; a call fills in others, in their order in the SQL.

    Only for filters of one value each (``=``, ``>=``): what changes the text of the statement (``in``, ``None``,
    an empty list) is another statement. Nothing may be prefetched; values are what the column holds. Django sorts the
    words of one ``filter`` by name: give each its own, and the order is that of the text.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any]]) -> None:
        self._build = build
        self._known: dict[str, _Compiled] = {}

    def __call__(self, *values: Any) -> list[R]:
        link = connections[DEFAULT_DB_ALIAS]
        known = self._known.get(link.vendor) or self._compiled(link)
        if [type(value) for value in values] != known.kinds:
            raise TypeError(f"values of {known.kinds} are asked for, not {values}")
        found = known.rows._chain()
        found.query.get_compiler = _Answering(known, link, values)
        return list(found)

    def _compiled(self, link: Any) -> _Compiled:
        rows = self._build()
        compiler = rows.query.get_compiler(connection=link)
        sql, samples = compiler.as_sql()
        columns = [column for column, *_more in compiler.select[: compiler.col_count]]
        made = _Compiled(
            rows,
            compiler,
            sql,
            [type(s) for s in samples],
            compiler.get_converters(columns),
            compiler.has_composite_fields(columns),
        )
        return self._known.setdefault(link.vendor, made)


SIZES = (4, 24, 64)  # a page of twenty and one to see whether there are more fits into the second


class Many(Generic[R]):
    """``Prepared`` for rows by many whole numbers: ``build`` is given them for one ``in``, and nothing else varies.

    A few lengths are compiled; a shorter list repeats its last number, a longer one is asked in pieces. Rows come in
    the order of the statement within a piece.
    """

    def __init__(self, build: Callable[[list[int]], models.QuerySet[Any]]) -> None:
        self._of_size: dict[int, Prepared[R]] = {
            size: Prepared(partial(build, list(range(1, size + 1)))) for size in SIZES
        }

    def __call__(self, keys: Sequence[int]) -> list[R]:
        found: list[R] = []
        for start in range(0, len(keys), SIZES[-1]):
            some = keys[start : start + SIZES[-1]]
            size = next(size for size in SIZES if size >= len(some))
            found += self._of_size[size](*some, *[some[-1]] * (size - len(some)))
        return found


class _Answering:
    """Stands where a query is asked for its compiler, and gives the one that is compiled already."""

    def __init__(self, known: _Compiled, link: Any, values: Sequence[Any]) -> None:
        self._known, self._link, self._values = known, link, tuple(values)

    def __call__(
        self, using: str | None = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        own = copy(self._known.compiler)
        own.connection, own.using = Binding(self._link), using
        own.as_sql = lambda *_args, **_kwargs: (self._known.sql, self._values)
        own.get_converters = lambda _columns: self._known.converters
        own.has_composite_fields = lambda _columns: self._known.composite
        return own
