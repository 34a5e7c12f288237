"""Guards of the acts that hand permissions on; machines are exempt. The rule itself is ``rules/handing_on``."""

from collections.abc import Collection

from lianzhi.foundation.access import permissions, queries
from lianzhi.foundation.access.models import Grant, Role
from lianzhi.foundation.access.rules.handing_on import beyond
from lianzhi.foundation.access.rules.reach import Reach
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed


def require_within(wanted: Collection[str], area_code: str, unit: str, *, by: Actor) -> None:
    """``by`` may hand these permissions on in this area. Raises NotAllowed."""
    if by.kind != "system":
        _refuse(beyond(wanted, Reach(area_code, unit), queries.held_by(by)), "role")


def require_not_own(user_id: int, *, by: Actor) -> None:
    if by.kind == "staff" and by.key == str(user_id):
        raise NotAllowed(
            "access.own_grant",
            N_("Nobody changes their own grants."),
            way_out=N_("Ask another administrator."),
            field="person",
        )


def require_reset(user_id: int, *, by: Actor) -> None:
    """A new password opens the account, so it takes all that the account may do. One's own is free."""
    if by.kind == "system" or by.key == str(user_id):
        return
    for grant in Grant.objects.filter(user_id=user_id).select_related("role", "unit"):
        _refuse(beyond(grant.role.permissions, _reach(grant), queries.held_by(by)), "password")


def require_role_change(code: str, wanted: Collection[str], *, by: Actor) -> None:
    """A role changes for all who hold it: ``by`` must be in charge where it is granted, and hand on what is added."""
    if by.kind == "system":
        return
    role = Role.objects.filter(code=code).first()
    added = set(wanted) - set(role.permissions if role else ())
    held = queries.held_by(by)
    for grant in Grant.objects.filter(role__code=code).select_related("role", "unit"):
        own = by.key == str(grant.user_id)
        _refuse(beyond({"access.edit"}, Reach(grant.area_code), held, to_oneself=True), "code")
        _refuse(beyond(added, _reach(grant), held, to_oneself=own), "")


def _reach(grant: Grant) -> Reach:
    return Reach(grant.area_code, grant.unit.code if grant.unit else "")


def _refuse(missing: tuple[str, ...], field: str) -> None:
    if missing:
        raise NotAllowed(
            "access.beyond",
            N_("You may not hand on what you do not hold there yourself: %(permission)s."),
            way_out=N_("Ask an administrator who holds it over that area."),
            field=field,
            params={"permission": permissions.declared().get(missing[0], missing[0])},
        )
