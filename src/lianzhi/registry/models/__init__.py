"""The tables of the register (ADR 0010). Places are named by code; no foreign key leaves this room."""

from lianzhi.registry.models.counts import GridCount
from lianzhi.registry.models.facts import Fact, FactLine
from lianzhi.registry.models.land import Parcel
from lianzhi.registry.models.links import SINGLE, Certificate, Change, Link, Merge
from lianzhi.registry.models.marks import KeyMark, MarkNote
from lianzhi.registry.models.pairs import WAITING, LinkageModel, LinkageRun, Pair, State
from lianzhi.registry.models.persons import Household, Person
from lianzhi.registry.models.places import Enterprise, House, Thing, Venue
from lianzhi.registry.models.protection import Avoided, Consent, Load, Look, OwnTries
from lianzhi.registry.models.quality import (
    Delivery,
    Flagged,
    QualityCount,
    QualityDay,
    Rejected,
    SourceKeeper,
    Ticket,
)

OF_KIND = {
    "persons": Person, "households": Household, "houses": House, "enterprises": Enterprise, "venues": Venue,
    "things": Thing, "parcels": Parcel, "certificates": Certificate, "links": Link,
}  # fmt: skip

__all__ = [
    "Avoided", "Certificate", "Change", "Consent", "Delivery", "Enterprise", "Fact", "FactLine", "Flagged",
    "GridCount", "House", "Household", "KeyMark", "Link", "LinkageModel", "LinkageRun", "Load", "Look", "MarkNote",
    "Merge", "OF_KIND", "OwnTries", "Pair", "Parcel", "Person", "QualityCount", "QualityDay", "Rejected", "SINGLE",
    "SourceKeeper", "State", "Thing", "Ticket", "Venue", "WAITING",
]  # fmt: skip
