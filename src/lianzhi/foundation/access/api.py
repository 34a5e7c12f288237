"""The door of access: who may, marks for views, sealing of personal data, units and people."""

from lianzhi.foundation.access.actions import (
    add_person,
    caller,
    change_person,
    grant,
    make_phone_code,
    prove_phone,
    revoke,
    save_role,
    save_unit,
)
from lianzhi.foundation.access.checks import may, require
from lianzhi.foundation.access.contracts import GrantView, PersonView, ResidentView, RoleView, UnitView
from lianzhi.foundation.access.following import Followed, follow_areas
from lianzhi.foundation.access.guards import Mark, lacking, program, public, resident, signed_in, staff
from lianzhi.foundation.access.lookups import (
    duty_phone,
    known_caller,
    names_of,
    people,
    person,
    resident_phone,
    resident_view,
    resident_views,
    unit,
)
from lianzhi.foundation.access.permissions import declare, declared
from lianzhi.foundation.access.queries import (
    grants,
    held_by_anybody,
    holders,
    permissions_of,
    roles,
    scope,
    units,
)
from lianzhi.foundation.access.reaching import inside, reached
from lianzhi.foundation.access.registers import NewGrant, NewPerson, add_people
from lianzhi.foundation.access.rotating import declare_sealed
from lianzhi.foundation.access.rotating_search import declare_search
from lianzhi.foundation.access.rotating_search import running as search_rotates
from lianzhi.foundation.access.rules.phone import clean_phone, mask_phone
from lianzhi.foundation.access.rules.reach import EVERYTHING, Reach, Scope, Thing
from lianzhi.foundation.access.sealing import blind, seal, search_digest, search_digests, unseal
from lianzhi.foundation.access.sessions import (
    actor_from_ticket,
    actor_of,
    address_of,
    remember_resident,
    resident_actor,
    resident_of,
    ticket_of,
)

__all__ = [
    "EVERYTHING",
    "Followed",
    "GrantView",
    "Mark",
    "NewGrant",
    "NewPerson",
    "PersonView",
    "Reach",
    "ResidentView",
    "RoleView",
    "Scope",
    "Thing",
    "UnitView",
    "actor_from_ticket",
    "actor_of",
    "address_of",
    "add_people",
    "add_person",
    "blind",
    "declare_search",
    "inside",
    "reached",
    "search_digest",
    "search_digests",
    "search_rotates",
    "caller",
    "change_person",
    "clean_phone",
    "declare",
    "declare_sealed",
    "declared",
    "duty_phone",
    "follow_areas",
    "grant",
    "grants",
    "held_by_anybody",
    "holders",
    "known_caller",
    "lacking",
    "make_phone_code",
    "mask_phone",
    "may",
    "names_of",
    "people",
    "permissions_of",
    "person",
    "program",
    "prove_phone",
    "public",
    "remember_resident",
    "require",
    "resident",
    "resident_actor",
    "resident_of",
    "resident_phone",
    "resident_view",
    "resident_views",
    "revoke",
    "roles",
    "save_role",
    "save_unit",
    "scope",
    "seal",
    "signed_in",
    "staff",
    "ticket_of",
    "unit",
    "units",
    "unseal",
]
