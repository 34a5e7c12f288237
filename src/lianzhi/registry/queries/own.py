"""A resident and what is kept about him: the phone he has proved and four characters of his number (PIPL 45).

A phone number alone is no proof: it is given out again, and the entry of who had it before still carries it.
"""

from collections.abc import Collection

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import protecting
from lianzhi.registry.models import Person

MOST = 10


def carrying(by: Actor) -> list[Person]:
    """The entries that carry the proved number: of himself, of children and old people he answers for, of an earlier owner.

    For comparing only. Nothing of them, not even that there are any, is told before the second proof.
    """
    phone = access.resident_phone(by.id) if by.kind == "resident" else ""
    if not phone:
        return []
    rows = Person.objects.filter(phone_blind__in=protecting.digests("phone", phone), merged_into="").exclude(
        phone_blind=""
    )
    return list(rows.order_by("pk")[:MOST])


def own(by: Actor, proved: Collection[str]) -> list[Person]:
    """Those of them that he has proved in this session (``proved``: their codes)."""
    return [row for row in carrying(by) if row.code in proved] if proved else []


def own_codes(by: Actor, proved: Collection[str]) -> list[str]:
    """The entries that are his, after merges none that was merged away; empty before a proof."""
    return [row.code for row in own(by, proved)]
