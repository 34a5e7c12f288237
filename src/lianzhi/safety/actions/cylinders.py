"""What happens to one cylinder: it is delivered, exchanged, moved, seen, taken back, inspected, scrapped.  R-079.

The register is written through its own door, then its side is followed; the step is kept and the rules are asked anew.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import api as registry
from lianzhi.safety import books, facts
from lianzhi.safety.access import INSPECT
from lianzhi.safety.actions.alerting import check_cylinders
from lianzhi.safety.actions.following import KIND, follow
from lianzhi.safety.actions.recompute import mark_due
from lianzhi.safety.models import Cylinder, Movement
from lianzhi.safety.queries.reach import nothing
from lianzhi.safety.rules.cylinders import days_of, period_of, years_later

SOURCE = "visit"
SCRAPPED = "scrapped"
PLACED = frozenset({"delivered", "exchanged", "moved"})


@dataclass(frozen=True, slots=True)
class Step:
    """``place`` is needed for what brings it somewhere."""

    kind: str
    on: date
    place: str = ""
    note: str = ""


@transaction.atomic
def note_step(number: str, step: Step, *, by: Actor) -> None:
    """Raises NotFound, NotAllowed, BadInput (no such step, a day to come, no place), WrongState (it was scrapped)."""
    row = _locked(number, by)
    _check(step, row)
    before = row.place
    if step.kind in PLACED:
        said = {"kind": KIND, "number": row.number, "place": step.place}
        registry.record_thing(said, source=SOURCE, by=by, over=True)
    elif step.kind == "returned":
        registry.take_away(row.thing, on=step.on, by=by)
    elif step.kind == "scrapped":
        registry.end(row.thing, on=step.on, reason=step.note or SCRAPPED, source=SOURCE, by=by)
    else:
        registry.check(row.thing, by=by)
    follow([row.number])
    row.refresh_from_db()
    row.seen_on = max(step.on, row.seen_on or step.on)
    if step.kind == "returned":
        row.state = "at_supplier"
    if step.kind in PLACED:
        row.since = step.on
    row.save(update_fields=["seen_on", "state", "since"])
    _keep(row, step, before, by)
    audit.record(
        by, f"safety.cylinder_{step.kind}", f"cylinder:{row.number}", {"on": str(step.on), "to": row.place}
    )
    _ask(row)


@transaction.atomic
def note_inspection(number: str, *, on: date, due: date | None = None, by: Actor) -> date | None:
    """It was inspected: the day of the next one, as said or by its kind's period. Raises NotFound, BadInput."""
    row = _locked(number, by)
    _not_to_come(on, "on")
    period = period_of(row.made or on, books.periods())
    wanted = due or (years_later(on, period.check) if period else None)
    row.inspected = on
    row.due, row.life_ends = days_of(row.made, on, wanted, row.life_ends, books.periods())
    if row.due is None or row.due <= on:
        raise BadInput(
            "safety.inspection_due",
            N_("The next inspection must come after this one, and within the cylinder's life."),
            way_out=N_("Correct the days, or record that it is scrapped."),
            field="due",
        )
    registry.change(row.thing, {"check_due": row.due}, source=SOURCE, by=by)
    row.save(update_fields=["inspected", "due", "life_ends"])
    follow([row.number])
    audit.record(
        by, "safety.cylinder_inspected", f"cylinder:{row.number}", {"on": str(on), "due": str(row.due)}
    )
    _ask(row)
    return row.due


def _ask(row: Cylinder) -> None:
    """The rules, about this one; its building is judged at the next turn."""
    check_cylinders(keys=frozenset({row.pk}))
    if row.area_code:
        mark_due(row.area_code)


def _keep(row: Cylinder, step: Step, before: str, by: Actor) -> None:
    Movement.objects.get_or_create(
        cylinder=row, kind=step.kind, on=step.on, to_place=row.place,
        defaults={
            "from_place": before, "supplier_name": row.supplier_name, "note": step.note.strip()[:200], "source": SOURCE,
            "by": by.id, "by_name": by.name,
        },
    )  # fmt: skip


def _locked(number: str, by: Actor) -> Cylinder:
    row = Cylinder.objects.select_for_update().filter(number=number).first()
    if row is None or not access.may(by, INSPECT, row):
        raise nothing()
    if row.state == "scrapped":
        raise WrongState(
            "safety.scrapped", N_("This cylinder was scrapped."), way_out=N_("Nothing is left to do with it.")
        )
    return row


def _check(step: Step, row: Cylinder) -> None:
    if step.kind not in books.choices("movements"):
        raise BadInput(
            "safety.step", N_("There is no such step."), way_out=N_("Choose one of the list."), field="kind"
        )
    _not_to_come(step.on, "on")
    if step.kind in PLACED and not step.place:
        raise BadInput(
            "safety.step_place",
            N_("Say where it is now."),
            way_out=N_("Give the code of the room or building."),
            field="place",
        )


def _not_to_come(day: date, field: str) -> None:
    if day > facts.today():
        raise BadInput(
            "safety.step_day",
            N_("This day is still to come."),
            way_out=N_("Record it when it has happened."),
            field=field,
        )
