"""Single units, people and residents by id."""

from django.db.models import Q

from lianzhi.foundation.access import queries, sealing
from lianzhi.foundation.access.actions import PHONE
from lianzhi.foundation.access.contracts import PersonView, ResidentView, UnitView
from lianzhi.foundation.access.models import Resident, Unit, User
from lianzhi.foundation.access.rules.phone import mask_phone


def unit(code: str) -> UnitView | None:
    found = Unit.objects.filter(code=code).select_related("parent").first()
    return queries.unit_view(found) if found else None


def person(actor_id: str) -> PersonView | None:
    """A member of staff by actor id (``staff:<pk>``)."""
    kind, _, key = actor_id.partition(":")
    found = User.objects.filter(pk=key).select_related("unit").first() if kind == "staff" else None
    return queries.person_view(found) if found else None


def people(unit_code: str = "", *, closed: bool = False) -> list[PersonView]:
    """Staff, of one unit or of all; two queries however many. Closed accounts only when asked for."""
    rows = User.objects.filter(Q(unit__code=unit_code) if unit_code else Q()).select_related("unit")
    found = list(rows.filter(Q() if closed else Q(is_active=True)).order_by("username"))
    held = queries.roles_of()
    return [queries.person_view(user, held) for user in found]


def resident_view(actor_id: str) -> ResidentView | None:
    found = _resident(actor_id)
    if found is None:
        return None
    phone = sealing.unseal(found.phone_sealed, PHONE)
    return ResidentView(id=actor_id, name=found.name, phone=mask_phone(phone))


def resident_phone(actor_id: str) -> str:
    """The number in clear, for sending an answer only; empty when unknown. Never show it on a page."""
    found = _resident(actor_id)
    return sealing.unseal(found.phone_sealed, PHONE) if found else ""


def _resident(actor_id: str) -> Resident | None:
    kind, _, key = actor_id.partition(":")
    return Resident.objects.filter(pk=key).first() if kind == "resident" and key.isdigit() else None
