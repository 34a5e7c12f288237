"""Pages of the data's quality: scores by source and register, faults by field, the faulty entries within reach (R-100).

Scores and counts were made by the nightly count; a page reads a few dozen rows of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry import protecting
from lianzhi.registry.models import OF_KIND, QualityCount, QualityDay, Rejected, SourceKeeper
from lianzhi.registry.quality.checks import REFUSED, book, checks, live, moment, registers
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.reach import reachable
from lianzhi.registry.rules.quality import Counted, Dimension, months, score

MOST = 200


@dataclass(frozen=True, slots=True)
class Cell:
    score: int
    entries: int

    @property
    def tone(self) -> str:
        return "good" if self.score >= 90 else "waiting" if self.score >= 70 else "bad"


@dataclass(frozen=True, slots=True)
class Overview:
    """``rows``: (source, unit that answers for it, its cell in each register)."""

    day: date | None
    kinds: tuple[str, ...]
    rows: list[tuple[str, str, list[Cell | None]]]


def overview() -> Overview:
    """Three queries however many sources."""
    day = QualityDay.objects.aggregate(day=Max("day"))["day"]
    cells: dict[str, dict[str, Cell]] = {}
    for row in QualityDay.objects.filter(day=day).order_by("source")[: MOST * 6]:
        cells.setdefault(row.source, {})[row.kind] = Cell(row.score, row.entries)
    keepers = dict(SourceKeeper.objects.values_list("source", "unit"))
    kinds = tuple(kind for kind in registers() if any(kind in held for held in cells.values()))
    rows = [
        (source, keepers.get(source, ""), [held.get(kind) for kind in kinds])
        for source, held in cells.items()
    ]
    return Overview(day, kinds, rows)


@dataclass(frozen=True, slots=True)
class Line:
    test: str
    dimension: str
    field: str
    checked: int
    faulty: int

    @property
    def share(self) -> int:
        return 1000 * (self.checked - self.faulty) // self.checked if self.checked else 1000

    @property
    def listed(self) -> bool:
        """Are there entries to show?"""
        return self.faulty > 0 and self.test != REFUSED


@dataclass(frozen=True, slots=True)
class Detail:
    source: str
    kind: str
    unit: str
    entries: int
    score: int
    dimensions: list[tuple[str, int, int]]
    lines: list[Line]
    trend: list[tuple[date, int]]
    refused: list[tuple[str, str, int]]


def detail(kind: str, source: str) -> Detail:
    """Raises NotFound for a pair that was not counted."""
    rows = list(QualityCount.objects.filter(kind=kind, source=source).order_by("-faulty", "test"))
    if not rows:
        raise NotFound(
            "registry.no_quality", N_("Nothing was counted for this source yet."),
            way_out=N_("The count runs every night; choose one of the list."),
        )  # fmt: skip
    counts = [Counted(row.dimension, row.checked, row.faulty) for row in rows]
    weights = book()["weights"]
    dimensions = [
        (name.value, score([c for c in counts if c.dimension == name], weights), weights[name.value])
        for name in Dimension
        if any(c.dimension == name for c in counts)
    ]
    days = (
        QualityDay.objects.filter(kind=kind, source=source).order_by("-day").values_list("day", "score")[:400]
    )
    today = QualityDay.objects.filter(kind=kind, source=source).order_by("-day").first()
    since = moment().today - timedelta(days=book()["refused_days"])
    refused = Rejected.objects.filter(kind=kind, source=source, day__gt=since).order_by("-count", "pk")[:20]
    return Detail(
        source, kind, SourceKeeper.objects.filter(source=source).values_list("unit", flat=True).first() or "",
        today.entries if today else 0, score(counts, weights), dimensions,
        [Line(r.test, r.dimension, r.field, r.checked, r.faulty) for r in rows], months(days),
        [(row.field, row.reason, row.count) for row in refused],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Faulty:
    """An entry that fails, as a list shows it: protected fields covered."""

    pk: int
    code: str
    name: str
    value: str
    place: str
    grid_code: str
    checked_at: Any


def faulty(kind: str, source: str, test: str, by: Actor, query: Mapping[str, str]) -> Page:
    """One page of them, within reach; two queries."""
    page = page_of(rows_of(kind, source, test, by), query)
    page.object_list[:] = [line(row, kind, test) for row in page.object_list]
    return page


def rows_of(kind: str, source: str, test: str, by: Actor) -> Any:
    """Raises NotFound for a check that is none or names no entries."""
    if kind not in registers() or test not in checks(kind):
        raise NotFound(
            "registry.no_check", N_("There is no such check."), way_out=N_("Choose one of the list.")
        )
    wanted = checks(kind)[test].fails(moment())
    return OF_KIND[kind].objects.filter(live(kind), wanted, reachable(by), source=source)  # type: ignore[attr-defined]


def line(row: Any, kind: str, test: str) -> Faulty:
    field = checks(kind)[test].field
    sealed = field in protecting.PROTECTED.get(row.KIND, ())
    value = protecting.shown(row, field) if sealed else str(getattr(row, field, "") or "")
    name = getattr(row, "name", "") or getattr(row, "number", "") or row.place
    return Faulty(row.pk, row.code, name, value, row.place, row.grid_code, row.checked_at)
