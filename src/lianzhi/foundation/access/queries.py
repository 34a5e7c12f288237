"""Reads: scopes, permissions, units, people."""

from django.db.models import Q
from django.utils import timezone

from lianzhi.foundation.access.contracts import PersonView, UnitView
from lianzhi.foundation.access.models import Grant, Unit, User
from lianzhi.foundation.access.permissions import known
from lianzhi.foundation.access.rules.reach import EVERYTHING, NOTHING, Reach, Scope
from lianzhi.kernel.actor import Actor


def _grants(user_id: str) -> list[tuple[list[str], str, str | None]]:
    today = timezone.localdate()
    rows = Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        user_id=user_id,
        user__is_active=True,
        valid_from__lte=today,
    )
    return list(rows.values_list("role__permissions", "area_code", "unit__code"))


def scope(by: Actor, permission: str) -> Scope:
    """All that ``by`` may do under ``permission``. One query for staff; machines reach everything."""
    known(permission)
    if by.kind == "system":
        return EVERYTHING
    if by.kind != "staff":
        return NOTHING
    grants = _grants(by.key)
    return Scope(parts=tuple(Reach(area, unit or "") for held, area, unit in grants if permission in held))


def permissions_of(by: Actor) -> frozenset[str]:
    """Every permission the actor has anywhere; what menus are drawn from."""
    if by.kind != "staff":
        return frozenset()
    return frozenset(code for held, _area, _unit in _grants(by.key) for code in held)


def unit_view(unit: Unit) -> UnitView:
    return UnitView(
        code=unit.code,
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        parent=unit.parent.code if unit.parent_id else "",
        area_code=unit.area_code,
    )


def units(kinds: tuple[str, ...] = ()) -> list[UnitView]:
    """Active units, by code."""
    rows = Unit.objects.filter(active=True).select_related("parent")
    return [unit_view(u) for u in (rows.filter(kind__in=kinds) if kinds else rows)]


def person_view(user: User) -> PersonView:
    roles = Grant.objects.filter(user=user).values_list("role__code", flat=True).order_by("role__code")
    return PersonView(
        id=f"staff:{user.pk}",
        username=user.username,
        name=user.name,
        unit=user.unit.code,
        roles=tuple(dict.fromkeys(roles)),
    )
