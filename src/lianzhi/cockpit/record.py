"""One case as the drawer beside the map shows it: facts, steps, photos, answer. Personal numbers are covered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.masking import mask_personal
from lianzhi.territory import api as territory


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline component."""

    title: str
    at: datetime
    unit: str
    text: str
    tone: str


def of(number: str, by: Actor) -> Mapping[str, Any]:
    """Raises NotFound outside the reader's scope."""
    case = cases.visible(number, by)
    grid = territory.area(case.area_code)
    units = {unit.code: unit.name(get_language() or "") for unit in access.units()}
    return {
        "case": case,
        "light": case.item.light(clock.now()),
        "module": cases.MODULE_NAMES.get(case.module, ""),
        "grid": grid,
        "units": [units.get(code, code) for code in case.unit_codes],
        "title": mask_personal(case.title),
        "text": mask_personal(case.text),
        "answer": mask_personal(case.answer),
        "photos": files.of(case.subject),
        "steps": [_entry(move, units) for move in reversed(worklist.moves(case.item.id))],
    }


def _entry(move: worklist.MoveView, units: Mapping[str, str]) -> Entry:
    english = (get_language() or "").startswith("en")
    resident = move.actor_id.startswith("resident:")
    who = gettext("Reporter") if resident else units.get(move.unit, "")
    return Entry(
        title=(move.name_en if english else "") or move.name_zh,
        at=move.at,
        unit=who,
        text=mask_personal(move.note),
        tone="",
    )
