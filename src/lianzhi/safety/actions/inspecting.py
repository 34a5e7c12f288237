"""An inspection of an address is recorded: what was found, what was left, and when it is checked again (R-136)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.safety import facts
from lianzhi.safety.access import INSPECT
from lianzhi.safety.actions.recompute import recompute
from lianzhi.safety.models import Inspection, Risk
from lianzhi.safety.queries.reach import nothing
from lianzhi.safety.rules.levels import Level, next_check

MOST = 999


@dataclass(frozen=True, slots=True)
class Found:
    on: date
    found: int = 0
    left: int = 0
    note: str = ""


@transaction.atomic
def inspect(code: str, seen: Found, *, by: Actor) -> date:
    """The day of the next check. Raises NotFound, NotAllowed, BadInput (a day to come, more left than found)."""
    row = Risk.objects.select_for_update().filter(code=code).first()
    if row is None or not access.may(by, INSPECT, row):
        raise nothing()
    _check(seen)
    Inspection.objects.create(
        code=code, area_code=row.area_code, on=seen.on, found=seen.found, left=seen.left, note=seen.note.strip()[:500],
        level=row.level, next_check=next_check(Level(row.level), seen.on), by=by.id, by_name=by.name,
    )  # fmt: skip
    said = {"on": str(seen.on), "found": seen.found, "left": seen.left}
    audit.record(by, "safety.inspect", f"place:{code}", said)
    recompute(code=code)
    return Risk.objects.values_list("next_check", flat=True).get(code=code)


def _check(seen: Found) -> None:
    if seen.on > facts.today():
        raise BadInput(
            "safety.inspection_day",
            N_("This day is still to come."),
            way_out=N_("Record it when it has happened."),
            field="on",
        )
    if not 0 <= seen.left <= seen.found <= MOST:
        raise BadInput(
            "safety.hazards",
            N_("More hazards are left than were found."),
            way_out=N_("Say first how many were found, then how many of them were not mended."),
            field="left",
        )
