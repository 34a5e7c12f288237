"""The town's list of gas suppliers: who may fill and deliver."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.safety.access import SUPPLIERS
from lianzhi.safety.actions.recompute import mark_due
from lianzhi.safety.models import Cylinder, Supplier
from lianzhi.territory import api as territory


@transaction.atomic
def save_supplier(
    code: str,
    *,
    name: str,
    also: Sequence[str] = (),
    licence: str = "",
    unit: str = "",
    active: bool = True,
    by: Actor,
) -> str:
    """Add or change one; cylinders that name it are joined with it. Raises BadInput, NotAllowed."""
    access.require(by, SUPPLIERS, None)
    if not name.strip():
        raise BadInput(
            "safety.supplier_name",
            N_("A supplier needs a name."),
            way_out=N_("Write it as on its licence."),
            field="name",
        )
    if unit and access.unit(unit) is None:
        raise BadInput(
            "safety.supplier_unit",
            N_("There is no such unit."),
            way_out=N_("Leave it empty, or choose one of the units."),
            field="unit",
        )
    said = {
        "name": name.strip()[:120], "also": [each.strip() for each in also if each.strip()], "licence": licence.strip()[:60],
        "unit": unit, "active": active,
    }  # fmt: skip
    Supplier.objects.update_or_create(code=code, defaults=said)
    names = [said["name"], *said["also"]]  # type: ignore[misc]
    Cylinder.objects.filter(supplier_name__in=names).exclude(supplier=code).update(supplier=code)
    audit.record(by, "safety.save_supplier", f"supplier:{code}", said)
    mark_due(territory.town().code)
    return code


def known_suppliers() -> dict[str, str]:
    """Every spelling -> code."""
    return {
        spelling: row.code for row in Supplier.objects.all() for spelling in (row.code, row.name, *row.also)
    }
