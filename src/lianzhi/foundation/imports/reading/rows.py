"""What a table is read into: cells, fields, problems. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lianzhi.kernel.errors import Bilingual


@dataclass(frozen=True, slots=True)
class Field:
    """What a row can hold. ``label`` is a msgid, or comes from data in both languages; ``synonyms`` are headers by which
    its column is recognised, best first."""

    code: str
    label: str | Bilingual
    synonyms: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of the file. ``broken`` is an English message id when the row could not be cut into cells, with its own
    ``way_out`` and the ``column`` it begins in, where these are known."""

    number: int
    cells: tuple[str, ...]
    broken: str = ""
    way_out: str = ""
    column: str = ""
    title: bool = False
    """Merged across columns: above the header it is the sheet's title."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell. ``message`` and ``way_out`` are English message ids with ``params``."""

    column: str
    message: str
    way_out: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    row_number: int
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]
