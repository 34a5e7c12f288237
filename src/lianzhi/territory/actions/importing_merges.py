"""Rows of a table of areas that say “merged into”: the area ends and its ground goes on in the one that is named.

A row that cannot join (another level, no neighbour, a code that is not there) is told by itself; the others are merged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused, WrongState
from lianzhi.territory.actions import reforms
from lianzhi.territory.actions.rows import still_valid
from lianzhi.territory.models import Area
from lianzhi.territory.sheets import MERGED_INTO, SheetRow


@dataclass(frozen=True, slots=True)
class Merged:
    """``into`` is None where the row was refused. ``opened``: the area that they became is a new one."""

    row: SheetRow
    name: str
    into: str | None = None
    opened: bool = False
    refused: Refused | None = None


def merge_rows(
    rows: Iterable[SheetRow], named: Mapping[str, SheetRow], *, day: date, by: Actor
) -> list[Merged]:
    """``named``: the table's other rows by code; a new area takes its name from there. Writes; the caller may roll back."""
    groups: dict[str, list[SheetRow]] = {}
    for row in rows:
        groups.setdefault(row.values[MERGED_INTO], []).append(row)
    held = {row.code: row for row in still_valid(day).filter(valid_from__lte=day)}
    leaving = {row.values.get("code", "") for group in groups.values() for row in group}
    # small areas first, then what they lie in
    order = sorted(groups, key=lambda code: (-len(code), code))
    return [
        done for into in order for done in _group(groups[into], into, held, leaving, named.get(into), day, by)
    ]


def _group(
    rows: list[SheetRow], into: str, held: Mapping[str, Area], leaving: set[str], target: SheetRow | None, day: date, by: Actor
) -> list[Merged]:  # fmt: skip
    done, good = [], []
    for row in rows:
        refused = _unfit(row, into, held, leaving, target)
        if refused:
            done.append(Merged(row, "", refused=refused))
        else:
            good.append(row)
    said = target.values if target else {}
    names = {"name_zh": said.get("name_zh", ""), "name_en": said.get("name_en", "")}
    joined = [into] if into in held else []
    waiting, why = list(good), dict[int, Refused]()
    if not joined and waiting:
        joined.append(waiting.pop(0).values["code"])
    while True:
        before = len(waiting)
        for row in list(waiting):
            try:
                reforms.plan_merge([*joined, row.values["code"]], into=into, by=by, on=day, **names)
            except Refused as refused:
                why[row.number] = refused
                continue
            joined.append(row.values["code"])
            waiting.remove(row)
        if len(waiting) == before:
            break
    done += [Merged(row, "", refused=why[row.number]) for row in waiting]
    taken = [row for row in good if row not in waiting]
    if len(joined) < 2:
        return done + [Merged(row, "", refused=_alone(into)) for row in taken]
    reforms.merge_areas(joined, into=into, by=by, on=day, **names)
    new = into not in held
    return done + [Merged(row, held[row.values["code"]].name_zh, into, new) for row in taken]


def _unfit(
    row: SheetRow, into: str, held: Mapping[str, Area], leaving: set[str], target: SheetRow | None
) -> Refused | None:  # fmt: skip
    code = row.values.get("code", "")
    if code not in held:
        return NotFound(
            "territory.no_area", N_("There is no area with the code %(code)s on that day."),
            way_out=N_("Choose an area from the tree."), field="code", params={"code": code},
        )  # fmt: skip
    if into in leaving:
        return WrongState(
            "territory.merge_chain", N_("%(code)s is itself merged into another area by this table."),
            way_out=N_("Name the area that stands in the end."), field=MERGED_INTO, params={"code": into},
        )  # fmt: skip
    if into not in held and target is None:
        return BadInput(
            "territory.merge_target", N_("%(code)s is neither an area of that day nor a row of this table."),
            way_out=N_("Name an area that there is, or add a row with the new code and its name; it needs no outline."),
            field=MERGED_INTO, params={"code": into},
        )  # fmt: skip
    return None


def _alone(into: str) -> BadInput:
    return BadInput(
        "territory.merge_alone", N_("Nothing is left to merge with in %(code)s."),
        way_out=N_("Put the rows right that could not be merged, or rename the area."), field=MERGED_INTO, params={"code": into},
    )  # fmt: skip
