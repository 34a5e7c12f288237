"""A supplier's delivery list is taken in: the register first, through its own door, then what supervision adds.  R-079, R-091."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.safety import books
from lianzhi.safety.access import IMPORT
from lianzhi.safety.actions.following import KIND, follow
from lianzhi.safety.actions.suppliers import known_suppliers
from lianzhi.safety.contracts import Delivery
from lianzhi.safety.models import Cylinder, Movement
from lianzhi.safety.rules.cylinders import days_of

ROWS = 500
OWN = ["kind", "supplier", "supplier_name", "inspected", "due", "life_ends", "state", "since", "seen_on"]


@transaction.atomic
def take_deliveries(
    lines: Sequence[Delivery], *, source: str, by: Actor
) -> tuple[int, Mapping[int, registry.RowError]]:
    """(movements that are new, position -> why a line was refused). Taken in twice, a line is there once."""
    access.require(by, IMPORT, None)
    told = registry.import_batch(KIND_ROWS, [_thing(line) for line in lines], source=source, by=by)
    bad = {error.row - 1: error for error in told.errors}
    good = [line for index, line in enumerate(lines) if index not in bad]
    links = [
        {"subject": told.codes[index], "relation": "in_use_at", "object": line.user, "since": line.on}
        for index, line in enumerate(lines)
        if line.user and index not in bad
    ]
    if links:
        refused = registry.import_batch("links", links, source=source, by=by)
        users = [index for index, line in enumerate(lines) if line.user and index not in bad]
        bad |= {users[error.row - 1]: error for error in refused.errors}
    follow([line.number for line in good])
    kept = _add(good, source, by)
    for line in (line for line in good if line.movement in ("returned", "scrapped")):
        _gone(line, by)
    audit.record(
        by,
        "safety.take_deliveries",
        "cylinders",
        {"lines": len(lines), "kept": kept, "refused": len(bad), "source": source},
    )
    return kept, bad


KIND_ROWS = "things"


def _thing(line: Delivery) -> dict[str, object]:
    """What the register keeps of it. A line that takes it away says no place."""
    here = line.movement not in ("returned", "scrapped")
    return {
        "kind": KIND, "number": line.number, "maker": line.maker, "made": line.made, "check_due": line.due,
        "expires": line.life_ends, "place": line.place if here else "",
    }  # fmt: skip


def _add(lines: Sequence[Delivery], source: str, by: Actor) -> int:
    known = known_suppliers()
    numbers = [line.number for line in lines]
    rows = {
        row.number: row
        for start in range(0, len(numbers), ROWS)
        for row in Cylinder.objects.select_for_update().filter(number__in=numbers[start : start + ROWS])
    }
    steps = []
    for line in sorted(lines, key=lambda each: each.on):
        row = rows[line.number]
        _own(row, line, known)
        steps.append(
            Movement(
                cylinder=row, kind=line.movement, on=line.on, to_place=line.place, supplier_name=line.supplier[:120],
                source=source, by=by.id, by_name=by.name,
            )
        )  # fmt: skip
    Cylinder.objects.bulk_update(rows.values(), OWN, batch_size=ROWS)
    kept = Movement.objects.filter(cylinder_id__in=[row.pk for row in rows.values()])
    before = kept.count()
    Movement.objects.bulk_create(steps, ignore_conflicts=True, batch_size=ROWS)
    return kept.count() - before


def _own(row: Cylinder, line: Delivery, known: Mapping[str, str]) -> None:
    """What the line says goes before what was there; what it does not say stays."""
    row.kind = line.kind if line.kind and line.kind != "unknown" else row.kind
    if line.supplier:
        row.supplier_name, row.supplier = line.supplier[:120], known.get(line.supplier, "")
    row.inspected = line.inspected or row.inspected
    said = line.due or (row.due if row.due_said else None)
    row.due, row.life_ends = days_of(row.made, row.inspected, said, line.life_ends, books.periods())
    row.seen_on = max(line.on, row.seen_on or line.on)
    if line.movement in ("delivered", "exchanged", "moved"):
        row.since, row.state = line.on, "in_use"


def _gone(line: Delivery, by: Actor) -> None:
    row = Cylinder.objects.get(number=line.number)
    if line.movement == "scrapped" and row.state != "scrapped":
        registry.end(row.thing, on=line.on, reason=line.supplier or line.movement, source="other", by=by)
    elif line.movement == "returned" and row.place:
        registry.take_away(row.thing, on=line.on, by=by)
    follow([line.number])
    if line.movement == "returned":
        Cylinder.objects.filter(number=line.number).update(state="at_supplier")
