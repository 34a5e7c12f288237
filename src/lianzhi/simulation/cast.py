"""The invented staff as actors: who is on duty, who handles for a unit, who checks. Never one of the demo accounts."""

from collections import defaultdict
from random import Random

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import community_of
from lianzhi.simulation.people import PREFIX, community_unit

AT_HAND = 8  # of a unit's people, how many are seen to act


class Cast:
    """Read once; people who come later are not seen."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self._by_role: dict[tuple[str, str], list[Actor]] = defaultdict(list)
        for person in access.people():
            if person.username.startswith(PREFIX):
                self.ids.add(person.id)
                actor = Actor(person.id, person.name, person.unit)
                for role in person.roles:
                    self._by_role[role, person.unit].append(actor)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def duty(self, dice: Random, *, but: str = "") -> Actor:
        """``but``: somebody else than this one, who asked for it."""
        found = self._one("duty", "command", dice)
        return found if found.id != but else self._one("leader", "leaders", dice)

    def leader(self, dice: Random) -> Actor:
        return self._one("leader", "leaders", dice)

    def has(self, unit: str) -> bool:
        """Is there anybody who works there?"""
        return ("staff", unit) in self._by_role

    def checker(self, dice: Random) -> Actor:
        return self._one("checker", "command", dice)

    def worker(self, unit: str, dice: Random) -> Actor:
        return self._one("staff", unit, dice)

    def answering(self, area_code: str, dice: Random) -> Actor:
        """Who answers a repair: the grid head of the community, else the officer on duty."""
        unit = community_unit(community_of(area_code))
        return self._one("grid-head", unit, dice) if ("grid-head", unit) in self._by_role else self.duty(dice)

    def _one(self, role: str, unit: str, dice: Random) -> Actor:
        return dice.choice(self._by_role[role, unit][:AT_HAND])
