"""To whom a case may be dispatched: who is responsible here, on which ground, and everybody else.  R-300, R-129."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.lists import nearest_duty
from lianzhi.cases.rules.duties import Duty
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.areas import covers, level

TOWN_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Addressees:
    """``duty`` None: the responsibility list names nobody, a person decides. ``near``: units of this very area.

    ``proposed``: units of a line whose area was split or merged and that is not settled yet.
    """

    duty: Duty | None
    near: tuple[access.UnitView, ...]
    others: tuple[access.UnitView, ...]
    proposed: tuple[access.UnitView, ...] = ()

    @property
    def units(self) -> tuple[access.UnitView, ...]:
        return self.near + self.others


def addressees(case: CaseView) -> Addressees:
    today = clock.now().astimezone(TOWN_ZONE).date()
    line = nearest_duty(case.category.code, case.area_code, today) if case.category else None
    holds = line if line and not line.undecided else None
    named = {holds.lead, *holds.supports} if holds else set()
    offered = {unit for choice in line.choices for unit in (choice.lead, *choice.supports)} if line else set()
    named |= offered
    units = access.units()
    near = [unit for unit in units if unit.code in named or _of_this_area(unit, case)]
    others = [unit for unit in units if unit not in near]
    return Addressees(
        holds,
        tuple(sorted(near, key=lambda unit: unit.code not in named)),
        tuple(sorted(others, key=lambda unit: level(unit.area_code) != "town")),
        tuple(unit for unit in units if unit.code in offered),
    )


def _of_this_area(unit: access.UnitView, case: CaseView) -> bool:
    """A community's own unit counts; one that serves the whole town does not stand out."""
    return covers(unit.area_code, case.area_code) and level(unit.area_code) in (
        "community",
        "grid",
        "micro_grid",
    )
