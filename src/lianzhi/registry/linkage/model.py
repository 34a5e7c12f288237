"""The definition as it ships: what is assumed, and the numbers learnt from the simulated registers."""

from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.kernel import yamls
from lianzhi.registry.linkage.definition import Definition, Values, definition

_DATA = Path(__file__).parent.parent / "data"


PERSON, FIRM = "person", "firm"
SUBJECTS = (PERSON, FIRM)
_NAMES = {PERSON: "linkage", FIRM: "linkage_firms"}


@cache
def assumed(subject: str = PERSON) -> Definition:
    return definition(_load(f"{_NAMES[subject]}.yaml"))


@cache
def shipped(subject: str = PERSON) -> Definition:
    """A town begins with it; ``lianzhi registry link --train`` gives the town its own numbers."""
    said = _load(f"{_NAMES[subject]}_model.yaml")
    if said["of"] != assumed(subject).version:
        return assumed(subject)
    return assumed(subject).taught(values_of(said["values"]), said["model"])


def values_of(said: Any) -> Values:
    """From lists, as YAML and JSON have them."""
    return {code: {level: (m, u) for level, (m, u) in levels.items()} for code, levels in said.items()}


def _load(name: str) -> Any:
    return yamls.read(_DATA / name)
