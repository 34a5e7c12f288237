"""Who acts. Every change of state carries one (house law 3: no state without an actor)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a machine that acts.

    ``id`` is ``staff:<pk>``, ``resident:<pk>`` or ``system:<name>``; ``unit`` is the code of the unit
    the person works for, empty for residents and machines.
    """

    id: str
    name: str
    unit: str = ""

    @property
    def kind(self) -> str:
        return self.id.partition(":")[0]

    @property
    def key(self) -> str:
        """The part behind the colon: a primary key, or the machine's name."""
        return self.id.partition(":")[2]


def system(name: str) -> Actor:
    return Actor(id=f"system:{name}", name=name)
