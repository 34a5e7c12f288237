"""Name another city, change how it is reached, stop handing over to it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lianzhi.exchange.models import Remote
from lianzhi.exchange.remotes.adapters import ADAPTERS, Target
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.territory import api as territory

EDIT = "exchange.edit"
SEALED = "exchange.remote.key"


@transaction.atomic
def save_remote(remote_id: int | None, data: Mapping[str, Any], *, by: Actor) -> Remote:
    """Make or change one. Its partner unit appears in the list of units that a case can be dispatched to."""
    access.require(by, EDIT, None)
    row = locked(remote_id) if remote_id else Remote(followed_to=clock.now())
    if Remote.objects.filter(name=data["name"]).exclude(pk=row.pk).exists():
        raise BadInput(
            "exchange.remote_taken", N_("There is a city of this name already."), way_out=N_("Change that one."),
            field="name",
        )  # fmt: skip
    for name in ("name", "adapter", "url", "jurisdiction", "services", "private", "active"):
        setattr(row, name, data[name])
    row.attributes = data.get("attributes", row.attributes)
    if data.get("key"):
        row.key = access.seal(data["key"], SEALED)
    if row.adapter not in ADAPTERS:
        raise BadInput("exchange.adapter", N_("There is no such way of talking."), field="adapter")
    if row.pk is None:
        row.unit = f"remote-{(Remote.objects.order_by('-pk').values_list('pk', flat=True).first() or 0) + 1}"
    row.save()
    access.save_unit(
        row.unit, name_zh=row.name, name_en=row.name, kind="partner", area_code=territory.town().code,
        active=row.active, by=by,
    )  # fmt: skip
    detail = {k: data[k] for k in ("name", "adapter", "url", "active", "private")}
    audit.record(by, "exchange.save_remote", f"remote:{row.pk}", detail)
    return row


def locked(remote_id: int) -> Remote:
    row = Remote.objects.select_for_update().filter(pk=remote_id).first()
    if row is None:
        raise NotFound(
            "exchange.remote_missing", N_("There is no such city."), way_out=N_("Go back to the list.")
        )
    return row


def target_of(row: Remote) -> Target:
    key = access.unseal(row.key, SEALED) if row.key else ""
    return Target(row.url, key, row.jurisdiction, row.services, row.private, row.attributes)
