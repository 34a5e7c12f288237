"""Somebody moves: the open home ends, the next begins; a household follows its head if it is asked to (R-094)."""

from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry import lists
from lianzhi.registry.access import EDIT
from lianzhi.registry.finding import locked
from lianzhi.registry.importing.load import setting_of
from lianzhi.registry.importing.register import Setting, change_of, no_place
from lianzhi.registry.models import Change, Household, Link, Person
from lianzhi.territory import api as territory

LIVES, MEMBER = "lives_in", "member_of"


@transaction.atomic
def move(
    code: str,
    place: str,
    *,
    living: str = "unknown",
    on: date,
    household: bool = False,
    source: str,
    by: Actor,
) -> tuple[str, ...]:
    """The codes of who moved. With ``household`` everybody of the household who lives with the person moves too.

    Raises BadInput (no such place, a day to come or before the present home), NotAllowed, NotFound.
    """
    person = locked(code)
    if not isinstance(person, Person):
        raise BadInput(
            "registry.mover", N_("Only persons move."), way_out=N_("Change the address of other entries.")
        )
    setting = setting_of(source, by, EDIT)
    grid = _grid(place, by)
    _days(person, on, setting)
    if living not in lists.lists()["living"]:
        raise BadInput(
            "registry.living",
            N_("This kind of living is not in the list."),
            way_out=N_("Choose one."),
            field="living",
        )
    movers = [person, *(_with(person) if household else ())]
    for each in movers:
        _one(each, place, grid, living, on, setting)
    if household:
        _homes(person, place, grid, setting)
    detail = {"place": place, "on": str(on), "source": source, "movers": [each.code for each in movers]}
    audit.record(by, "registry.move", person.ref, detail)
    events.emit("registry.moved", {"subject": person.ref, "movers": len(movers)}, area=grid)
    return tuple(each.code for each in movers)


def _grid(place: str, by: Actor) -> str:
    """Who takes somebody in must keep the new address; the old one may be another's."""
    found = territory.grids_of([rooms.building_of(place)]) if rooms.is_place(place) else {}
    if not found:
        raise no_place(place)
    grid = found[rooms.building_of(place)]
    access.require(by, EDIT, _At(grid))
    return grid


class _At:
    def __init__(self, grid: str) -> None:
        self.area_code, self.unit_codes = grid, ()


def _days(person: Person, on: date, setting: Setting) -> None:
    opened = (
        Link.objects.filter(subject=person.ref, relation=LIVES, until=None)
        .values_list("since", flat=True)
        .first()
    )
    if on > setting.today or (opened and on < opened):
        raise BadInput(
            "registry.move_day",
            N_("The day must lie between the beginning of the present home and today."),
            way_out=N_("Correct the day."),
            field="on",
        )


def _with(person: Person) -> list[Person]:
    """Members of the household who live in the same room, in the order of their keys."""
    home = (
        Link.objects.filter(subject=person.ref, relation=MEMBER, until=None)
        .values_list("object", flat=True)
        .first()
    )
    if not home or not person.place:
        return []
    refs = Link.objects.filter(object=home, relation=MEMBER, until=None).values_list("subject", flat=True)
    codes = [ref.partition(":")[2] for ref in refs]
    rows = Person.objects.select_for_update().filter(code__in=codes, place=person.place, valid_to=None)
    return list(rows.exclude(pk=person.pk).order_by("pk"))


def _one(person: Person, place: str, grid: str, living: str, on: date, setting: Setting) -> None:
    Link.objects.filter(subject=person.ref, relation=LIVES, until=None).update(until=on, ended_at=setting.now)
    Link.objects.create(
        subject=person.ref,
        relation=LIVES,
        object=place,
        note=living,
        since=on,
        source=setting.source,
        recorded_at=setting.now,
    )
    change_of(setting, person.ref, "place", person.place, place).save()
    person.place, person.grid_code, person.changed_at = place, grid, setting.now
    person.save(update_fields=["place", "grid_code", "changed_at"])


def _homes(person: Person, place: str, grid: str, setting: Setting) -> None:
    home = (
        Link.objects.filter(subject=person.ref, relation=MEMBER, until=None)
        .values_list("object", flat=True)
        .first()
    )
    row = Household.objects.select_for_update().filter(code=(home or "").partition(":")[2]).first()
    if row is not None and row.place != place:
        Change.objects.bulk_create([change_of(setting, row.ref, "place", row.place, place)])
        row.place, row.grid_code, row.changed_at = place, grid, setting.now
        row.save(update_fields=["place", "grid_code", "changed_at"])
