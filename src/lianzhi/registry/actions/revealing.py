"""See a protected field in clear: with a reason, and never without a trace the person himself can read (R-102, R-105)."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.text import clean
from lianzhi.registry import facts, protecting
from lianzhi.registry.access import FACTS, REVEAL
from lianzhi.registry.finding import keeper, locked
from lianzhi.registry.models import Look
from lianzhi.registry.queries.department_facts import PREFIX, shown

SHORTEST = 4


@transaction.atomic
def reveal(code: str, field: str, *, reason: str, by: Actor) -> str:
    """The value in clear. The look is written first; who cannot be written down sees nothing.

    Raises BadInput (no reason, no such field), NotAllowed, NotFound, SealBroken (the value was moved or altered).
    """
    row = locked(code, papers=True)
    access.require(by, REVEAL, keeper(row))
    item = field.removeprefix(PREFIX) if row.KIND == "person" and field.startswith(PREFIX) else ""
    if item:
        access.require(by, FACTS, row)
    if field not in protecting.PROTECTED.get(row.KIND, ()) and item not in facts.items():
        raise BadInput(
            "registry.no_field",
            N_("This field is not protected."),
            way_out=N_("Read it on the entry's page."),
            field="field",
        )
    why = " ".join(clean(reason, 200, field="reason").split())
    if len(why) < SHORTEST:
        raise BadInput(
            "registry.look_reason",
            N_("Say what you need it for."),
            way_out=N_("A few words; the person can read them on his own page."),
            field="reason",
        )
    Look.objects.create(
        subject=row.ref, field=field, reason=why, by=by.id, by_name=by.name[:60], unit=by.unit, at=clock.now()
    )
    audit.record(by, "registry.reveal", row.ref, {"field": field, "reason": why})
    if item:
        return next((one.value for one in shown(code, clear=True) if one.field == field), "")
    return protecting.unseal(row.KIND, field, row.code, getattr(row, f"{field}_sealed"))
