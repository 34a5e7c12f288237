"""Other names of places as rows of a table: each by itself, a bad one never stops the rest (R-074, issue 4 part 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import covers
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused
from lianzhi.territory.contracts import NamePlan, RowError
from lianzhi.territory.models import Area, Place, PlaceName
from lianzhi.territory.rules.names import checked
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"
_FIELDS = ("kind", "valid_from", "valid_to", "source")


@dataclass(slots=True)
class Names:
    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[RowError] = field(default_factory=list)


def take_names(rows: Sequence[NamePlan], *, by: Actor, source: str = "", dry: bool = False) -> Names:
    """A block of names in the caller's transaction, each where ``by`` may change addresses; errors count from 1.

    The code of an area stands for the place of the address base that has its name.
    """
    if not dry:
        lock("places")
    done, places = Names(), _places(rows, by)
    good: dict[tuple[str, str], NamePlan] = {}
    for number, row in enumerate(rows, 1):
        try:
            plan = checked(row)
            place = places.get(plan.code)
            if place is None:
                raise _nothing(plan.code)
            if plan.name == place.name:
                raise _its_name(plan)
            good[plan.name, place.code] = plan
        except Refused as refused:
            said = (refused.field, refused.message, refused.way_out, refused.params)
            done.errors.append(RowError(number, row.code, *said))
    _write(good, done, source, dry)
    if not dry and (done.new or done.changed):
        touch("places")
        detail = {"new": done.new, "changed": done.changed, "bad": len(done.errors), "source": source}
        audit.record(by, "territory.import_names", "names", detail)
    return done


def _places(rows: Sequence[NamePlan], by: Actor) -> Mapping[str, Place]:
    """The places that the codes stand for, of those within reach."""
    wanted, scope = {row.code.strip() for row in rows}, access.scope(by, EDIT)
    found = {place.code: place for place in Place.objects.filter(code__in=wanted)}
    areas = Area.objects.filter(code__in=[code for code in wanted if code.isdigit()])
    called: dict[str, list[str]] = {}
    for code, name in areas.values_list("code", "name_zh"):
        called.setdefault(name, []).append(code)
    for place in Place.objects.filter(name__in=called, kind="community") if called else ():
        found |= {code: place for code in called[place.name] if covers(code, place.grid_code)}
    return {code: place for code, place in found.items() if scope.reaches(place.area_code)}


def _write(good: Mapping[tuple[str, str], NamePlan], done: Names, source: str, dry: bool) -> None:
    rows = PlaceName.objects.filter(code__in={code for _name, code in good})
    held = {(row.name, row.code): row for row in rows}
    new, changed = [], []
    for (name, code), plan in good.items():
        row = held.get((name, code)) or PlaceName(name=name, code=code)
        if row.pk and all(getattr(row, f) == getattr(plan, f) for f in _FIELDS[:3]):
            done.same += 1
            continue
        (changed if row.pk else new).append(row)
        row.kind, row.valid_from, row.valid_to = plan.kind, plan.valid_from, plan.valid_to
        row.source = source[:60]
    done.new, done.changed = len(new), len(changed)
    if not dry:
        PlaceName.objects.bulk_create(new)
        PlaceName.objects.bulk_update(changed, _FIELDS)


def _nothing(code: str) -> NotFound:
    area = code.isdigit()
    return NotFound(
        "territory.no_place_of_name",
        N_("No place of the address base stands for the area %(code)s.")
        if area
        else N_("There is no place with the code %(code)s."),
        way_out=N_("Give the code of the place that was called so.")
        if area
        else N_("Load the places first, or put the code right."),
        field="code",
        params={"code": code},
    )


def _its_name(plan: NamePlan) -> BadInput:
    return BadInput(
        "territory.its_name",
        N_("The place %(code)s is called “%(name)s” today."),
        way_out=N_("Leave the row out, or rename the place first."),
        field="name",
        params={"code": plan.code, "name": plan.name},
    )
