"""Values that cross this room's door."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianzhi.scenarios.rules.example import Example, Probe
from lianzhi.scenarios.rules.package import ScenarioSpec


@dataclass(frozen=True, slots=True)
class Package:
    """A scenario as read from its folder. ``flow`` is its own flow as data, None when it uses a shared one."""

    spec: ScenarioSpec
    folder: Path
    flow: dict[str, Any] | None
    examples: tuple[Example | Probe, ...]

    @property
    def code(self) -> str:
        return self.spec.code


@dataclass(frozen=True, slots=True)
class Checked:
    """How one example, or one package as a whole (``example`` empty), came out."""

    scenario: str
    example: str
    name: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems
