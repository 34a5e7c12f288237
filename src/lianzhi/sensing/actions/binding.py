"""A door sensor is put up at somebody's door with his word, and taken away.  R-127; PIPL 13-15."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import api as registry
from lianzhi.sensing import settings
from lianzhi.sensing.access import DOORS
from lianzhi.sensing.actions.devices import device_of
from lianzhi.sensing.models import Binding, Device, DoorAlert
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState, Outcome
from lianzhi.territory import api as territory

PURPOSE = "door_sensor"
BY = system("sensing")


@transaction.atomic
def bind(device: str, person: str, *, basis: str, by: Actor) -> int:
    """``person``: the code of the register's entry; ``basis``: where he gave his word. Returns the binding.

    Raises NotFound, NotAllowed, BadInput with the field, WrongState for a sensor that hangs at a door already.
    """
    row = device_of(device.strip(), lock=True)
    line = registry.lines_of([person]).get(person)
    if row.kind != DeviceKind.DOOR or row.state == DeviceState.ENDED:
        raise _bad("device", N_("This is no door sensor."), N_("Copy the code of its label."))
    if line is None or not rooms.is_place(line.place):
        raise _bad(
            "person",
            N_("The register knows no home of this person."),
            N_("Enter the home in the register first."),
        )
    grid = territory.grids_of([rooms.building_of(line.place)]).get(
        rooms.building_of(line.place), row.area_code
    )
    access.require(by, DOORS, _Home(grid))
    if Binding.objects.filter(device=row, until=None).exists():
        raise WrongState(
            "sensing.bound",
            N_("This sensor hangs at a door already."),
            way_out=N_("Take it away there first."),
        )
    if len(basis.strip()) < 2:
        raise _bad(
            "basis",
            N_("Without the person's word no sensor is put up."),
            N_("Say how he gave it: a form, in person."),
        )
    if not registry.words_given([person], PURPOSE).get(person):
        registry.give_consent(person, PURPOSE, basis=basis.strip()[:200], by=by)
    now = clock.now()
    new = Binding.objects.create(
        device=row, person=person, place=line.place, area_code=grid, since=now, bound_by=by.id, last_move=now,
        factor=settings.now().door.factor["first"],
    )  # fmt: skip
    Device.objects.filter(pk=row.pk).update(area_code=grid, place=line.place)
    audit.record(
        by,
        "sensing.bind",
        f"binding:{new.pk}",
        {"device": row.code, "person": person, "basis": basis.strip()[:200]},
    )
    return new.pk


@transaction.atomic
def unbind(binding: int, *, why: str, by: Actor) -> None:
    row = Binding.objects.select_for_update().filter(pk=binding, until=None).first()
    if row is None or not access.may(by, DOORS, row):
        raise nothing()
    if len(why.strip()) < 2:
        raise _bad("why", N_("Say why it is taken away."), N_("A few words are enough."))
    _end(row, why.strip()[:120], by)


@transaction.atomic
def word_taken_back(person: str, *, by: Actor = BY) -> int:
    """The person wants it no longer: it is over at once, and so is what it called."""
    rows = list(Binding.objects.select_for_update().filter(person=person, until=None))
    for row in rows:
        _end(row, "word taken back", by)
    return len(rows)


def _end(row: Binding, why: str, by: Actor) -> None:
    row.until, row.why_ended = clock.now(), why
    row.save(update_fields=["until", "why_ended"])
    DoorAlert.objects.filter(binding=row, closed_at=None).update(closed_at=row.until, outcome=Outcome.ENDED)
    audit.record(by, "sensing.unbind", f"binding:{row.pk}", {"why": why})


class _Home:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.binding", message, way_out=way_out, field=field)
