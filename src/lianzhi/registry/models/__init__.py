"""The tables of the register (ADR 0010). Places are named by code; no foreign key leaves this room."""

from lianzhi.registry.models.links import SINGLE, Certificate, Change, Link, Merge
from lianzhi.registry.models.marks import KeyMark, MarkNote
from lianzhi.registry.models.persons import Household, Person
from lianzhi.registry.models.places import Enterprise, House, Thing, Venue
from lianzhi.registry.models.protection import Avoided, Consent, Load, Look, OwnTries

OF_KIND = {
    "persons": Person, "households": Household, "houses": House, "enterprises": Enterprise, "venues": Venue,
    "things": Thing, "certificates": Certificate, "links": Link,
}  # fmt: skip

__all__ = [
    "OF_KIND", "SINGLE", "Avoided", "Certificate", "Change", "Consent", "Enterprise", "House", "Household", "KeyMark", "Link",
    "Load", "Look", "MarkNote", "Merge", "OwnTries", "Person", "Thing", "Venue",
]  # fmt: skip
