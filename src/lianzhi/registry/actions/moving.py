"""Somebody or something moves: the open home or address ends, the next begins; a household follows if it is asked to (R-094)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import lists
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions.relocating import relocate
from lianzhi.registry.finding import locked
from lianzhi.registry.importing import addresses
from lianzhi.registry.importing.load import setting_of
from lianzhi.registry.importing.register import Setting, change_of, no_place
from lianzhi.registry.importing.settling import PLACED
from lianzhi.registry.models import Change, Household, Link, Parcel, Person
from lianzhi.territory import api as territory

LIVES, MEMBER = "lives_in", "member_of"


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
    """The codes of who or what moved. ``place``: a code or an address in words; of land also the code of an area.

    With ``household`` everybody of the household who lives with the person (or at the household's address) moves too.
    An address that is not sure waits among the doubtful ones though nothing moves. Raises BadInput (no such place, a day
    to come or before the present home), NotAllowed, NotFound, WrongState (ended, or that address is taken).
    """
    access.require(by, EDIT, None)
    area = territory.area(place.strip()) if code[:1] == Parcel.LETTER else None
    there = "" if area else addresses.one(place, source=source)
    grid = area.code if area else _grid(there)
    return _move(code, there, grid, Moving(living, on, household, source), by)


@dataclass(frozen=True, slots=True)
class Moving:
    living: str
    on: date
    household: bool
    source: str


@transaction.atomic
def _move(code: str, place: str, grid: str, how: Moving, by: Actor) -> tuple[str, ...]:
    """Who takes somebody in must keep the new address; the old one may be another's."""
    row = locked(code)
    setting = setting_of(how.source, by, EDIT)
    access.require(by, EDIT, _At(grid))
    _open(row)
    _days(row, how.on, setting)
    if how.living not in lists.lists()["living"]:
        raise BadInput(
            "registry.living",
            N_("This kind of living is not in the list."),
            way_out=N_("Choose one."),
            field="living",
        )
    before = row.grid_code
    if isinstance(row, Person):
        movers: list[Any] = [row, *(_with(row) if how.household else ())]
    else:
        movers = [row, *(_members(row) if how.household and isinstance(row, Household) else ())]
        relocate(row, place, grid, how.on, setting)
    for each in movers:
        if isinstance(each, Person):
            _one(each, place, grid, how.living, how.on, setting)
    if how.household and isinstance(row, Person):
        _homes(row, place, grid, setting)
    detail = {
        "place": place or grid,
        "on": str(how.on),
        "source": how.source,
        "movers": [each.code for each in movers],
    }
    audit.record(by, "registry.move", row.ref, detail)
    _tell(row, movers, {before, grid})
    return tuple(each.code for each in movers)


def _tell(row: Any, movers: list[Any], grids: set[str]) -> None:
    if isinstance(row, Person):
        events.emit("registry.moved", {"subject": row.ref, "movers": len(movers)}, area=row.grid_code)
        return
    said = {"kind": f"{row.KIND}s", "subject": row.ref, "fields": ["place"]}
    for grid in sorted(grids):
        events.emit("registry.changed", said, area=grid)
    for each in movers[1:]:
        events.emit("registry.moved", {"subject": each.ref, "movers": 1}, area=each.grid_code)


def _open(row: Any) -> None:
    if row.valid_to is not None or getattr(row, "merged_into", ""):
        raise WrongState(
            "registry.ended", N_("This entry has ended already."), way_out=N_("Nothing is left to do.")
        )


def _grid(place: str) -> str:
    found = territory.grids_of([rooms.building_of(place)], standing=True)
    if not found:
        raise no_place(place)
    return found[rooms.building_of(place)]


class _At:
    def __init__(self, grid: str) -> None:
        self.area_code, self.unit_codes = grid, ()


def _days(row: Any, on: date, setting: Setting) -> None:
    """Not before the address it has now began; other addresses of a firm do not count."""
    links = Link.objects.filter(subject=row.ref, relation=PLACED.get(row.LETTER, ""), until=None)
    if not isinstance(row, Person):
        links = links.filter(object=row.place)
    opened = links.values_list("since", flat=True).first()
    if on > setting.today or (opened and on < opened):
        raise BadInput(
            "registry.move_day",
            N_("The day must lie between the beginning of the present address and today."),
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
    return [each for each in _living(home, person.place) if each.pk != person.pk]


def _members(home: Household) -> list[Person]:
    """Who lives at the household's address. Asked before it changes."""
    return _living(home.ref, home.place) if home.place else []


def _living(home: str, place: str) -> list[Person]:
    refs = Link.objects.filter(object=home, relation=MEMBER, until=None).values_list("subject", flat=True)
    codes = [ref.partition(":")[2] for ref in refs]
    rows = Person.objects.select_for_update().filter(code__in=codes, place=place, valid_to=None)
    return list(rows.order_by("pk"))


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
