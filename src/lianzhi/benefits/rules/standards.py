"""Numbers that law sets: dated, by area, by level, each with document, issuer and whether somebody verified it.  B5, R-090."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianzhi.benefits.rules.refusing import wrong
from lianzhi.benefits.rules.shapes import StandardShape, shaped
from lianzhi.kernel.errors import N_, Bilingual

Levels = Mapping[int | str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """``value`` or ``table`` in fen, both days included; ``until`` None: until something else is said."""

    value: int | None
    table: Levels | None
    document: str
    issuer: str
    since: date
    until: date | None
    area: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Standard:
    name: Bilingual
    rows: tuple[Row, ...]
    file: str

    @property
    def is_table(self) -> bool:
        return self.rows[0].table is not None

    def on(self, day: date, area: str) -> Row | None:
        """The row in force: that of the narrowest area the town lies in."""
        found = [r for r in self.rows if area.startswith(r.area) and r.since <= day <= (r.until or date.max)]
        return max(found, key=lambda row: len(row.area), default=None)


def read_standards(data: Mapping[str, Any], file: str) -> dict[str, Standard]:
    """Raises BadInput for a gap or an overlap in the dates of one area, and for a row that says two things."""
    found = {}
    for zh, given in data.items():
        shape: StandardShape = (
            given if isinstance(given, StandardShape) else shaped(StandardShape, given, f"{file}, {zh}")
        )
        rows = tuple(
            Row(r.value, r.table, r.document, r.issuer, r.since, r.until, r.area, r.verified)
            for r in shape.rows
        )
        if (
            any((row.value is None) == (row.table is None) for row in rows)
            or len({r.table is None for r in rows}) > 1
        ):
            raise wrong(
                file, zh, N_("Each row gives either a value or a table."), N_("Write all rows in one way.")
            )
        for area in {row.area for row in rows}:
            _unbroken(sorted((r for r in rows if r.area == area), key=lambda r: r.since), zh, file)
        found[zh] = Standard(Bilingual(zh, shape.en), rows, file)
    return found


def _unbroken(rows: Iterable[Row], zh: str, file: str) -> None:
    before: Row | None = None
    for row in rows:
        if row.until and row.until < row.since:
            raise wrong(
                file,
                zh,
                N_("The row from %(day)s ends before it begins."),
                N_("Correct its dates."),
                day=row.since,
            )
        if before:
            due = before.until + timedelta(days=1) if before.until else None
            if due is None or row.since < due:
                raise wrong(
                    file, zh, N_("The rows from %(first)s and from %(second)s overlap."),
                    N_("End the first on the day before the second begins."), first=before.since, second=row.since,
                )  # fmt: skip
            if row.since > due:
                raise wrong(
                    file, zh, N_("No row is in force from %(first)s until %(second)s."),
                    N_("Add a row for these days, or move an end."), first=due, second=row.since - timedelta(days=1),
                )  # fmt: skip
        before = row


def covers(standard: Standard, since: date, until: date | None) -> date | None:
    """The first day of a period for which no row is in force in the widest area; None: all are covered."""
    widest = min((row.area for row in standard.rows), key=len)
    rows = sorted((r for r in standard.rows if r.area == widest), key=lambda r: r.since)
    if rows[0].since > since:
        return since
    last = rows[-1].until
    return last + timedelta(days=1) if last and (until is None or last < until) else None
