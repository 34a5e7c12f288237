"""Single units, people and residents by id."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from lianzhi.foundation.access import queries, sealing
from lianzhi.foundation.access.actions import DUTY_PHONE, PHONE
from lianzhi.foundation.access.contracts import PersonView, ResidentView, UnitView
from lianzhi.foundation.access.models import Resident, Unit, User
from lianzhi.foundation.access.rules.phone import clean_phone, mask_phone
from lianzhi.kernel.errors import BadInput
from lianzhi.kernel.remembering import for_a_moment


@for_a_moment
def unit(code: str) -> UnitView | None:
    found = Unit.objects.filter(code=code).select_related("parent").first()
    return queries.unit_view(found) if found else None


def duty_phone(code: str) -> str:
    """A unit's duty phone in clear, for sending only; empty when none is set. A page shows it masked."""
    sealed = Unit.objects.filter(code=code).values_list("duty_phone_sealed", flat=True).first()
    return sealing.unseal(sealed, DUTY_PHONE) if sealed else ""


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


def names_of(actor_ids: Collection[str]) -> dict[str, str]:
    """Actor id -> name, for members of staff among them, closed accounts too. One query."""
    keys = {each.partition(":")[2] for each in actor_ids if each.startswith("staff:")}
    found = User.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
    return {f"staff:{pk}": name for pk, name in found.values_list("pk", "name")}


def known_caller(phone: str) -> str:
    """The actor id of the resident with this number, found by its blind hash; empty for none, and nobody is made."""
    try:
        digests = sealing.search_digests(clean_phone(phone), PHONE)
    except BadInput:
        return ""
    found = Resident.objects.filter(phone_blind__in=digests).values_list("pk", flat=True).first()
    return f"resident:{found}" if found else ""


def resident_view(actor_id: str) -> ResidentView | None:
    found = _resident(actor_id)
    if found is None:
        return None
    phone = sealing.unseal(found.phone_sealed, PHONE)
    return ResidentView(id=actor_id, name=found.name, phone=mask_phone(phone))


def resident_views(actor_ids: Iterable[str]) -> dict[str, ResidentView]:
    """Several at once, one query; those that are no residents are left out."""
    keys = {each: each.partition(":")[2] for each in actor_ids if each.startswith("resident:")}
    wanted = {key for key in keys.values() if key.isdigit()}
    found = {str(row.pk): row for row in Resident.objects.filter(pk__in=wanted)} if wanted else {}
    return {
        each: ResidentView(each, found[key].name, mask_phone(sealing.unseal(found[key].phone_sealed, PHONE)))
        for each, key in keys.items()
        if key in found
    }


def resident_phone(actor_id: str) -> str:
    """The number in clear, for sending an answer only; empty when unknown. Never show it on a page."""
    found = _resident(actor_id)
    return sealing.unseal(found.phone_sealed, PHONE) if found else ""


def _resident(actor_id: str) -> Resident | None:
    kind, _, key = actor_id.partition(":")
    return Resident.objects.filter(pk=key).first() if kind == "resident" and key.isdigit() else None
