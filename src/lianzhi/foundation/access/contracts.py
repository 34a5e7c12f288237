"""Values that cross this room's door."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitView:
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: str
    area_code: str
    active: bool = True

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member of staff as colleagues see them."""

    id: str
    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class RoleView:
    code: str
    name_zh: str
    name_en: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantView:
    """One role of one person in one area, perhaps bound to a unit."""

    id: int
    person: str
    person_name: str
    username: str
    role: str
    area_code: str
    unit: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ResidentView:
    """A resident known by phone. ``phone`` is masked: 138****0001."""

    id: str
    name: str
    phone: str
