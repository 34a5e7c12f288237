"""The definition of who is the same person, or which the same firm, as data: comparisons, blocks, bars.  ADR 0012. Pure.

It becomes settings of Splink (``settings``) and trees of the house's rule language (``scoring``): one text, two runners.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import log2
from typing import Any

from lianzhi.kernel.rules import Catalogue, Column, Kind, Tree, read

MISSING, DIFFERS = "missing", "differs"
Values = Mapping[str, Mapping[str, tuple[float, float]]]
"""Comparison -> level -> (m, u)."""


@dataclass(frozen=True, slots=True)
class Level:
    """``when`` empty: what is left. ``frequency``: the column whose rare values weigh more."""

    code: str
    when: str
    m: float
    u: float
    frequency: str = ""

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Comparison:
    code: str
    zh: str
    en: str
    needs: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def missing(self) -> str:
        return " OR ".join(f"{column}_{side} IS NULL" for column in self.needs for side in "lr")


Line = Mapping[str, tuple[str, ...]]
"""Comparison -> levels of which one must be."""


@dataclass(frozen=True, slots=True)
class Table:
    """Who may decide: ``data/linkage.yaml`` says what each part means."""

    apart: Line
    certain: Line
    agree: Line
    alone: tuple[tuple[Line, ...], ...]
    distinct: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """``version`` is of the text, ``model`` of the numbers m and u; ``subject``: person or firm; ``columns`` of a card."""

    version: int
    subject: str
    model: str
    columns: Mapping[str, str]
    comparisons: tuple[Comparison, ...]
    blocks: tuple[tuple[str, ...], ...]
    least: float
    expected: float
    beside: int
    from_doubtful: float
    from_joined: float
    table: Table
    trained_by: tuple[tuple[str, ...], ...]

    @cached_property
    def trees(self) -> Mapping[str, tuple[Tree, tuple[tuple[Level, Tree | None], ...]]]:
        """Each comparison's conditions as checked trees; a column that no card has is refused here."""
        sides = [
            Column(f"{name}_{side}", Kind(kind), "", "")
            for name, kind in self.columns.items()
            for side in "lr"
        ]
        catalogue = Catalogue(tuple(sides))
        return {
            each.code: (
                read(each.missing, catalogue),
                tuple((level, read(level.when, catalogue) if level.when else None) for level in each.levels),
            )
            for each in self.comparisons
        }

    def prior(self, cards: int) -> float:
        """How likely two of so many entries are one person, before anything is compared."""
        return 2 * self.expected / (cards + self.beside)

    def frequency(self, count: int, cards: int) -> float:
        """How often a name is borne, from how often this register has it and from an average town."""
        usual = next(level.u for level in self._levels if level.frequency)
        return (count + self.beside * usual) / (cards + self.beside)

    @property
    def frequent(self) -> str:
        """The column whose rare values weigh more."""
        return next(level.frequency for level in self._levels if level.frequency)

    @property
    def _levels(self) -> Iterable[Level]:
        return (level for each in self.comparisons for level in each.levels)

    def taught(self, values: Values, model: str) -> "Definition":
        """With m and u of a training; levels it has not seen keep what was assumed, and all of a comparison make one."""
        return replace(
            self, model=model, comparisons=tuple(self._taught(each, values) for each in self.comparisons)
        )

    def _taught(self, each: Comparison, values: Values) -> Comparison:
        learnt = [values.get(each.code, {}).get(level.code, (level.m, level.u)) for level in each.levels]
        ms = [max(m, self.least) for m, _ in learnt]
        us = [max(u, 1e-9) for _, u in learnt]
        levels = tuple(
            replace(level, m=m / sum(ms), u=u / sum(us))
            for level, m, u in zip(each.levels, ms, us, strict=True)
        )
        return replace(each, levels=levels)

    @property
    def values(self) -> Values:
        return {
            each.code: {level.code: (level.m, level.u) for level in each.levels} for each in self.comparisons
        }


def definition(said: Mapping[str, Any]) -> Definition:
    """Read from ``data/linkage.yaml`` or another of its kind."""
    comparisons = tuple(
        Comparison(code, each["zh"], each["en"], tuple(each["needs"]), tuple(_levels(each["levels"])))
        for code, each in said["comparisons"].items()
    )
    return Definition(
        said["version"], said["subject"], "assumed", said["columns"], comparisons, tuple(map(tuple, said["blocks"])),
        said["least"], said["expected"], said["beside"], said["from_doubtful"], said["from_joined"], _table(said["verdict"]),
        tuple(map(tuple, said["trained_by"])),
    )  # fmt: skip


def _table(said: Mapping[str, Any]) -> Table:
    def line(levels: Mapping[str, Any]) -> Line:
        return {code: tuple(agree) for code, agree in levels.items()}

    return Table(
        line(said["apart"]), line(said["certain"]), line(said["agree"]),
        tuple(tuple(map(line, way)) for way in said["alone"]), tuple(said["distinct"]),
    )  # fmt: skip


def _levels(rows: Iterable[Mapping[str, Any]]) -> Iterable[Level]:
    for row in rows:
        yield Level(row["code"], row.get("when", ""), row["m"], row["u"], row.get("frequency", ""))


def agree(columns: Iterable[str]) -> str:
    """The condition under which two cards agree in all of these."""
    return " AND ".join(f"l.{column} = r.{column}" for column in columns)


def settings(found: Definition, cards: int) -> dict[str, Any]:
    """What Splink is told, whatever engine it runs on."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "code",
        "probability_two_random_records_match": found.prior(cards),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": agree(block)} for block in found.blocks],
        "comparisons": [_comparison(each) for each in found.comparisons],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }


def _comparison(each: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": each.missing, "label_for_charts": MISSING, "is_null_level": True}
    ]
    for level in each.levels:
        row: dict[str, Any] = {
            "sql_condition": level.when or "ELSE", "label_for_charts": level.code, "m_probability": level.m,
            "u_probability": level.u,
        }  # fmt: skip
        if level.frequency:
            row["tf_adjustment_column"] = level.frequency
        levels.append(row)
    return {"output_column_name": each.code, "comparison_levels": levels}
