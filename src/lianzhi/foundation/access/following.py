"""Grants and units follow the areas they are bound to when a code ends or a part of it gets one of its own (issue 4).

A grant in the old code stays: what is over keeps that code, and who looked after it may still read it. What is added
reaches the same ground and no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.access.models import Grant, Unit
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Followed:
    """A person's role in ``area`` reaches ``added`` as well."""

    person: str
    person_name: str
    role: str
    area: str
    added: tuple[str, ...]


@transaction.atomic
def follow_areas(heirs: Mapping[str, Sequence[str]], *, day: date, by: Actor) -> list[Followed]:
    """``heirs``: what each code goes on in. Asked twice it adds nothing; a unit follows where there is one heir."""
    alive = Q(valid_to=None) | Q(valid_to__gte=day)
    held = Grant.objects.filter(alive, area_code__in=heirs).select_related("user", "role").order_by("pk")
    found = []
    for grant in held.select_for_update(of=("self",)):
        added = tuple(code for code in heirs[grant.area_code] if _add(grant, code, day))
        if added:
            found.append(
                Followed(f"staff:{grant.user_id}", grant.user.name, grant.role.code, grant.area_code, added)
            )
            audit.record(
                by,
                "access.follow_area",
                f"staff:{grant.user_id}",
                {"role": grant.role.code, "area": grant.area_code, "added": list(added)},
            )
    for unit in Unit.objects.select_for_update(of=("self",)).filter(area_code__in=heirs).order_by("pk"):
        _rehome(unit, heirs[unit.area_code], by)
    return found


def _add(grant: Grant, code: str, day: date) -> bool:
    """Who had that role there already keeps it; one that had run out is given again for as long as the old one."""
    if code == grant.area_code:
        return False
    same = Grant.objects.filter(
        user=grant.user_id, role=grant.role_id, area_code=code, unit=grant.unit_id
    ).first()
    if same is None:
        Grant.objects.create(
            user_id=grant.user_id, role_id=grant.role_id, area_code=code, unit_id=grant.unit_id,
            valid_from=max(day, grant.valid_from), valid_to=grant.valid_to,
        )  # fmt: skip
        return True
    if same.valid_to is not None and (grant.valid_to is None or same.valid_to < grant.valid_to):
        same.valid_to = grant.valid_to
        same.save(update_fields=["valid_to"])
        return True
    return False


def _rehome(unit: Unit, codes: Sequence[str], by: Actor) -> None:
    if len(codes) == 1 and codes[0] != unit.area_code:
        audit.record(by, "access.follow_area", f"unit:{unit.code}", {"from": unit.area_code, "to": codes[0]})
        unit.area_code = codes[0]
        unit.save(update_fields=["area_code"])
