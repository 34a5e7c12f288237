"""A resident and what is kept about him: found by the phone he has proved (PIPL 45)."""

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import protecting
from lianzhi.registry.models import Person

MOST = 10


def own(by: Actor) -> list[Person]:
    """The entries that carry the proved number: his own, and those of children and old people he answers for."""
    phone = access.resident_phone(by.id) if by.kind == "resident" else ""
    if not phone:
        return []
    rows = Person.objects.filter(phone_blind=protecting.digest("phone", phone), merged_into="").exclude(
        phone_blind=""
    )
    return list(rows.order_by("pk")[:MOST])


def is_own(person: Person, by: Actor) -> bool:
    return any(row.pk == person.pk for row in own(by))
