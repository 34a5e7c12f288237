"""A table whose columns are placed by a mapping, read row by row: what the kinds of tables have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lianzhi.foundation.imports.reading.encodings import BROKEN
from lianzhi.foundation.imports.reading.rows import BadRow, RawRow
from lianzhi.foundation.imports.reading.sheet import Sheet, undecoded
from lianzhi.foundation.imports.rules.mapping import places
from lianzhi.kernel.errors import N_, BadInput


class MappedTable(ABC):
    """Streams: memory holds one row. A kind says what it needs after opening, and what a row is (``row``).

    ``propose``: field -> head, for a header that nobody mapped. ``heads``: the same for the columns that are there.
    """

    def __init__(
        self,
        path: Path,
        mapping: Mapping[str, str],
        propose: Callable[[Sequence[str]], Mapping[str, str]],
        *,
        sheet: str | None = None,
    ) -> None:
        self._sheet = Sheet(path, sheet)
        self.header = self._sheet.header
        said = mapping or propose(self.header)
        self.places = places(self.header, {field: head for field, head in said.items() if head})
        self.heads = {field: self.header[index] for field, index in self.places.items()}

    def need(self, columns: Iterable[tuple[str, Any]], *, code: str) -> None:
        """Each: field and its label, as it is shown. Raises BadInput, with that code, for the first that no column holds."""
        for field, label in columns:
            if field not in self.places:
                raise BadInput(
                    code,
                    N_("No column holds “%(column)s”, and without it no row can be taken in."),
                    way_out=N_("Say which column it is."),
                    field=field,
                    params={"column": label},
                )

    def count(self) -> int:
        return self._sheet.count()

    def __iter__(self) -> Iterator[Any]:
        for raw in self._sheet:
            yield raw if isinstance(raw, BadRow) else self.read(raw)

    def cells(self, raw: RawRow) -> list[str]:
        """As many as there are columns."""
        return [*raw.cells, *[""] * (len(self.header) - len(raw.cells))]

    def read(self, raw: RawRow) -> Any:
        """What could not be decoded goes no further."""
        cells = self.cells(raw)
        if BROKEN in "".join(cells):
            broken = [undecoded(cells[index], self.header[index]) for index in self.places.values()]
            if problems := tuple(problem for problem in broken if problem):
                return BadRow(raw.number, problems, raw.cells)
        return self.row(raw, {field: cells[index] for field, index in self.places.items()})

    @abstractmethod
    def row(self, raw: RawRow, said: Mapping[str, str]) -> Any:
        """A good row as the kind's own value, else a ``BadRow``. ``said``: the cells by field."""
