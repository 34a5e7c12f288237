"""Reads: scopes, permissions, units, people."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhi.foundation.access.contracts import GrantView, PersonView, RoleView, UnitView
from lianzhi.foundation.access.models import Grant, Role, Unit, User
from lianzhi.foundation.access.permissions import known
from lianzhi.foundation.access.rules.reach import EVERYTHING, NOTHING, Reach, Scope
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.remembering import for_a_moment


def _in_force() -> QuerySet[Grant]:
    today = timezone.localdate()
    return Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), user__is_active=True, valid_from__lte=today
    )


@for_a_moment
def _grants(user_id: str) -> list[tuple[list[str], str, str | None]]:
    rows = _in_force().filter(user_id=user_id)
    return list(rows.values_list("role__permissions", "area_code", "unit__code"))


def held_by(by: Actor) -> list[tuple[list[str], Reach]]:
    """The grants of a member of staff as (permissions, reach); one query."""
    return (
        [(codes, Reach(area, unit or "")) for codes, area, unit in _grants(by.key)]
        if by.kind == "staff"
        else []
    )


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


def held_by_anybody() -> frozenset[str]:
    """Every permission that some member of staff holds somewhere today. One query, a row for each role."""
    rows = Role.objects.filter(pk__in=_in_force().values("role")).values_list("permissions", flat=True)
    return frozenset(code for held in rows for code in held)


def holders(permission: str, area_code: str, units: tuple[str, ...] = ()) -> list[str]:
    """Actor ids of the staff whose ``permission`` reaches a thing there; with ``units`` only their own people.

    A person belongs to a unit by account or by a grant that is bound to it. Two queries.
    """
    held = [role.pk for role in Role.objects.all() if known(permission) in role.permissions]
    rows = _in_force().filter(role__in=held)
    if units:
        rows = rows.filter(Q(user__unit__code__in=units) | Q(unit__code__in=units))
    found = rows.order_by("user_id").values_list("user_id", "area_code", "unit__code")
    reaching = (
        user
        for user, area, unit in found
        if Scope(parts=(Reach(area, unit or ""),)).reaches(area_code, units)
    )
    return [f"staff:{user}" for user in dict.fromkeys(reaching)]


def unit_view(unit: Unit) -> UnitView:
    return UnitView(
        code=unit.code,
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        parent=unit.parent.code if unit.parent_id else "",
        area_code=unit.area_code,
        active=unit.active,
    )


def units(kinds: tuple[str, ...] = (), *, closed: bool = False) -> list[UnitView]:
    """Units by code; closed ones only when asked for."""
    rows = Unit.objects.select_related("parent").filter(Q() if closed else Q(active=True))
    return [unit_view(u) for u in (rows.filter(kind__in=kinds) if kinds else rows)]


def roles() -> list[RoleView]:
    return [RoleView(r.code, r.name_zh, r.name_en, tuple(r.permissions)) for r in Role.objects.all()]


def grants() -> list[GrantView]:
    """Every grant, by person; one query."""
    rows = Grant.objects.select_related("user", "role", "unit").order_by("user__username", "role__code", "pk")
    return [
        GrantView(
            id=row.pk,
            person=f"staff:{row.user_id}",
            person_name=row.user.name,
            username=row.user.username,
            role=row.role.code,
            area_code=row.area_code,
            unit=row.unit.code if row.unit else "",
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


def person_view(user: User, roles_held: dict[int, list[str]] | None = None) -> PersonView:
    """``roles_held`` (by user id) saves a query for each of many people."""
    held = roles_of([user.pk]) if roles_held is None else roles_held
    return PersonView(
        id=f"staff:{user.pk}",
        username=user.username,
        name=user.name,
        unit=user.unit.code,
        roles=tuple(dict.fromkeys(held.get(user.pk, []))),
        active=user.is_active,
    )


def roles_of(user_ids: list[int] | None = None) -> dict[int, list[str]]:
    """Role codes by user id; of everybody when no ids are given."""
    rows = Grant.objects.filter(Q() if user_ids is None else Q(user_id__in=user_ids))
    held: dict[int, list[str]] = {}
    for user_id, role in rows.order_by("role__code").values_list("user_id", "role__code"):
        held.setdefault(user_id, []).append(role)
    return held
