"""A firm, a venue, a thing, a house, a household or land gets another address; what it had stays readable (R-094)."""

from datetime import date
from typing import Any

from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.registry.importing.drafts import Draft
from lianzhi.registry.importing.load import REGISTERS
from lianzhi.registry.importing.places import no_room
from lianzhi.registry.importing.register import Setting, change_of
from lianzhi.registry.importing.settling import PLACED
from lianzhi.registry.models import House, Link

KEYS = ("name", "kind", "number", "credit")


def relocate(row: Any, place: str, grid: str, on: date, setting: Setting) -> None:
    """The open link to the old address ends on that day and the next begins; a change line says from where to where.

    ``place`` is empty for land that names an area instead. Raises BadInput (a house is a room), WrongState (the entry of
    that address is there already).
    """
    if isinstance(row, House) and not rooms.is_room(place):
        raise no_room()
    _free(row, place, setting)
    if relation := PLACED.get(row.LETTER):
        old = Link.objects.filter(subject=row.ref, relation=relation, object=row.place, until=None)
        old.update(until=on, ended_at=setting.now)
        Link.objects.create(
            subject=row.ref, relation=relation, object=place, since=on, source=setting.source, recorded_at=setting.now
        )  # fmt: skip
    if row.place != place:
        change_of(setting, row.ref, "place", row.place, place).save()
    if row.grid_code != grid and not place:
        change_of(setting, row.ref, "grid", row.grid_code, grid).save()
    row.place, row.grid_code, row.changed_at = place, grid, setting.now
    row.save(update_fields=["place", "grid_code", "changed_at"])


def _free(row: Any, place: str, setting: Setting) -> None:
    """By the key that keeps an entry from being made twice, no other one stands there."""
    register = REGISTERS[f"{row._meta.model_name}s"](setting)
    said = {name: getattr(row, name) for name in KEYS if getattr(row, name, "")}
    probe = Draft(1, {**said, "place": place})
    if place:
        register.find([probe])
    if probe.there is not None and probe.there.pk != row.pk and probe.there.valid_to is None:
        raise WrongState(
            "registry.there_already",
            N_("This address has such an entry already: %(code)s."),
            way_out=N_("Open it; end the one of the two that is wrong."),
            field="place",
            params={"code": probe.there.code},
        )
