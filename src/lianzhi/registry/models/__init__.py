"""The tables of the register (ADR 0010). Places are named by code; no foreign key leaves this room."""

from lianzhi.registry.models.links import SINGLE, Certificate, Change, Link, Merge
from lianzhi.registry.models.pairs import WAITING, LinkageModel, LinkageRun, Pair, State
from lianzhi.registry.models.persons import Household, Person
from lianzhi.registry.models.places import Enterprise, House, Thing, Venue
from lianzhi.registry.models.protection import Avoided, Consent, Load, Look, OwnTries

OF_KIND = {
    "persons": Person, "households": Household, "houses": House, "enterprises": Enterprise, "venues": Venue,
    "things": Thing, "certificates": Certificate, "links": Link,
}  # fmt: skip

__all__ = [
    "OF_KIND", "SINGLE", "WAITING", "Avoided", "Certificate", "Change", "Consent", "Enterprise", "House", "Household", "Link",
    "LinkageModel", "LinkageRun", "Load", "Look", "Merge", "OwnTries", "Pair", "Person", "State", "Thing", "Venue",
]  # fmt: skip
