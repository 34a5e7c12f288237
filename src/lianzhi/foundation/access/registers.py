"""Many people at once: a town's staff register on the first day, without thousands of single acts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from lianzhi.foundation.access.checks import require
from lianzhi.foundation.access.handing_on import require_within
from lianzhi.foundation.access.models import Grant, Role, Unit, User
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role inside an area; ``unit`` empty: not bound to one."""

    role: str
    area_code: str
    unit: str = ""

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.unit,) if self.unit else ()


@dataclass(frozen=True, slots=True)
class NewPerson:
    username: str
    name: str
    unit: str
    grants: tuple[NewGrant, ...] = ()


@transaction.atomic
def add_people(people: Sequence[NewPerson], *, password: str | None = None, by: Actor) -> int:
    """Add those whose user name is free, with their grants; returns how many. Who is there already stays as is.

    ``password`` is the same for all and hashed once (demo accounts only); without one nobody can log in. One
    audit entry holds the counts and the digest of the list. Raises BadInput for an unknown unit or role.
    """
    require(by, "access.edit", None)
    units = dict(Unit.objects.values_list("code", "pk"))
    roles = dict(Role.objects.values_list("code", "pk"))
    taken = set(User.objects.values_list("username", flat=True))
    fresh = [person for person in people if person.username not in taken]
    _known({p.unit for p in fresh} | {g.unit for p in fresh for g in p.grants if g.unit}, set(units))
    _known({g.role for p in fresh for g in p.grants}, set(roles))
    secret = make_password(password)
    _within(fresh, by)
    User.objects.bulk_create(
        [User(username=p.username, name=p.name, unit_id=units[p.unit], password=secret) for p in fresh],
        batch_size=500,
    )
    _grant(fresh, units, roles)
    if fresh:
        audit.record(by, "access.add_people", "register:people", _summary(fresh))
    return len(fresh)


def _grant(fresh: Sequence[NewPerson], units: dict[str, int], roles: dict[str, int]) -> None:
    keys = dict(User.objects.values_list("username", "pk"))
    today = timezone.localdate(clock.now())
    rows = [
        Grant(
            user_id=keys[person.username], role_id=roles[held.role], area_code=held.area_code,
            unit_id=units[held.unit] if held.unit else None, valid_from=today,
        )
        for person in fresh
        for held in person.grants
    ]  # fmt: skip
    Grant.objects.bulk_create(rows, batch_size=500)


def _within(fresh: Sequence[NewPerson], by: Actor) -> None:
    permissions = dict(Role.objects.values_list("code", "permissions"))
    for held in {grant for person in fresh for grant in person.grants}:
        require(by, "access.edit", held)
        require_within(permissions[held.role], held.area_code, held.unit, by=by)


def _known(wanted: set[str], there: set[str]) -> None:
    if unknown := sorted(wanted - there):
        raise BadInput(
            "access.register",
            N_("The register names units or roles that do not exist: %(codes)s."),
            way_out=N_("Add them first, then load the register again."),
            params={"codes": ", ".join(unknown)},
        )


def _summary(fresh: Sequence[NewPerson]) -> dict[str, object]:
    rows = [[p.username, p.name, p.unit, [[g.role, g.area_code, g.unit] for g in p.grants]] for p in fresh]
    by_unit = Counter(person.unit for person in fresh)
    return {
        "people": len(fresh),
        "units": dict(sorted(by_unit.items())),
        "sm3": sm3(canonical(rows).encode()),
    }
